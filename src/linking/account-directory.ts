/**
 * What linking needs to know of an account, and the port that answers it. The directory is the bank's: it alone says
 * who is the same person (never an e-mail address or a telephone number) and when credentials have changed.
 */
export type AccountStatus = 'never_opened' | 'active' | 'blocked' | 'closed';

export interface DirectoryAccount {
  readonly accountId: string;
  readonly space: string;
  /** The bank-proven person behind the account; accounts of one person carry the same id in every space. */
  readonly personId: string;
  readonly status: AccountStatus;
  /** Opaque; differs after a new secret code, a new administrator, an identifier changed or added. Compared for equality only. */
  readonly credentialsVersion: string;
  /** The account's subject at its space's authenticator service (CIBA `login_hint` and `sub`); absent when no app is installed. */
  readonly authenticatorSubject?: string;
  /** Whether this account may activate a link (for a company: its administrator). */
  readonly mayActivate: boolean;
  /** For pages and claims. */
  readonly name: string;
  /** For pages and claims; never the identifier in clear. */
  readonly maskedAccountNumber: string;
  /** The company the account acts for, shown at consent. */
  readonly company?: string;
}

/**
 * MUST answer from current data (or fail): a wrong "active" opens a closed account.
 * MUST throw when it cannot answer; an empty answer means that the account does not exist. An answer that is late, or not as described here,
 * is taken for none.
 */
export interface AccountDirectory {
  /** Which space an account belongs to. Ids are unique over all spaces. MUST NOT need I/O for an id it issued itself. */
  spaceOf(accountId: string): Promise<string | undefined>;
  /** All the named accounts that exist, and no others, in one read; a `Map`. */
  accounts(accountIds: readonly string[]): Promise<ReadonlyMap<string, DirectoryAccount>>;
  /** The accounts of the same person in another space, each once; empty when there is none. MUST be decided by the person id alone. */
  counterparts(accountId: string, space: string): Promise<readonly DirectoryAccount[]>;
}
