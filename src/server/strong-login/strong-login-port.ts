/** The second step of a login of the level `strong`: the space's authenticator app confirms what the secret code began. */
import type { StrongApprovalAnswer, StrongApprovalStarted, StrongApprovalState } from './strong-approvals-port.ts';

export interface StrongLogins {
  /** After the secret code of `accountId` was verified on the page of interaction `uid`; with an operation, that is what the phone shows and approves. */
  begin(
    uid: string,
    accountId: string,
    bindingMessage: string,
    operation?: Readonly<Record<string, string>>,
  ): Promise<StrongApprovalStarted>;
  /** Also for a while after it expired, until it is dropped: `poll` says so. */
  state(uid: string): Promise<StrongApprovalState | undefined>;
  /** Asks the authenticator service once, and not before its interval. */
  poll(uid: string): Promise<StrongApprovalAnswer>;
  /** Nobody may collect it any more. */
  drop(uid: string): Promise<void>;
}
