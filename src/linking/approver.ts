/**
 * The port to a space's authenticator service (the "Pass Sécurité"). Shaped after OpenID Connect CIBA Core 1.0 in poll mode:
 * one call starts an approval, one call asks once for its outcome, so any node can ask and none has to wait.
 */
export interface ApprovalRequest {
  /** Whom to ask: the account's subject at the authenticator service. */
  readonly subject: string;
  /** Shown on both screens. */
  readonly bindingMessage: string;
  /** RFC 9396 authorization_details of one entry. */
  readonly details: ApprovalDetails;
  readonly expiresInSeconds: number;
}

export interface ApprovalDetails {
  readonly type: 'account_link' | 'login' | 'operation' | 'secret_code_reset';
  /** What the answer must carry back, so that an approval of one thing is never taken for another. */
  readonly challenge: string;
  readonly [detail: string]: string;
}

export interface StartedApproval {
  readonly authReqId: string;
  readonly expiresAt: Date;
  readonly intervalSeconds: number;
}

/** The proven content of a positive answer (ID token verified, details as granted); compared by the caller with what it asked for. */
export interface ApprovalProof {
  readonly subject: string;
  readonly challenge: string;
  readonly issuedAt: Date;
  readonly authenticatedAt: Date;
  readonly details: ApprovalDetails;
}

export type ApprovalAnswer =
  | { readonly outcome: 'pending' }
  | { readonly outcome: 'denied' }
  | { readonly outcome: 'expired' }
  /** An answer that is not the service's, or not for this request (T14): says nothing, and is reported to the operator. */
  | { readonly outcome: 'invalid'; readonly detail: string }
  | { readonly outcome: 'approved'; readonly proof: ApprovalProof };

/** MUST throw when the service cannot be reached: nothing is known then, and nothing may be written. An answer that is late, or not one of these, is taken for none. */
export interface Approver {
  start(request: ApprovalRequest): Promise<StartedApproval>;
  poll(authReqId: string): Promise<ApprovalAnswer>;
}
