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
  | 'reactivation_delay'
  | 'no_authenticator'
  | 'not_administrator';

/** Why the two accounts cannot be used together now, or undefined. */
export function pairIneligibility(
  source: DirectoryAccount | undefined,
  counterpart: DirectoryAccount | undefined,
): Ineligibility | undefined {
  if (!source) return 'source_closed';
  if (source.status !== 'active') return `source_${source.status}`;
  // Only the bank-proven person id decides: equal names, e-mails or telephones prove nothing (T1).
  if (!counterpart || source.personId === '' || counterpart.personId !== source.personId) return 'counterpart_unknown';
  if (counterpart.status !== 'active') return `counterpart_${counterpart.status}`;
  return undefined;
}

/** Why the source's account cannot activate a link now, or undefined. */
export function activationIneligibility(source: DirectoryAccount): Ineligibility | undefined {
  if (!source.mayActivate) return 'not_administrator';
  if (source.authenticatorSubject === undefined) return 'no_authenticator';
  return undefined;
}
