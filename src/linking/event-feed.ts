/**
 * When a feed of security events was last heard. A policy may want its feeds alive: while one has been silent for longer than it allows,
 * nobody knows what happened to the accounts, and nothing is opened (T36).
 */
/** MUST throw when it cannot answer. */
export interface EventFeedStore {
  /** An event of the issuer was accepted; MUST keep the latest time whatever the order of the calls. */
  heard(issuer: string, at: Date): Promise<void>;
  lastHeard(issuer: string): Promise<Date | undefined>;
}
