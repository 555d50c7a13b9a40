/**
 * One call to the store as a network makes it: time passes on the way there and on the way back, and what happens in
 * between happens at once: the work is synchronous, so that a check and its write cannot come apart.
 */
export type RoundTrip = <T>(work: () => T) => Promise<T>;

export function roundTripFactory(deps: { isOpen: () => boolean; latency?: () => Promise<void> }): RoundTrip {
  return async function roundTrip(work) {
    await deps.latency?.();
    if (!deps.isOpen()) throw new Error('the memory store is closed');
    const result = work();
    await deps.latency?.();
    return result;
  };
}
