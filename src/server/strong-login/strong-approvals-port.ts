/** A confirmation in the space's authenticator app, for a page that waits for it. */
export interface StrongApprovalState {
  readonly accountId: string;
  readonly bindingMessage: string;
  readonly expiresAt: Date;
  /** When it was asked for; for a login, when the secret code was verified. */
  readonly begunAt: Date;
}

export type StrongApprovalStarted =
  | { readonly ok: true }
  | { readonly ok: false; readonly code: 'no_authenticator' | 'approval_open' | 'too_many_approvals' };

export type StrongApprovalAnswer =
  | { readonly outcome: 'pending' | 'denied' | 'expired' }
  | {
      readonly outcome: 'approved';
      readonly accountId: string;
      /** The one of the beginning, which is still the account's when it is approved. */
      readonly credentialsVersion: string;
      readonly begunAt: Date;
    };

/** What the phone shows and approves. */
export interface Asked {
  readonly type: 'login' | 'operation' | 'secret_code_reset';
  readonly [field: string]: string;
}

export interface StrongApprovals {
  /** Whether the space has an authenticator service. */
  offeredIn(space: string): boolean;
  /** `page` names what will wait for it, and is known to nobody else. */
  begin(page: string, request: { accountId: string; bindingMessage: string; asked: Asked }): Promise<StrongApprovalStarted>;
  /** Also for a while after it expired, until it is dropped: `poll` says so. */
  state(page: string): Promise<StrongApprovalState | undefined>;
  /** Asks the authenticator service once, and not before its interval. */
  poll(page: string): Promise<StrongApprovalAnswer>;
  /** Nobody may collect it any more. */
  drop(page: string): Promise<void>;
}
