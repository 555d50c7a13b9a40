/**
 * Why an account link was revoked: a closed list. `automaticReasons` are those that the customer did not
 * choose: they make a new activation wait for the policy's delay, so that whoever just changed a secret code
 * cannot link in the same breath.
 */
export const revocationReasons = [
  'customer',
  'secret_reset',
  'secret_changed',
  'administrator_changed',
  'identifier_changed',
  'adviser',
  'account_closed',
  'credential_version',
  'policy',
  'expired',
] as const;

export type RevocationReason = (typeof revocationReasons)[number];

const chosenOrPlanned: ReadonlySet<RevocationReason> = new Set<RevocationReason>(['customer', 'policy', 'expired']);

export function isAutomatic(reason: RevocationReason): boolean {
  return !chosenOrPlanned.has(reason);
}

export function isRevocationReason(value: unknown): value is RevocationReason {
  return typeof value === 'string' && revocationReasons.some((reason) => reason === value);
}
