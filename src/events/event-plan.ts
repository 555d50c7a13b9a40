/**
 * What a verified token asks for, all of it worked out before any of it is done: a token that is refused for its second event must not
 * have carried out its first. Events beside those that the issuer may send are ignored, as RFC 8417 section 2 has it for events that a
 * recipient does not understand.
 */
import type { EventIssuer } from './event-issuer.ts';
import { type Consequences, eventTypes } from './event-types.ts';
import { type Refusal, refused } from './refusals.ts';
import { type SecurityEventToken, toleranceSeconds } from './set-verification.ts';
import { accountOf } from './subjects.ts';

export interface EventPlanDeps {
  readonly subjects: EventSubjects;
  readonly clock: () => Date;
}

export interface EventSubjects {
  /** Ours: what the `iss` of an `iss_sub` subject must be. */
  readonly issuer: string;
  readonly spaceOf: (accountId: string) => Promise<string | undefined>;
}

export interface PlannedEvent {
  readonly accountId: string;
  /** When it happened. */
  readonly at: Date;
  readonly consequences: Consequences;
}

export type EventPlan = { readonly ok: true; readonly types: readonly string[]; readonly events: readonly PlannedEvent[] } | Refusal;

export function createEventPlan({ subjects, clock }: EventPlanDeps) {
  return async function planEvents(issuer: EventIssuer, set: SecurityEventToken): Promise<EventPlan> {
    const events: PlannedEvent[] = [];
    const types: string[] = [];
    for (const [type, payload] of set.events) {
      const eventType = eventTypes.get(type);
      if (!eventType || (eventType.about === 'account' && issuer.events && !issuer.events.includes(type))) continue;
      types.push(type);
      if (eventType.about === 'feed') continue;
      const consequences = eventType.consequencesOf(payload);
      if (!consequences) return refused('invalid_event', issuer.issuer);
      const accountId = accountOf(subjects.issuer, set, payload);
      if (accountId === undefined) return refused('invalid_subject', issuer.issuer);
      const space = await subjects.spaceOf(accountId);
      if (space === undefined || !issuer.spaces.includes(space)) return refused('account_not_allowed', issuer.issuer);
      const at = timeOf(payload.event_timestamp ?? set.occurred, set.issuedAt, clock());
      // Only where it decides: a reset is not refused for its time, but a block of next year would outlive every release.
      if (!at && statusChanges.has(consequences.directory)) return refused('invalid_event_time', issuer.issuer);
      events.push({ accountId, at: at ?? set.issuedAt, consequences: believed(issuer, consequences) });
    }
    return types.length === 0 ? refused('event_not_allowed', issuer.issuer) : { ok: true, types, events };
  };
}

/** An issuer that may only close must not open by a name: whoever had its key could give any company's account to any person (T38). */
function believed({ namesAdministrators }: EventIssuer, { administrator, ...consequences }: Consequences): Consequences {
  return administrator !== undefined && namesAdministrators ? { ...consequences, administrator } : consequences;
}

const statusChanges: ReadonlySet<Consequences['directory']> = new Set(['disabled', 'enabled'] as const);

/** `event_timestamp` (CAEP 1.0 section 2), else `toe`, else `iat`, in seconds; undefined when it is no such time, or still to come. */
function timeOf(seconds: unknown, issuedAt: Date, now: Date): Date | undefined {
  if (seconds === undefined) return issuedAt;
  if (typeof seconds !== 'number' || seconds <= 0 || seconds > now.getTime() / 1000 + toleranceSeconds) return undefined;
  return new Date(Math.round(seconds * 1000));
}
