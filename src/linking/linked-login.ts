/**
 * A linked login: a login in the target space obtained through an active account link. Its record is also the record of
 * the switch that the customer reads in the preferences, and the fence that everything derived from it stands behind.
 */
export type LinkedLoginEnd = 'stepped_up' | 'account_unusable' | 'policy_suspended' | 'signed_out' | 'revoked';

export interface LinkedLogin {
  readonly id: string;
  readonly linkId: string;
  readonly policyId: string;
  readonly source: string;
  readonly target: string;
  /** `uid` of the source's provider session; the login ends with it. */
  readonly sourceUid: string;
  /** The source's account. */
  readonly actor: string;
  /** The counterpart that is logged in. */
  readonly accountId: string;
  readonly clientId: string;
  /** When the source authenticated. */
  readonly authTime: Date;
  /** Whether a person in a browser came this way, or a server by the linked-account grant. */
  readonly via: 'browser' | 'grant';
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly endedAt?: Date;
  readonly endReason?: LinkedLoginEnd;
}

/** MUST throw when it cannot answer. Writes are acknowledged by a majority before they are reported done. */
export interface LinkedLoginStore {
  insert(login: LinkedLogin): Promise<void>;
  find(id: string): Promise<LinkedLogin | undefined>;
  /** Ends the login if it has not ended; MUST answer `true` to exactly one of parallel callers, and keep the first reason. */
  end(id: string, at: Date, reason: LinkedLoginEnd): Promise<boolean>;
  /** The logins of people in a browser into or out of an account, newest first; a server's uses would hide them by their number. */
  recentOf(accountId: string, limit: number): Promise<readonly LinkedLogin[]>;
}
