/** How a loop waits between two looks: for a while, or until somebody nudges it. Many nudges are one, and one during a look is not lost. */
export function createRest(milliseconds: number) {
  let nudged = false;
  let wake: (() => void) | undefined;
  let nudgeable = true;

  async function pause(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    // Nothing that is still to be told keeps a process alive: it is in the store.
    const timer = setTimeout(resolve, milliseconds).unref();
    wake = resolve;
    await promise;
    clearTimeout(timer);
    wake = undefined;
  }

  return {
    async untilNudged(): Promise<void> {
      nudgeable = true;
      if (!nudged) await pause();
      nudged = false;
    },
    /** After a fault: every request would nudge a loop that can do nothing. */
    async wholly(): Promise<void> {
      nudgeable = false;
      await pause();
      nudged = false;
    },
    nudge(): void {
      nudged = true;
      if (nudgeable) wake?.();
    },
    /** Of any pause. */
    end(): void {
      nudged = true;
      wake?.();
    },
  };
}
