/**
 * An authenticator service whose customers approve everything at once. What was asked travels in the request id, so that any node
 * can collect what another one asked for, and a thousand rounds need no telephone.
 */
import { setTimeout } from 'node:timers/promises';
import type { ApprovalRequest, Approver } from '../../src/linking/approver.ts';

type Asked = Pick<ApprovalRequest, 'subject' | 'details'>;

/** `takes`: milliseconds until a poll is answered. */
export function createWillingApprover(clock: () => Date, takes: number): Approver {
  return {
    async start({ subject, details, expiresInSeconds }) {
      const asked: Asked = { subject, details };
      return {
        authReqId: Buffer.from(JSON.stringify(asked)).toString('base64url'),
        expiresAt: new Date(clock().getTime() + expiresInSeconds * 1000),
        intervalSeconds: 0,
      };
    },
    async poll(authReqId) {
      if (takes > 0) await setTimeout(takes);
      // Made by `start`, above.
      const { subject, details } = JSON.parse(Buffer.from(authReqId, 'base64url').toString()) as Asked;
      const now = clock();
      return { outcome: 'approved', proof: { subject, details, challenge: details.challenge, issuedAt: now, authenticatedAt: now } };
    },
  };
}
