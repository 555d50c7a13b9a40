/** The hand that holds the telephone: looks at the approvals and answers them, over the phone's own wire. */
export interface Approval {
  readonly auth_req_id: string;
  readonly identifier: string;
  readonly state: 'pending' | 'approved' | 'denied' | 'expired';
  readonly binding_message: string;
  readonly authorization_details: readonly Record<string, string>[];
}

export interface PhoneHand {
  list(identifier: string): Promise<readonly Approval[]>;
  /** The newest pending approval. */
  pending(identifier: string): Promise<Approval>;
  /** Answers the newest pending approval. */
  answer(identifier: string, decision: 'approve' | 'deny'): Promise<Approval>;
  /** Answers a certain approval; the status, for answers that come too late. */
  answerTo(authReqId: string, decision: 'approve' | 'deny'): Promise<number>;
}

export function createPhoneHand(phone: string): PhoneHand {
  async function list(identifier: string): Promise<readonly Approval[]> {
    const response = await fetch(`${phone}/approvals?identifier=${identifier}`, { headers: { accept: 'application/json' } });
    return (await response.json()) as Approval[];
  }

  async function pending(identifier: string): Promise<Approval> {
    const approval = (await list(identifier)).find(({ state }) => state === 'pending');
    if (!approval) throw new Error('the telephone has nothing to approve');
    return approval;
  }

  async function answerTo(authReqId: string, decision: 'approve' | 'deny'): Promise<number> {
    const response = await fetch(`${phone}/approvals/${authReqId}`, {
      method: 'POST',
      headers: { accept: 'application/json' },
      body: new URLSearchParams({ decision }),
    });
    return response.status;
  }

  return {
    list,
    pending,
    answerTo,
    async answer(identifier, decision) {
      const approval = await pending(identifier);
      const status = await answerTo(approval.auth_req_id, decision);
      if (status !== 200) throw new Error(`the telephone answered ${status}`);
      return approval;
    },
  };
}
