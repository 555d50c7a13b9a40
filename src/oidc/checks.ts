/**
 * The interaction policy: the prompt `linked_account` at its head, with one check for each page of the decision; the checks of the prompt
 * `login` that a linked or weaker session must pass; and last, what no page can mend. Built on copies: the host's policy is not changed.
 */
import type { KoaContextWithOIDC } from 'oidc-provider';
import { errors, interactionPolicy } from 'oidc-provider';
import { acr, reaches } from '../linking/assurance.ts';
import { policyById } from '../linking/link-policy.ts';
import type { NoneError, Outcome } from '../linking/situation.ts';
import { acrRequestOf, maxAgeOf, operationOf } from './authorization-request.ts';
import type { SubFor } from './facts.ts';
import { loginIdOf } from './mark.ts';
import type { Parts } from './parts.ts';
import { opaqueOnly, wantsJwt } from './refusals.ts';

const { Check, Prompt } = interactionPolicy;
type Ctx = KoaContextWithOIDC;

export const linkedAccountPrompt = 'linked_account';

export function composePolicy(parts: Parts, policy: interactionPolicy.DefaultPolicy, subFor: SubFor): interactionPolicy.Prompt[] {
  const { memories, spaces, options } = parts;
  const outcome = () => memories.current()?.outcome;
  const isOfSpace = (ctx: Ctx) => spaces.ofClient(ctx.oidc.client?.clientId) !== undefined;

  return [linkedAccount(), ...policy.map(composed), opaqueTokens()];

  function composed(prompt: interactionPolicy.Prompt): interactionPolicy.Prompt {
    if (prompt.name === 'login') return login(prompt);
    return prompt.name === 'consent' ? consent(prompt) : prompt;
  }

  /** What the customer has just approved on the telephone needs no second page. */
  function consent(original: interactionPolicy.Prompt): interactionPolicy.Prompt {
    const kept = withoutOwnPrompt(original).map((check) => (check.reason === 'rar_prompt' ? unlessApproved(check) : check));
    return new Prompt({ name: original.name, requestable: original.requestable }, original.details, ...kept);
  }

  function unlessApproved(check: interactionPolicy.Check): interactionPolicy.Check {
    const asks = (ctx: Ctx) => !(isOfSpace(ctx) && operationOf(ctx.oidc.params ?? {})) && check.check(ctx);
    return new Check(check.reason, check.description, check.error ?? 'consent_required', asks, check.details);
  }

  /** `new Prompt` adds the check of its own name again. */
  function withoutOwnPrompt({ name, checks }: interactionPolicy.Prompt): interactionPolicy.Check[] {
    return [...checks].filter(({ reason }) => reason !== `${name}_prompt`);
  }

  function linkedAccount() {
    const page = (reason: string, error: NoneError, asks: (outcome: Outcome) => boolean) =>
      new Check(reason, 'the customer has to decide', error, () => {
        const decided = outcome();
        return decided !== undefined && asks(decided);
      });
    const silentOnly = (reason: string, error: NoneError) =>
      new Check(reason, 'a page would be needed', error, (ctx) => {
        const decided = outcome();
        return ctx.oidc.prompts.has('none') && decided?.kind === 'ordinary' && decided.noneError === error;
      });
    return new Prompt(
      { name: linkedAccountPrompt, requestable: false },
      page('signed_in_here', 'login_required', ({ kind, row }) => kind === 'signed_in_here' && row !== 10),
      page('activate_elsewhere', 'interaction_required', ({ kind, row }) => kind === 'signed_in_here' && row === 10),
      page('unavailable', 'access_denied', ({ kind }) => kind === 'unavailable'),
      page('choose_account', 'account_selection_required', ({ kind }) => kind === 'choose_account'),
      page('link_consent', 'interaction_required', ({ kind }) => kind === 'consent'),
      silentOnly('no_source_session', 'login_required'),
      silentOnly('no_link', 'interaction_required'),
    );
  }

  function login(original: interactionPolicy.Prompt) {
    const details = async (ctx: Ctx) => {
      const decided = outcome();
      const hint = decided && 'activateFrom' in decided ? { activate_from: spaces.ofClient(ctx.oidc.client?.clientId) } : undefined;
      return { ...(await original.details(ctx)), ...hint };
    };
    // The library compares levels by equality, and lets `acr_values` replace an essential claim.
    const kept = withoutOwnPrompt(original).map((check) => (comparesLevels(check) ? forOtherClients(check) : check));
    return new Prompt(
      { name: original.name, requestable: original.requestable },
      details,
      ...kept,
      new Check('login_chosen', 'the customer asked to log in', 'login_required', () => outcome()?.kind === 'login'),
      new Check('linked_client', 'a linked login is for the clients that its policy names', 'login_required', linkedSessionIsNotForClient),
      new Check('linked_max_age', 'a linked login satisfies no max_age', 'login_required', linkedSessionIsAskedItsAge),
      new Check('acr_level', 'a higher level of authentication is needed', 'login_required', levelIsMissing),
      new Check('operation_approval', 'the operation has to be approved', 'login_required', operationIsNotApproved),
      new Check('id_token_hint_resumed', 'id_token_hint and authenticated subject do not match', 'login_required', hintIsForSomebodyElse),
    );
  }

  function comparesLevels({ reason }: interactionPolicy.Check): boolean {
    return reason === 'essential_acr' || reason === 'essential_acrs';
  }

  function forOtherClients(check: interactionPolicy.Check): interactionPolicy.Check {
    return new Check(
      check.reason,
      check.description,
      check.error ?? 'login_required',
      (ctx) => !isOfSpace(ctx) && check.check(ctx),
      check.details,
    );
  }

  function opaqueTokens() {
    return new Prompt(
      { name: 'linked_tokens', requestable: false },
      new Check('opaque_tokens', 'a linked login gets opaque access tokens only', 'invalid_target', (ctx) => {
        if (wantsJwt(ctx) && loginIdOf(ctx.oidc.session?.uid) !== undefined) throw opaqueOnly();
        return false;
      }),
    );
  }

  /** T64: without `linked_from` any client of the space, a native one too, would be given the linked login, and be told of it. */
  function linkedSessionIsNotForClient({ oidc: { client, session } }: Ctx): boolean {
    const loginId = loginIdOf(session?.uid);
    if (loginId === undefined || !client) return false;
    const policy = policyById(options.policies(), memories.current()?.alive.get(loginId)?.policyId ?? '');
    return client.applicationType === 'native' || !policy?.clients.includes(client.clientId);
  }

  /** T57: what is fresh is the source's authentication, not the target's. After a login here the session is direct. */
  function linkedSessionIsAskedItsAge(ctx: Ctx): boolean {
    return maxAgeOf(ctx.oidc.params ?? {}) !== undefined && loginIdOf(ctx.oidc.session?.uid) !== undefined;
  }

  /** An operation wants an approval of its own, in this very interaction: a session that is strong already approved something else. */
  function operationIsNotApproved(ctx: Ctx): boolean {
    return isOfSpace(ctx) && operationOf(ctx.oidc.params ?? {}) !== undefined && ctx.oidc.result?.login?.acr !== acr.strong;
  }

  /** The library never prompts for a voluntary level: this does, once. */
  function levelIsMissing(ctx: Ctx): boolean {
    if (!isOfSpace(ctx) || ctx.oidc.session?.accountId === undefined) return false;
    const request = acrRequestOf(ctx.oidc.params ?? {});
    if (reaches(ctx.oidc.session.acr, request)) return false;
    if (!ctx.oidc.result?.login) return true;
    // T28: asked and not reached. Asking again would be a loop; going on would be a downgrade.
    if (request.essential && !reaches(ctx.oidc.session.acr, { essential: request.essential, voluntary: [] })) {
      throw new errors.UnmetAuthenticationRequirements('the essential acr was not reached');
    }
    return false;
  }

  /** The library checks a hint at the authorization endpoint only: a hint for one and a login as another would give a code for the other. */
  async function hintIsForSomebodyElse(ctx: Ctx): Promise<boolean> {
    const hinted = memories.current()?.hintedSub;
    const { client, session } = ctx.oidc;
    if (hinted === undefined || !client || session?.accountId === undefined || ctx.oidc.entities.IdTokenHint) return false;
    if ((await subFor(client, session.accountId)) === hinted) return false;
    if (ctx.oidc.result?.login) throw new errors.LoginRequired('the login was not for the subject of the id_token_hint');
    return true;
  }
}
