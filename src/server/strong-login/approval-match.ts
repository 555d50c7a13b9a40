/** Whether what the authenticator service proved is what was asked: of this person, for this very request, after it was made (T14, T18). */
import { timingSafeEqual } from 'node:crypto';
import type { ApprovalDetails, ApprovalProof } from '../../linking/approver.ts';
import type { StrongApproval } from './strong-approval-records.ts';

/** How far the clocks of the authenticator service and of ours may be apart. */
const clockSkew = 60_000;

/** What does not match, in words for the operator. */
export function mismatchOf(approval: StrongApproval, proof: ApprovalProof, subject: string | undefined): string | undefined {
  if (subject === undefined || proof.subject !== subject) return 'subject';
  if (!sameSecret(proof.challenge, approval.challenge)) return 'challenge';
  const { challenge, ...shown } = proof.details;
  const { challenge: _, ...asked } = detailsOf(approval);
  if (!sameSecret(challenge, approval.challenge) || !sameFields(shown, asked)) return 'authorization_details';
  const earliest = approval.begunAt.getTime() - clockSkew;
  return proof.issuedAt.getTime() < earliest || proof.authenticatedAt.getTime() < earliest ? 'too old' : undefined;
}

/** Fields of an operation cannot stand for ours: what is ours comes last. */
export function detailsOf({ asked, challenge, space }: Pick<StrongApproval, 'asked' | 'challenge' | 'space'>): ApprovalDetails {
  return { ...asked, challenge, space };
}

/** T29: by value, and no field more or less. */
function sameFields(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean {
  return (
    Object.keys(a).length === Object.keys(b).length &&
    Object.entries(b).every(([name, value]) => Object.hasOwn(a, name) && a[name] === value)
  );
}

function sameSecret(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
