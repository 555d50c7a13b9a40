/**
 * The door of the extension: two verbs around a `Provider`, because oidc-provider clones its configuration at construction.
 *
 *   const passerelle = createPasserelle({ spaces, policies, store, directory, approvers });
 *   const provider = new Provider(issuer, passerelle.configure(configuration));
 *   passerelle.install(provider);
 *
 * This folder is how OpenID Connect speaks to linking. It must not know where things are stored, how pages look, or the environment.
 */
import type { Adapter, Client, Configuration, KoaContextWithOIDC } from 'oidc-provider';
import Provider from 'oidc-provider';
import { createLinks } from './account-links.ts';
import { createAccountLogins } from './account-logins.ts';
import { createActivation } from './activation.ts';
import { createApproval } from './approval.ts';
import type { ArtifactStore } from './artifact-store.ts';
import { createBrowserCookie } from './browser-cookie.ts';
import { adapterOf, composeConfiguration } from './configure.ts';
import { createDecision } from './decision.ts';
import { createDerivedLogins } from './derived-logins.ts';
import { createExplain } from './explain.ts';
import { createFactGatherer } from './facts.ts';
import { createFence } from './fence.ts';
import { installOn } from './install.ts';
import { createJourney } from './journey.ts';
import { createKillSwitch } from './kill-switch.ts';
import { createLinkedFromValidator } from './linked-from.ts';
import { createLinkedLogins } from './linked-login.ts';
import { loginIdOf } from './mark.ts';
import { createOutboxWorker } from './outbox-worker.ts';
import { createPairReader } from './pair.ts';
import { createParts } from './parts.ts';
import type { Passerelle, PasserelleOptions, SpaceSession } from './passerelle-types.ts';
import { createPolicyStanding } from './policy-standing.ts';
import { createAuthorize } from './protected-resource.ts';
import { refuseDangerousConfiguration } from './refuse-configuration.ts';
import type { ProviderSession } from './request-memory.ts';
import { createSessionEnds } from './session-ends.ts';
import { createSignOut } from './sign-out.ts';
import { createSpaceSessions, type SpaceSessions } from './space-sessions.ts';
import { createStaleLogins } from './stale-logins.ts';
import { createTokenClaims } from './token-claims.ts';

export { isSamePerson } from '../linking/eligibility.ts';
export { historyEvents } from '../linking/history.ts';
export { type HistoryFault, type HistoryFaultCode, historyFaults } from '../linking/history-verification.ts';
export { mayReadRecords } from '../linking/link-reader.ts';
export type * from '../linking/notice.ts';
export { revocationReasons } from '../linking/reasons.ts';
export type * from './artifact-store.ts';
export type * from './pages.ts';
export type * from './passerelle-types.ts';
export { createPorts, type PortOptions, type Ports } from './ports.ts';
export type * from './store.ts';
export type { AnswerChecks } from './unavailable.ts';

