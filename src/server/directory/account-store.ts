/**
 * The port of the built-in directory: accounts with their credentials. A bank's own directory replaces all of this.
 * MUST throw when it cannot answer; writes are acknowledged by a majority before they are reported done.
 */
export interface StoredAccount {
  readonly accountId: string;
  readonly space: string;
  /** Empty where it is not known who it is: after a change of administrator that named nobody. */
  readonly personId: string;
  /** When what happened that set the person; absent until the bank says of another one. */
  readonly personAsOf?: Date;
  readonly identifier: string;
  /** PHC string of argon2id. */
  readonly secretCodeHash: string;
  readonly status: 'never_opened' | 'active' | 'blocked' | 'closed';
  /** When what happened that set the status; absent while nothing but a login has. */
  readonly statusAsOf?: Date;
  readonly credentialsVersion: string;
  /** The bank gave the secret code: it lets in to be changed, and to nothing else. */
  readonly mustChangeSecretCode?: boolean;
  readonly authenticatorSubject?: string;
  readonly mayActivate: boolean;
  readonly name: string;
  readonly accountNumber: string;
  readonly company?: string;
  readonly firstLoginAt?: Date;
  /** Where notices go, and the customer's language; nothing but a notice reads them. */
  readonly email?: string;
  readonly language?: string;
}

/** What an account may lack; `undefined` for one of these in a change takes it away. */
type Optional =
  | 'personAsOf'
  | 'statusAsOf'
  | 'mustChangeSecretCode'
  | 'authenticatorSubject'
  | 'company'
  | 'firstLoginAt'
  | 'email'
  | 'language';

export type AccountChange = Partial<Omit<StoredAccount, 'accountId' | 'space' | Optional>> & {
  readonly [name in Optional]?: StoredAccount[name] | undefined;
};

export interface AccountStore {
  /** MUST answer `false`, and write nothing, when the account id, or the identifier in its space, exists. */
  insert(account: StoredAccount): Promise<boolean>;
  byIdentifier(space: string, identifier: string): Promise<StoredAccount | undefined>;
  byIds(accountIds: readonly string[]): Promise<readonly StoredAccount[]>;
  byPerson(personId: string, space: string): Promise<readonly StoredAccount[]>;
  /**
   * Changes fields if the stored credentials version and status are the expected ones; `false`, and writes nothing, when they are not,
   * the account is unknown, or another account has the new identifier.
   */
  change(accountId: string, expected: Pick<StoredAccount, 'credentialsVersion' | 'status'>, change: AccountChange): Promise<boolean>;
  /**
   * Sets the status as of a time, in one conditional write, so that events that arrive in any order leave the latest, and a block where two
   * are of one moment. MUST answer `outdated`, and write nothing, when a status as of this time or a later one is stored, or when the account is closed: that is for ever, and is
   * set whatever the times. `active` gives an account that was never logged in to its `never_opened` back.
   */
  setStatus(accountId: string, status: 'active' | 'blocked' | 'closed', asOf: Date): Promise<'set' | 'outdated' | 'unknown'>;
  /** Gives an address to an account that has none, in one conditional write; MUST answer `false`, and write nothing, where there is one or no account. */
  fillInEmail(accountId: string, email: string): Promise<boolean>;
  /** The bank says so: a new version whatever the stored one, and with it a new code where the bank gave one; `false` when the account is unknown. */
  credentialsChanged(
    accountId: string,
    credentialsVersion: string,
    change?: Required<Pick<StoredAccount, 'secretCodeHash' | 'mustChangeSecretCode'>>,
  ): Promise<boolean>;
  /**
   * A new version whatever the stored one, and in the same conditional write the person as of a time, undefined for nobody who is known. MUST leave
   * the person where one as of a later time is stored; of two that were named for one moment neither stands, in whichever order they
   * come. `false` when the account is unknown.
   */
  administratorChanged(accountId: string, credentialsVersion: string, personId: string | undefined, asOf: Date): Promise<boolean>;
}
