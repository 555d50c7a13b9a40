/**
 * What an approver may answer. Whether a proof is for this link, this person and this moment is asked by whoever wanted it; here only
 * whether it is one at all. An unknown outcome is neither a yes nor a no (T14).
 */
import type { ApprovalAnswer, Approver } from '../linking/approver.ts';
import { firstFault, isAmount, isDate, isMembers, isText } from './answer-shapes.ts';
import type { AnswerChecks } from './unavailable.ts';

const outcomes = new Set<unknown>(['pending', 'denied', 'expired', 'invalid', 'approved'] satisfies ApprovalAnswer['outcome'][]);

export const approverChecks: AnswerChecks<Approver> = {
  start(started) {
    if (!isMembers(started)) return 'not an approval';
    return firstFault({
      authReqId: isText(started.authReqId),
      expiresAt: isDate(started.expiresAt),
      intervalSeconds: isAmount(started.intervalSeconds),
    });
  },

  poll(answer) {
    if (!isMembers(answer) || !outcomes.has(answer.outcome)) return 'outcome';
    if (answer.outcome === 'invalid') return typeof answer.detail === 'string' ? undefined : 'detail';
    return answer.outcome === 'approved' ? proofFault(answer.proof) : undefined;
  },
};

/** An empty subject or challenge is a wrong one, which the operator must hear of as such and not as an outage. */
function proofFault(proof: unknown): string | undefined {
  if (!isMembers(proof)) return 'proof';
  const { details } = proof;
  return firstFault({
    subject: typeof proof.subject === 'string',
    challenge: typeof proof.challenge === 'string',
    issuedAt: isDate(proof.issuedAt),
    authenticatedAt: isDate(proof.authenticatedAt),
    details: isMembers(details) && 'challenge' in details && Object.values(details).every((detail) => typeof detail === 'string'),
  });
}
