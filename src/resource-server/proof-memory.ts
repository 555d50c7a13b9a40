/** DPoP proofs that were seen: each `jti` of a key is good once (RFC 9449 section 11.1). In this process, and bounded. */
export interface ProofMemory {
  /** True for the first use, once, whoever asks at the same time. Throws where it cannot know. */
  firstUse(key: string, until: Date): Promise<boolean>;
}

/** Only holders of live tokens fill it; full, it refuses: forgetting a proof that still counts would let it be played again. */
const kept = 100_000;

export function createProofMemory({ clock, limit = kept }: { clock: () => Date; limit?: number }): ProofMemory {
  const seen = new Map<string, number>();

  return {
    async firstUse(key, until) {
      const now = clock().getTime();
      if ((seen.get(key) ?? 0) > now) return false;
      if (seen.size >= limit) forgetOld(now);
      if (seen.size >= limit) return false;
      seen.delete(key);
      seen.set(key, until.getTime());
      return true;
    },
  };

  function forgetOld(now: number): void {
    for (const [key, until] of seen) if (until <= now) seen.delete(key);
  }
}
