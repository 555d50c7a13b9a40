/** An approver without a phone: it remembers what it was asked, and answers what a test told it to. */
import { nanoid } from 'nanoid';
import type { ApprovalAnswer, ApprovalProof, ApprovalRequest, Approver } from '../../src/linking/approver.ts';

export interface ScriptedApprover extends Approver {
  readonly started: (ApprovalRequest & { readonly authReqId: string })[];
  readonly polled: string[];
  /** Answers each poll from now on; thrown if it is an Error. */
  answer: ApprovalAnswer | Error;
  /** Happens once, between the next poll's question and its answer. */
  meanwhile: (() => Promise<unknown>) | undefined;
  /** Thrown by each start from now on. */
  down: Error | undefined;
  /** A positive answer to the last start, by the right person and just now, with what the test changes. */
  approve(change?: Partial<ApprovalProof>): void;
}

export function createScriptedApprover(clock: () => Date, intervalSeconds = 2): ScriptedApprover {
  const approver: ScriptedApprover = {
    started: [],
    polled: [],
    answer: { outcome: 'pending' },
    meanwhile: undefined,
    down: undefined,
    async start(request) {
      if (approver.down) throw approver.down;
      const authReqId = nanoid();
      approver.started.push({ ...request, authReqId });
      return { authReqId, intervalSeconds, expiresAt: new Date(clock().getTime() + request.expiresInSeconds * 1000) };
    },
    async poll(authReqId) {
      approver.polled.push(authReqId);
      const { answer, meanwhile } = approver;
      approver.meanwhile = undefined;
      await meanwhile?.();
      if (answer instanceof Error) throw answer;
      return answer;
    },
    approve(change = {}) {
      const last = approver.started.at(-1);
      if (!last) throw new Error('nothing was started');
      const { subject, details } = last;
      const now = clock();
      const proof = { subject, challenge: details.challenge, issuedAt: now, authenticatedAt: now, details, ...change };
      approver.answer = { outcome: 'approved', proof };
    },
  };
  return approver;
}
