/**
 * Which switches came from a browser that the customer has not switched from before. A switch only notes a browser that was not among the
 * link's when it was made; the worker looks at those afterwards, so that nobody waits. The link's own compare-and-set decides which of
 * parallel ones was the first, and announces it by the same write.
 */
import type { LinkedLogin } from '../linking/linked-login.ts';
import type { Parts } from './parts.ts';

export function createNewBrowsers({ store, keeper, options }: Parts) {
  return {
    async waiting(limit: number): Promise<readonly LinkedLogin[]> {
      return options.notices ? store.linkedLogins.fromUnknownBrowsers(limit) : [];
    },
    /** May be done twice: a browser that is among the link's announces nothing. */
    async lookAt({ id, linkId, unknownBrowser: key, createdAt: at, sourceUid }: LinkedLogin): Promise<void> {
      if (key !== undefined) await keeper(linkId, { type: 'browser_seen', browser: { key, at, sourceUid }, loginId: id });
      await store.linkedLogins.browserLookedAt(id);
    },
  };
}
