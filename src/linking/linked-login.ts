/**
 * A linked login: a login in the target space obtained through an active account link. Its record is also the record of
 * the switch that the customer reads in the preferences, and the fence that everything derived from it stands behind.
 */
export type LinkedLoginEnd = 'stepped_up' | 'account_unusable' | 'policy_suspended' | 'signed_out' | 'session_revoked' | 'revoked';

/**
 * Whether what derives from an ended login is still to be cleared away and its relying parties told (the cascade). A step-up leaves nothing:
 * the session goes on as a direct one.
 */
export type Cascade = 'due' | 'done';

export function cascadeAfter(reason: LinkedLoginEnd): Cascade {
  return reason === 'stepped_up' ? 'done' : 'due';
}

export interface LinkedLogin {
  readonly id: string;
  readonly linkId: string;
  readonly policyId: string;
  /** The policy's epoch when the login was opened; it dies with it (policy-state.ts). */
  readonly policyEpoch: number;
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
  /** Family of the person's browser (`Firefox`), for them to recognise a visit; absent when it is not known, or there was none. */
  readonly browser?: string;
  /** `browserKey` of a browser that was not among the link's: still to be looked at, and gone then. */
  readonly unknownBrowser?: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly endedAt?: Date;
  readonly endReason?: LinkedLoginEnd;
  /** Written by whoever ends the login, in the same write. */
  readonly cascade?: Cascade;
}

/** Which logins: of a link, from a source session, into or out of an account, of a policy before an epoch. */
export type LoginSelector =
  | { readonly linkId: string }
  | { readonly sourceUid: string }
  | { readonly accountId: string }
  | { readonly policyId: string; readonly beforeEpoch: number };

/** MUST throw when it cannot answer. Writes are acknowledged by a majority before they are reported done. */
export interface LinkedLoginStore {
  insert(login: LinkedLogin): Promise<void>;
  find(id: string): Promise<LinkedLogin | undefined>;
  /** Ends the login if it has not ended, with `cascadeAfter(reason)` in the same write; MUST answer `true` to exactly one of parallel callers, and keep the first reason. */
  end(id: string, at: Date, reason: LinkedLoginEnd): Promise<boolean>;
  /** Ends every selected login that has neither ended nor expired at `at`, each as `end` does; answers how many. One that this misses because it is inserted at the same moment is the fence's. */
  endAll(which: LoginSelector, at: Date, reason: LinkedLoginEnd): Promise<number>;
  /** Ended logins whose cascade is due, those that ended first, first. */
  awaitingCascade(limit: number): Promise<readonly LinkedLogin[]>;
  /** The cascade of this login is done. */
  cascaded(id: string): Promise<void>;
  /** Logins with an `unknownBrowser`, the oldest first. */
  fromUnknownBrowsers(limit: number): Promise<readonly LinkedLogin[]>;
  /** The browser of this login has been looked at. */
  browserLookedAt(id: string): Promise<void>;
  /** Puts `tombstone` in the place of an account's id, and takes the browser away, in every login that is over at `at`; answers how many (erasure). */
  erase(accountId: string, tombstone: string, at: Date): Promise<number>;
  /** The logins of people in a browser into or out of an account, newest first; a server's uses would hide them by their number. */
  recentOf(accountId: string, limit: number): Promise<readonly LinkedLogin[]>;
}
