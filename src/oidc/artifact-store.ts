/**
 * The ports for what oidc-provider keeps (sessions, interactions, grants, codes, tokens …) and for single-use keys.
 * Stores know nothing of OAuth: what a lost `consume` means is decided by the fenced adapter.
 */
export type Artifact = Record<string, unknown>;

/** One model of oidc-provider. MUST throw when it cannot answer. Ids of one model MUST mean nothing to another (T49). */
export interface ArtifactStore {
  /**
   * Writes the whole payload; `expiresIn` in seconds. MUST NOT undo a `consume` that was answered `true`, and MUST then answer `false`:
   * a session that ended while a request was under way must not come back with the request's last write.
   */
  upsert(id: string, payload: Artifact, expiresIn: number): Promise<boolean>;
  /** A copy of the payload, with `consumed` (epoch seconds) and `consumedBy` once consumed. Expired ones may still be answered (T46: the caller checks `exp`). */
  find(id: string): Promise<Artifact | undefined>;
  /** Of several, the one written last. MUST NOT answer a consumed one. */
  findByUid(uid: string): Promise<Artifact | undefined>;
  /** Those of an account that are neither consumed nor expired. Needed of the model `Session` alone: to end an account's sessions. */
  findByAccountId(accountId: string): Promise<readonly Artifact[]>;
  findByUserCode(userCode: string): Promise<Artifact | undefined>;
  /**
   * MUST answer `true` to exactly one caller, ever, however many ask at once, and `false` for an unknown id (T19, T20). `by` MUST be kept by the
   * same write: a caller whose reply was lost asks by it whether it was the one (T61).
   */
  consume(id: string, by?: string): Promise<boolean>;
  /**
   * `consume`, and the whole payload in the same step: what is decided once. MUST NOT write where it answers `false`; the artifact lives as
   * long as it was to.
   */
  consumeWith(id: string, payload: Artifact): Promise<boolean>;
  destroy(id: string): Promise<void>;
  revokeByGrantId(grantId: string): Promise<void>;
}

export type ArtifactStoreFor = (model: string) => ArtifactStore;

/** Keys that may be used once: client assertion and DPoP `jti` (T34, T35). */
export interface ReplayStore {
  /** MUST answer `true` to exactly one caller per key until `expiresAt`. One conditional insert, never read-then-write. */
  firstUse(key: string, expiresAt: Date): Promise<boolean>;
}
