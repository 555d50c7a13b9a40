/**
 * The account link: the record that two accounts of one person are linked, and the port that keeps it.
 * A link is written `pending`, becomes `active` once, and ends for ever (declined, expired, revoked).
 */
import type { HistoryEntry } from './history.ts';
import type { KnownBrowser } from './known-browsers.ts';
import type { Announcement } from './outbox.ts';
import type { RevocationReason } from './reasons.ts';

export type LinkStatus = 'pending' | 'active' | 'declined' | 'expired' | 'revoked';

export interface LinkSide {
  readonly space: string;
  readonly accountId: string;
  /** The directory's credentials version when the customer consented; compared at every use. */
  readonly credentialsVersion: string;
}

export interface ConsentEvidence {
  readonly version: string;
  readonly language: string;
  /** SHA-256 (base64url) of the exact text that was shown. */
  readonly textHash: string;
}

/** The approval as it was requested of the authenticator service (OpenID Connect CIBA). */
export interface RequestedApproval {
  readonly authReqId: string;
  readonly bindingMessage: string;
  readonly requestedAt: Date;
  readonly expiresAt: Date;
  /** Seconds between two polls. */
  readonly intervalSeconds: number;
  readonly nextPollAt: Date;
}

export interface Activation {
  /** `uid` of the source's provider session that consented. */
  readonly sourceUid: string;
  readonly clientId: string;
  readonly consent: ConsentEvidence;
  readonly proofs: { readonly source: 'login' | 'secret_code'; readonly counterpart: 'same_person' | 'target_login' };
  readonly nonce: string;
  /** SHA-256 over all of the above; see challenge.ts. */
  readonly challenge: string;
  readonly expiresAt: Date;
  /** Absent until asked for, and again once the link is no longer pending. */
  readonly approval?: RequestedApproval;
}

export interface AccountLink {
  readonly id: string;
  readonly policyId: string;
  readonly status: LinkStatus;
  /** Grows by one with every write; the compare-and-set's comparand. */
  readonly revision: number;
  /** The side that activates (the professional space) and the other one. */
  readonly activating: LinkSide;
  readonly other: LinkSide;
  readonly activation: Activation;
  readonly createdAt: Date;
  readonly activatedAt?: Date;
  /** End of its life, by the policy at its activation; without one it is for ever. */
  readonly expiresAt?: Date;
  readonly endedAt?: Date;
  readonly revocationReason?: RevocationReason;
  /** That it was activated and used from; absent where nobody is told of new ones. */
  readonly browsers?: readonly KnownBrowser[];
  readonly history: readonly HistoryEntry[];
  /** What is still to be told to others about this link, written by the same compare-and-set as the change. */
  readonly outbox: readonly Announcement[];
}

/**
 * Keeps account links. Every method MUST throw when the store cannot answer, and never answer "not found" instead.
 * Every write MUST be acknowledged by a majority before it is reported done. Expiry is checked by the caller.
 */
export interface AccountLinkStore {
  /** MUST answer `conflict`, and write nothing, when the id or one of `exclusiveKeys(link)` is already held. */
  insert(link: AccountLink): Promise<'inserted' | 'conflict'>;
  find(id: string): Promise<AccountLink | undefined>;
  /**
   * Writes `next` (revision n + 1) if the stored revision is n, atomically: of parallel callers one is told `replaced`,
   * the others `stale`. MUST answer `conflict`, and write nothing, when an exclusive key is held by another link.
   */
  replace(next: AccountLink): Promise<'replaced' | 'stale' | 'conflict'>;
  /** The active link of an account with an account of `otherSpace`, whichever side activated it. */
  activeOf(accountId: string, otherSpace: string): Promise<AccountLink | undefined>;
  /** The pending link that this account is activating, expired or not. */
  pendingOf(activatingAccountId: string): Promise<AccountLink | undefined>;
  /** The link of an account with `otherSpace` that was revoked last. */
  lastRevokedOf(accountId: string, otherSpace: string): Promise<AccountLink | undefined>;
  /** Every link of an account, newest first, at most 100. */
  allOf(accountId: string): Promise<readonly AccountLink[]>;
  /** The links of an account, newest first, after the one that the page before ended with. */
  page(accountId: string, page: { readonly after?: string; readonly limit: number }): Promise<readonly AccountLink[]>;
  /** Every link there is, in the order of their ids, after `after`: for whoever verifies histories. */
  scan(page: { readonly after?: string; readonly limit: number }): Promise<readonly AccountLink[]>;
  /** Links with something in their outbox. */
  withAnnouncements(limit: number): Promise<readonly AccountLink[]>;
  /** How many activations the account has started since. */
  countStarted(activatingAccountId: string, since: Date): Promise<number>;
}

/** What no two links may hold at once: one active link per account and space pair, both ways; one open activation per account. */
export function exclusiveKeys(link: AccountLink): readonly string[] {
  switch (link.status) {
    case 'pending':
      return [`pending ${link.activating.accountId}`];
    case 'active':
      return [`active ${link.activating.accountId} ${link.other.space}`, `active ${link.other.accountId} ${link.activating.space}`];
    default:
      return [];
  }
}

/** The side of the link that an account is on, and the other one. */
export function sidesFor(link: AccountLink, accountId: string): { own: LinkSide; counterpart: LinkSide } | undefined {
  if (link.activating.accountId === accountId) return { own: link.activating, counterpart: link.other };
  if (link.other.accountId === accountId) return { own: link.other, counterpart: link.activating };
  return undefined;
}
