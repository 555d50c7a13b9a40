/**
 * The validator of the `linked_from` parameter: the way into a silent switch. It runs after the client is known and before the account
 * is loaded, so that a switch is one authorization request: no page, no further redirect, and `prompt=none` works. At the pushed
 * authorization request endpoint there is no browser: only row 1 there.
 */
import type { Client, KoaContextWithOIDC } from 'oidc-provider';
import { policyBetween } from '../linking/link-policy.ts';
import type { Decide, Decision } from './decision.ts';
import { staticRefusalOf } from './decision.ts';
import { type createLinkedLogins, writeIntoSession } from './linked-login.ts';
import type { Parts } from './parts.ts';
import { opaqueOnly, parRequired, staticError, wantsJwt } from './refusals.ts';
import type { ProviderSession } from './request-memory.ts';

export function createLinkedFromValidator(parts: Parts, decide: Decide, logins: ReturnType<typeof createLinkedLogins>) {
  const { memories, options, emit } = parts;

  return async function validateLinkedFrom(ctx: KoaContextWithOIDC, value: string | undefined, client: Client): Promise<void> {
    const { route } = ctx.oidc;
    if (value === undefined || (route !== 'authorization' && route !== 'pushed_authorization_request')) return;
    const refusal = staticRefusalOf(parts, value, client);
    if (refusal) {
      emit({ event: 'switch.refused', client: client.clientId, reason: refusal });
      throw staticError(refusal);
    }
    if (route !== 'authorization') return;
    refuseWithoutPar(ctx, value, client);
    const session = ctx.oidc.session;
    if (!session) throw new TypeError('the authorization endpoint has a session');
    const params = { ...ctx.oidc.params };
    const decision = await decide({ host: ctx, client, params, targetSession: signedIn(session), hintedSub: hintedSubOf(ctx) });
    const memory = memories.current();
    if (memory) memory.outcome = decision.outcome;
    if (decision.outcome.kind === 'linked') await switchNow(ctx, session, client, decision);
    else report(decision, client, ctx.oidc.prompts.has('none'));
  };

  async function switchNow(ctx: KoaContextWithOIDC, session: ProviderSession, client: Client, decision: Decision): Promise<void> {
    // Before anything is written: JWT access tokens are behind no fence (T63).
    if (wantsJwt(ctx)) throw opaqueOnly();
    const { link, sourceSession, outcome } = decision;
    if (!link || !sourceSession || outcome.kind !== 'linked') throw new TypeError('row 8 has a link and a source');
    const login = await logins.open({
      ...decision,
      link,
      sourceSession,
      policy: decision.direction.policy,
      counterpart: outcome.counterpart,
      clientId: client.clientId,
      host: ctx,
    });
    writeIntoSession(session, login);
    // A session id from before the switch is worthless afterwards (T9). A new session has no id yet that anybody could know.
    if (!Reflect.get(session, 'new')) session.resetIdentifier();
  }

  function refuseWithoutPar(ctx: KoaContextWithOIDC, source: string, client: Client): void {
    if (ctx.oidc.entities.PushedAuthorizationRequest) return;
    const target = parts.spaces.ofClient(client.clientId);
    const policy = target === undefined ? undefined : policyBetween(options.policies(), source, target)?.policy;
    if (policy?.clientsWithoutPar.includes(client.clientId)) return;
    emit({ event: 'switch.refused', client: client.clientId, reason: 'par_required' });
    throw parRequired();
  }

  /** A page is no refusal yet; what ends in an error is. */
  function report({ outcome, source, target }: Decision, client: Client, silent: boolean): void {
    if (outcome.kind !== 'unavailable' && !(silent && 'noneError' in outcome)) return;
    const reason = outcome.kind === 'unavailable' ? outcome.reason : outcome.kind;
    emit({ event: 'switch.refused', client: client.clientId, source, target, row: outcome.row, reason });
  }
}

function signedIn(session: ProviderSession): ProviderSession | undefined {
  return session.accountId === undefined ? undefined : session;
}

function hintedSubOf(ctx: KoaContextWithOIDC): string | undefined {
  const sub = ctx.oidc.entities.IdTokenHint?.payload.sub;
  return typeof sub === 'string' ? sub : undefined;
}
