/**
 * The situation of an interaction, for a host's pages: which page is due and the moves that it allows. Asked anew at every request, so that
 * a page never acts on what was true a minute ago.
 */
import { linkedAccountPrompt } from './checks.ts';
import { staticRefusalOf } from './decision.ts';
import { detach } from './detach.ts';
import { hintedSubOf } from './hinted-sub.ts';
import { choiceOf, earlierLogin, type ProviderInteraction } from './interaction-results.ts';
import { createLinkPages } from './journey-link-pages.ts';
import { createLoginPage, createScopesPage } from './journey-login-pages.ts';
import { createMoves } from './journey-moves.ts';
import type { JourneyParts } from './journey-parts.ts';
import type { JourneyPage, NoJourney } from './pages.ts';
import type { Parts } from './parts.ts';
import type { HostContext } from './passerelle-types.ts';
import type { Visit } from './visit.ts';

export function createJourney(parts: Parts, journeyParts: JourneyParts) {
  const { memories, spaces } = parts;
  const { provider, sessions, decide } = journeyParts;
  const moves = createMoves(parts, provider);
  const loginPage = createLoginPage(parts, moves);
  const scopesPage = createScopesPage(moves);
  const linkPages = createLinkPages(parts, { ...journeyParts, moves });

  return function journey(host: HostContext, uid: string): Promise<JourneyPage | NoJourney> {
    return memories.within(async () => {
      const visit = await visitOf(host, uid);
      if ('page' in visit) return visit;
      switch (visit.interaction.prompt.name) {
        case 'login':
          return loginPage(visit);
        case linkedAccountPrompt:
          return linkPages(visit, () => decisionOf(visit));
        default:
          return scopesPage(visit);
      }
    });
  };

  async function visitOf(host: HostContext, uid: string): Promise<Visit | NoJourney> {
    // The library's own look-up uses the cookie alone and never compares it with the page's path (T10).
    const cookie = provider.createContext(host.req, host.res).cookies.get(provider.cookieName('interaction'), { signed: true });
    const interaction = cookie === uid ? await provider.Interaction.find<ProviderInteraction>(uid) : undefined;
    const client = interaction && (await provider.Client.find(String(interaction.params.client_id)));
    const space = spaces.ofClient(client?.clientId);
    if (!interaction || !client || space === undefined) return { page: 'not_found', reason: 'unknown' };
    const { linked_from: linkedFrom } = interaction.params;
    if (linkedFrom !== undefined && staticRefusalOf(parts, linkedFrom, client)) return { page: 'not_found', reason: 'unknown', space };
    const session = await sessions.read(host, space);
    if ((await detach(interaction, session, { at: 'page' })) === 'somebody_else')
      return { page: 'not_found', reason: 'somebody_else', space };
    return { host, interaction, client, space, session };
  }

  async function decisionOf({ host, interaction, client, session }: Visit) {
    return decide({
      host,
      client,
      params: interaction.params,
      targetSession: session,
      loggedIn: earlierLogin(interaction, session)?.accountId,
      choice: choiceOf(interaction),
      hintedSub: await hintedSubOf(provider, interaction, client),
    });
  }
}
