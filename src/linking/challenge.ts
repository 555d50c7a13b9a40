/**
 * The challenge that an approval answers: SHA-256 of everything the link is, so that an approval given for one link cannot
 * activate another, nor the same one with any part changed (T11, CVE-2026-9087).
 */
import type { AccountLink, Activation } from './account-link.ts';
import { hashOf } from './canonical-json.ts';

export type ChallengedLink = Pick<AccountLink, 'id' | 'policyId' | 'activating' | 'other'> & {
  readonly activation: Omit<Activation, 'challenge' | 'approval'>;
};

export function challengeOf({ id, policyId, activating, other, activation }: ChallengedLink): string {
  return hashOf({
    id,
    policyId,
    activating: { space: activating.space, accountId: activating.accountId, credentialsVersion: activating.credentialsVersion },
    other: { space: other.space, accountId: other.accountId, credentialsVersion: other.credentialsVersion },
    sourceUid: activation.sourceUid,
    clientId: activation.clientId,
    consent: { version: activation.consent.version, language: activation.consent.language, textHash: activation.consent.textHash },
    proofs: { source: activation.proofs.source, counterpart: activation.proofs.counterpart },
    nonce: activation.nonce,
    expiresAt: activation.expiresAt,
  });
}
