/**
 * What security events say of accounts, for a directory that is kept here. A bank's own directory knows already what its events say: it
 * has no such port.
 */
/** MUST throw when it cannot answer; an account that does not exist is no fault. Every method MUST be safe to repeat. */
export interface AccountChanges {
  /** MUST leave the status as it is where a later event, by `at`, has already set it: events arrive in any order. */
  disabled(accountId: string, at: Date): Promise<void>;
  /** As `disabled`; MUST NOT open an account that was closed, or that was never opened. */
  enabled(accountId: string, at: Date): Promise<void>;
  /** The account is closed for ever, whatever arrives before or after. */
  purged(accountId: string, at: Date): Promise<void>;
  /** Gives the account another credentials version. */
  credentialsChanged(accountId: string): Promise<void>;
  /**
   * As `credentialsChanged`, and from now on the account is that person's, in one write; nobody's that is known without one: it MUST have no counterpart
   * then. MUST leave the person as it is where a later event, by `at`, has said who it is.
   */
  administratorChanged(accountId: string, at: Date, administrator: string | undefined): Promise<void>;
}
