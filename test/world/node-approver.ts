/**
 * An authenticator service whose customers approve everything at once. What was asked travels in the request id, so that any node
 * can collect what another one asked for, and a thousand rounds need no telephone.
 */
import { setTimeout } from 'node:timers/promises';
import type { ApprovalRequest, Approver } from '../../src/linking/approver.ts';
import type { ReplayStore } from '../../src/oidc/artifact-store.ts';

type Asked = Pick<ApprovalRequest, 'subject' | 'details'>;

export interface Willingness {
  /** Seconds between two polls. With none, every poll that comes in time is a poll of the service. */
  readonly intervalSeconds: number;
  /** Gives each approval out once, as CIBA Core 10.1 has it, whichever node asks: the others are told to wait. */
  readonly once: boolean;
}

interface ApproverDeps {
  readonly clock: () => Date;
  /** Milliseconds until a poll is answered. */
  readonly takes: number;
  /** Remembers for all nodes what was given out. */
  readonly given: ReplayStore;
}

export interface WillingApprover extends Approver {
  /** How it is from here on: with no interval, and as often as it is asked, until it is told. */
  be(willingness: Willingness): void;
}

export function createWillingApprover({ clock, takes, given }: ApproverDeps): WillingApprover {
  let { intervalSeconds, once }: Willingness = { intervalSeconds: 0, once: false };
  return {
    be(willingness) {
      ({ intervalSeconds, once } = willingness);
    },
    async start({ subject, details, expiresInSeconds }) {
      const asked: Asked = { subject, details };
      return {
        authReqId: Buffer.from(JSON.stringify(asked)).toString('base64url'),
        expiresAt: new Date(clock().getTime() + expiresInSeconds * 1000),
        intervalSeconds,
      };
    },
    async poll(authReqId) {
      if (takes > 0) await setTimeout(takes);
      // Made by `start`, above.
      const { subject, details } = JSON.parse(Buffer.from(authReqId, 'base64url').toString()) as Asked;
      const now = clock();
      if (once && !(await given.firstUse(`approval ${details.challenge}`, new Date(now.getTime() + 3600_000))))
        return { outcome: 'pending' };
      return { outcome: 'approved', proof: { subject, details, challenge: details.challenge, issuedAt: now, authenticatedAt: now } };
    },
  };
}
