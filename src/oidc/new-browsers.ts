/**
 * Which switches came from a browser that the customer has not switched from before. A switch only notes a browser that was not among the
 * link's when it was made; the worker looks at those afterwards, so that nobody waits. The link's own compare-and-set decides which of
 * parallel ones was the first, and announces it by the same write.
 */
import type { LinkedLogin } from '../linking/linked-login.ts';
import type { Parts } from './parts.ts';

export function createNewBrowsers({ store, keeper, options }: Parts) {
  return {
    /** By link. */
    async waiting(limit: number): Promise<readonly (readonly LinkedLogin[])[]> {
      const logins = options.notices ? await store.linkedLogins.fromUnknownBrowsers(limit) : [];
      return [...Map.groupBy(logins, ({ linkId }) => linkId).values()];
    },
    /** Of one link, one after the other: at once they would lose races to each other, and a revocation would lose to all of them. */
    async lookAt(logins: readonly LinkedLogin[]): Promise<void> {
      for (const login of logins) await lookAtOne(login);
    },
  };

  /** May be done twice: a browser that is among the link's announces nothing. */
  async function lookAtOne({ id, linkId, unknownBrowser: key, createdAt: at, sourceUid }: LinkedLogin): Promise<void> {
    if (key !== undefined) await keeper(linkId, { type: 'browser_seen', browser: { key, at, sourceUid }, loginId: id });
    await store.linkedLogins.browserLookedAt(id);
  }
}
