/**
 * The port of the built-in directory: accounts with their credentials. A bank's own directory replaces all of this.
 * MUST throw when it cannot answer; writes are acknowledged by a majority before they are reported done.
 */
export interface StoredAccount {
  readonly accountId: string;
  readonly space: string;
  readonly personId: string;
  readonly identifier: string;
  /** PHC string of argon2id. */
  readonly secretCodeHash: string;
  readonly status: 'never_opened' | 'active' | 'blocked' | 'closed';
  readonly credentialsVersion: string;
  readonly authenticatorSubject?: string;
  readonly mayActivate: boolean;
  readonly name: string;
  readonly accountNumber: string;
  readonly company?: string;
  readonly firstLoginAt?: Date;
}

export interface AccountStore {
  /** MUST answer `false`, and write nothing, when the account id, or the identifier in its space, exists. */
  insert(account: StoredAccount): Promise<boolean>;
  byIdentifier(space: string, identifier: string): Promise<StoredAccount | undefined>;
  byIds(accountIds: readonly string[]): Promise<readonly StoredAccount[]>;
  byPerson(personId: string, space: string): Promise<readonly StoredAccount[]>;
  /** Changes fields if the stored credentials version is the given one; `false`, and writes nothing, when it is not, the account is unknown, or another account has the new identifier. */
  change(accountId: string, ifCredentialsVersion: string, change: Partial<Omit<StoredAccount, 'accountId' | 'space'>>): Promise<boolean>;
}
