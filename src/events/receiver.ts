/**
 * Security events in: RFC 8935 push of RFC 8417 security event tokens. 202 means that everything the token asks for has taken effect and
 * will outlive a crash; a fault throws, and the transmitter sends again. This folder owns what is told and heard; it must not know where
 * things are stored, how pages look, or the server.
 */
import type { Context } from 'koa';
import type { EventFeedStore } from '../linking/event-feed.ts';
import type { ArtifactStore } from '../oidc/artifact-store.ts';
import { createEventEffects, type EventEffectsDeps } from './event-effects.ts';
import { createEventPlan, type EventPlanDeps } from './event-plan.ts';
import { readPushedToken } from './push-request.ts';
import { type Refusal, type RefusalReason, refusals } from './refusals.ts';
import { createSeenTokens } from './seen-tokens.ts';
import { createSetVerification, type SetVerificationDeps } from './set-verification.ts';

export type { AccountChanges } from './account-changes-port.ts';
export type { EventIssuer } from './event-issuer.ts';

export interface EventReceiverDeps extends SetVerificationDeps, EventPlanDeps, EventEffectsDeps {
  /** Remembers which tokens have been taken. */
  readonly events: ArtifactStore;
  readonly feeds: EventFeedStore;
  readonly onEvent: (event: SecurityEventNotice) => void;
}

/** For the log. No account is named; `issuer` only where it is one of those configured. */
export type SecurityEventNotice =
  | { readonly event: 'security_event.accepted'; readonly issuer: string; readonly type: string; readonly jti: string }
  | { readonly event: 'security_event.replayed'; readonly issuer: string; readonly jti: string }
  | { readonly event: 'security_event.refused'; readonly issuer?: string; readonly reason: RefusalReason };

export function createEventReceiver(deps: EventReceiverDeps) {
  const { feeds, clock, onEvent } = deps;
  const verifySet = createSetVerification(deps);
  const planEvents = createEventPlan(deps);
  const carryOut = createEventEffects(deps);
  const seen = createSeenTokens(deps.events);

  async function take(ctx: Context): Promise<SecurityEventNotice> {
    // 1. One token, signed by an issuer that is known, for us.
    const pushed = await readPushedToken(ctx);
    if (!pushed.ok) return refusal(pushed);
    const verified = await verifySet(pushed.token);
    if (!verified.ok) return refusal(verified);
    const { issuer: by, set } = verified;
    const { issuer } = by;
    const { jti } = set;
    // 2. A second time is acknowledged, and nothing is done.
    if (await seen.has(issuer, jti)) return { event: 'security_event.replayed', issuer, jti };
    // 3. What it asks for, and whether the issuer may.
    const plan = await planEvents(by, set);
    if (!plan.ok) return refusal(plan);
    // 4. Effects first: a crash before 5 repeats them, a crash after it has lost nothing.
    for (const event of plan.events) await carryOut(event, issuer);
    // By its own time: what was held back for hours says nothing of now.
    await feeds.heard(issuer, new Date(Math.min(clock().getTime(), set.issuedAt.getTime())));
    // 5. Only now will it be taken for a replay.
    await seen.add(issuer, jti);
    return { event: 'security_event.accepted', issuer, type: plan.types.join(' '), jti };
  }

  return {
    async receiveSecurityEvent(ctx: Context): Promise<void> {
      ctx.set('Cache-Control', 'no-store');
      if (ctx.method !== 'POST') return refuseMethod(ctx);
      const notice = await take(ctx);
      onEvent(notice);
      if (notice.event === 'security_event.refused') answerRefusal(ctx, notice.reason);
      else acknowledge(ctx);
    },
  };
}

function refusal({ reason, issuer }: Refusal): SecurityEventNotice {
  return { event: 'security_event.refused', reason, ...(issuer !== undefined && { issuer }) };
}

function refuseMethod(ctx: Context): void {
  ctx.set('Allow', 'POST');
  ctx.body = null;
  ctx.status = 405;
}

/** RFC 8935 section 2.3: an empty body. Koa takes no body for 204, hence the order. */
function acknowledge(ctx: Context): void {
  ctx.body = null;
  ctx.status = 202;
}

/** RFC 8935 section 2.4. */
function answerRefusal(ctx: Context, reason: RefusalReason): void {
  ctx.status = 400;
  ctx.set('Content-Language', 'en');
  ctx.body = refusals[reason];
}
