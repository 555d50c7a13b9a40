/** When a delivery that failed is tried again: exponential back-off with full jitter, so that whoever was down is not met by all at once. */
const baseMs = 1_000;
const capMs = 30 * 60 * 1_000;
/** Given up then, but never before it was tried a few times: an outage of ours is no fault of theirs. */
const minimumAttempts = 8;
const maximumAgeMs = 24 * 60 * 60 * 1_000;

export interface Attempted {
  /** With the one that has just failed. */
  readonly attempts: number;
  readonly createdAt: Date;
}

/** Undefined: given up. `random` is in [0, 1). */
export function nextAttempt({ attempts, createdAt }: Attempted, now: Date, random: number): Date | undefined {
  if (attempts >= minimumAttempts && now.getTime() - createdAt.getTime() >= maximumAgeMs) return undefined;
  const ceiling = Math.min(capMs, baseMs * 2 ** (attempts - 1));
  // Never at once: whoever works until nothing is due must come to an end.
  return new Date(now.getTime() + 1 + Math.floor(random * ceiling));
}