export function createPasserelle(options: PasserelleOptions): Passerelle {
  const parts = createParts(options, () => installed?.worker.nudge());
  const { memories, clock, spaces, store } = parts;
  /** What `configure` and `install` are given; the rooms below are built before either is called. */
  let host: Configuration = {};
  let installed: Installed | undefined;

  const adapters = new Map<string, Adapter>();
  function adapter(model: string): Adapter {
    const known =
      adapters.get(model) ?? parts.adapter(model, adapterOf(host.adapter, (name) => asAdapter(options.store.artifacts(name)))(model));
    adapters.set(model, known);
    return known;
  }
  const fence = createFence(parts, sourceSessionLives);
  const standingOf = createPolicyStanding(parts);
  const sessions: SpaceSessions = { read: (context, space) => ready().sessions.read(context, space) };
  const gatherFacts = createFactGatherer(parts, createPairReader(parts, { endOf: fence.revokeIfOver, standingOf }), subFor);
  const decide = createDecision(parts, sessions, gatherFacts);
  const browserCookie = createBrowserCookie(parts, { provider: () => ready().provider, cookieOptions: () => host.cookies?.long });
  const logins = createLinkedLogins(parts, browserCookie);
  const links = createLinks(
    parts,
    fence.revokeIfOver,
    createExplain(parts, standingOf, subFor, () => ready().provider),
  );
  const derivedLogins = createDerivedLogins(parts);
  const sessionEnds = createSessionEnds(parts, adapter, derivedLogins);
  const staleLogins = createStaleLogins(parts);

  /** Past the fence on purpose: a source session is direct. Expiry is checked here, never left to the store (T46). */
  async function sourceSessionLives(uid: string, accountId: string): Promise<boolean> {
    const session = await adapter('Session').findByUid(uid);
    return session?.accountId === accountId && !session.consumed && (session.exp ?? 0) * 1000 > clock().getTime();
  }

  async function subFor(client: Client, accountId: string): Promise<string> {
    if (client.subjectType !== 'pairwise' || !host.pairwiseIdentifier) return accountId;
    // On a host's own pages there is no context of the library; its documentation computes the identifier from account and client alone.
    return host.pairwiseIdentifier(Provider.ctx as KoaContextWithOIDC, accountId, client);
  }

  function ready(): Installed {
    if (!installed) throw new TypeError('passerelle.install(provider) comes before the first request');
    return installed;
  }

  return {
    configure(configuration) {
      refuseDangerousConfiguration(configuration, options);
      host = configuration;
      const tokenClaims = createTokenClaims(parts, fence, subFor);
      return composeConfiguration(configuration, {
        parts,
        fence,
        derivedLogins,
        adapter,
        subFor,
        tokenClaims,
        validateLinkedFrom: createLinkedFromValidator(parts, decide, logins),
      });
    },
    install(provider) {
      const spaceSessions = createSpaceSessions(parts, provider);
      const journey = createJourney(parts, {
        provider,
        sessions: spaceSessions,
        decide,
        activation: createActivation(parts),
        approval: createApproval(parts, standingOf),
        browserCookie,
      });
      installed = {
        provider,
        sessions: spaceSessions,
        journey,
        signOut: createSignOut(parts, { provider, sessions: spaceSessions, sessionEnds, cookieOptions: host.cookies?.long }),
        authorize: createAuthorize(parts, provider),
        worker: createOutboxWorker(parts, { provider, adapter, sessionEnds }),
      };
      installOn(provider, parts, { provider, sessions, decide, logins, staleLogins, sessionEnds, gatherFacts, links }, host.renderError);
    },
    journey: async (context, uid) => ready().journey(context, uid),
    sessionFor: (context, space) =>
      memories.within(async () => {
        const session = spaces.ids.includes(space) ? await sessions.read(context, space) : undefined;
        return session && asSpaceSession(session);
      }),
    signOut: async (context, space) => ready().signOut(context, space),
    authorize: (context, wanted) => memories.within(() => ready().authorize(context, wanted)),
    links,
    accounts: createAccountLogins(parts, { adapter, sessionEnds, staleLogins }),
    policies: createKillSwitch(parts),
    deliveries: {
      list: (page) => store.deliveries.list(page),
      find: (id) => store.deliveries.find(id),
      async retry(id) {
        const again = await store.deliveries.retry(id, clock());
        parts.nudge();
        return again;
      },
      counts: () => store.deliveries.counts(),
    },
    worker: {
      start: () => ready().worker.start(),
      stop: async () => ready().worker.stop(),
      run: async () => ready().worker.run(),
    },
  };
}

interface Installed {
  readonly provider: Provider;
  readonly sessions: SpaceSessions;
  readonly journey: ReturnType<typeof createJourney>;
  readonly signOut: ReturnType<typeof createSignOut>;
  readonly authorize: Passerelle['authorize'];
  readonly worker: ReturnType<typeof createOutboxWorker>;
}

function asSpaceSession({ uid, accountId = '', acr, loginTs = 0 }: ProviderSession): SpaceSession {
  return { uid, accountId, acr, authenticatedAt: new Date(loginTs * 1000), linked: loginIdOf(uid) !== undefined };
}

/** The store keeps payloads without looking into them: what comes out is what the library put in. */
function asAdapter(artifacts: ArtifactStore): Adapter {
  return artifacts as unknown as Adapter;
}
