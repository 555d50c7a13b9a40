/**
 * Whether an account may be linked or switched to: both accounts opened and active, the same person, and for activation
 * the right to activate and an authenticator app. Checked again at every switch.
 */
import type { DirectoryAccount } from './account-directory.ts';

export type Ineligibility =
  | 'source_blocked'
  | 'source_closed'
  | 'source_never_opened'
  | 'counterpart_unknown'
  | 'counterpart_blocked'
  | 'counterpart_closed'
  | 'counterpart_never_opened'
  | 'counterpart_linked_elsewhere'
  | 'policy_suspended'
  | 'events_silent'
  | 'reactivation_delay'
  | 'no_authenticator'
  | 'not_administrator';

/** One question that was asked, and what it says no with. `explain` shows them all; a decision takes the first refusal. */
export interface Check {
  readonly check:
    | 'policy'
    | 'event_feed'
    | 'source_account'
    | 'same_person'
    | 'counterpart_account'
    | 'counterpart_free'
    | 'reactivation_delay'
    | 'may_activate'
    | 'authenticator';
  readonly refusal: Ineligibility | undefined;
}

export function firstRefusal(checks: readonly Check[]): Ineligibility | undefined {
  return checks.find(({ refusal }) => refusal !== undefined)?.refusal;
}

/** Whether the two accounts can be used together now. */
export function pairChecks(source: DirectoryAccount | undefined, counterpart: DirectoryAccount | undefined): readonly Check[] {
  return [
    { check: 'source_account', refusal: source ? refusalOf('source', source) : 'source_closed' },
    { check: 'same_person', refusal: isSamePerson(source, counterpart) ? undefined : 'counterpart_unknown' },
    { check: 'counterpart_account', refusal: counterpart && refusalOf('counterpart', counterpart) },
  ];
}

/** Whether the source's account can activate a link now. */
export function activationChecks(source: DirectoryAccount): readonly Check[] {
  return [
    { check: 'may_activate', refusal: source.mayActivate ? undefined : 'not_administrator' },
    { check: 'authenticator', refusal: source.authenticatorSubject === undefined ? 'no_authenticator' : undefined },
  ];
}

function refusalOf<Side extends 'source' | 'counterpart'>(side: Side, { status }: DirectoryAccount) {
  return status === 'active' ? undefined : (`${side}_${status}` as const);
}

/** Only the bank-proven person id decides: equal names, e-mails or telephones prove nothing (T1). */
export function isSamePerson(source: DirectoryAccount | undefined, counterpart: DirectoryAccount | undefined): boolean {
  return source !== undefined && source.personId !== '' && counterpart?.personId === source.personId;
}
