/**
 * Link policies as data: which space may be opened from which, by which clients, who may activate, what is required,
 * how long it holds. Deny by default: a pair of spaces without a policy is not linked.
 */
export interface LinkPolicy {
  readonly id: string;
  /** `withdrawn`: its links are over, for good. One that is merely missing is refused, and nothing is written: it may be on its way to this node. */
  readonly status: 'active' | 'suspended' | 'withdrawn';
  /** The one space where activation starts, and the space it opens. Switching goes both ways. */
  readonly activatingSpace: string;
  readonly otherSpace: string;
  /** The clients (of either space) that may ask for a linked login. */
  readonly clients: readonly string[];
  /** Those of them that may ask without a pushed authorization request (RFC 9126). */
  readonly clientsWithoutPar: readonly string[];
  /** How the counterpart is proved at activation. */
  readonly counterpartProof: 'same_person' | 'target_login';
  readonly consentVersion: string;
  /** Whether tokens of a linked login name the source account in `act`. */
  readonly discloseActor: boolean;
  /** Seconds. */
  readonly lives: {
    /** Of a linked login, from the source's authentication. */
    readonly linkedLogin: number;
    readonly pendingLink: number;
    /** The source's login may be this old when activating, else its secret code is asked again. */
    readonly activationLoginAge: number;
    readonly reactivationDelay: number;
    /** Of an active link, from its activation; for ever without one. */
    readonly link?: number;
  };
  readonly activationsPerHour: number;
  /** Feeds of security events that must have been heard within so many seconds for anything to be opened (T36). */
  readonly eventFeeds?: { readonly issuers: readonly string[]; readonly maxSilence: number };
  /** What the servers of one space may obtain of the other without a browser (RFC 8693). None by default. */
  readonly grants: readonly GrantRule[];
}

export interface GrantRule {
  /** The client that may ask; the other space is the one that it obtains. */
  readonly client: string;
  /** The resource server that the tokens are for (RFC 8707). */
  readonly resource: string;
  /** The most that may be asked for; never taken from the subject token. */
  readonly scopes: readonly string[];
  /** Seconds. */
  readonly life: number;
  readonly refreshToken: boolean;
}

export interface PolicyDirection {
  readonly policy: LinkPolicy;
  /** Whether the source is the space where activation starts. */
  readonly sourceMayActivate: boolean;
}

export function policyBetween(policies: readonly LinkPolicy[], source: string, target: string): PolicyDirection | undefined {
  for (const policy of policies) {
    if (policy.activatingSpace === source && policy.otherSpace === target) return { policy, sourceMayActivate: true };
    if (policy.activatingSpace === target && policy.otherSpace === source) return { policy, sourceMayActivate: false };
  }
  return undefined;
}

export function policyById(policies: readonly LinkPolicy[], id: string): LinkPolicy | undefined {
  return policies.find((policy) => policy.id === id);
}
