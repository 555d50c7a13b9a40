/** The second step of a login of the level `strong`: the space's authenticator app confirms what the secret code began. */
export interface StrongLoginState {
  readonly accountId: string;
  readonly bindingMessage: string;
  readonly expiresAt: Date;
  /** When the secret code was verified. */
  readonly codeProvedAt: Date;
}

export type StrongLoginStarted = { readonly ok: true } | { readonly ok: false; readonly code: 'no_authenticator' | 'approval_open' };

export type StrongLoginAnswer =
  | { readonly outcome: 'pending' | 'denied' | 'expired' }
  | { readonly outcome: 'approved'; readonly accountId: string; readonly codeProvedAt: Date };

export interface StrongLogins {
  /** After the secret code of `accountId` was verified on the page of interaction `uid`; with an operation, that is what the phone shows and approves. */
  begin(uid: string, accountId: string, bindingMessage: string, operation?: Readonly<Record<string, string>>): Promise<StrongLoginStarted>;
  /** Also for a while after it expired, until it is dropped: `poll` says so. */
  state(uid: string): Promise<StrongLoginState | undefined>;
  /** Asks the authenticator service once, and not before its interval. */
  poll(uid: string): Promise<StrongLoginAnswer>;
  /** Nobody may collect it any more. */
  drop(uid: string): Promise<void>;
}
