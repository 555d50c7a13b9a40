/**
 * The approvals that a phone shows: what is asked of whom, until when, and what the customer answered.
 * A decision is taken once and only in time; what follows from it in OAuth is `phone-provider.ts`'s affair.
 */
import type { AuthorizationDetail } from 'oidc-provider';

const KEPT = 1000;

export type ApprovalState = 'pending' | 'approved' | 'denied' | 'expired';
export type Decision = 'approve' | 'deny';

export interface ApprovalRequest {
  readonly authReqId: string;
  readonly clientId: string;
  readonly identifier: string;
  readonly bindingMessage: string | undefined;
  readonly authorizationDetails: readonly AuthorizationDetail[];
  readonly expiresAt: number;
}

export interface Approval extends ApprovalRequest {
  readonly state: ApprovalState;
}

export type DecisionOutcome =
  | { readonly ok: true; readonly approval: Approval }
  | { readonly ok: false; readonly code: 'not_found' }
  | { readonly ok: false; readonly code: 'not_pending'; readonly approval: Approval };

export type Approvals = ReturnType<typeof createApprovals>;

export function createApprovals({ now }: { now: () => number }) {
  const approvals = new Map<string, Approval>();

  function current(approval: Approval): Approval {
    const late = approval.state === 'pending' && now() >= approval.expiresAt;
    return late ? { ...approval, state: 'expired' } : approval;
  }

  function add(request: ApprovalRequest): void {
    approvals.set(request.authReqId, { ...request, state: 'pending' });
    const oldest = approvals.keys().next();
    if (approvals.size > KEPT && !oldest.done) approvals.delete(oldest.value);
  }

  function list(identifier: string): Approval[] {
    const own = [...approvals.values()].filter((approval) => approval.identifier === identifier);
    return own.map(current).reverse();
  }

  function decide(authReqId: string, decision: Decision): DecisionOutcome {
    const stored = approvals.get(authReqId);
    if (!stored) return { ok: false, code: 'not_found' };
    const approval = current(stored);
    if (approval.state !== 'pending') return { ok: false, code: 'not_pending', approval };
    const decided: Approval = { ...approval, state: decision === 'approve' ? 'approved' : 'denied' };
    approvals.set(authReqId, decided);
    return { ok: true, approval: decided };
  }

  return { add, list, decide };
}
