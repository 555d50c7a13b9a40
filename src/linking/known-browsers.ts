/**
 * The browsers that a link was used from, so that its customer can be told of the first switch from another one. A browser is known by a
 * random id of its own, in a cookie; kept is a hash of it together with the link, so that nobody can tell from two links that they were
 * used from one browser. It is news for the customer and decides nothing.
 */
import { hashOf } from './canonical-json.ts';

export interface KnownBrowser {
  /** `browserKey` of it. */
  readonly key: string;
  readonly at: Date;
  /** `uid` of the source's session that it came with. */
  readonly sourceUid: string;
}

/** One who deletes cookies at every exit is a new browser every day: the list must not grow with that. */
const mostBrowsers = 20;
/** Two tabs switch at once: neither has the cookie yet that the other was given. One session is in one browser. */
const sameMoment = 60_000;

export function browserKey(linkId: string, browserId: string): string {
  return hashOf({ linkId, browserId });
}

export function isKnownBrowser(known: readonly KnownBrowser[] | undefined, key: string): boolean {
  return known?.some((browser) => browser.key === key) ?? false;
}

/** The list with one more, and whether the customer has not seen it before. */
export function withBrowser(
  known: readonly KnownBrowser[] = [],
  seen: KnownBrowser,
): { browsers: readonly KnownBrowser[]; isNew: boolean } {
  const isNew = !known.some(({ sourceUid, at }) => sourceUid === seen.sourceUid && Math.abs(at.getTime() - seen.at.getTime()) < sameMoment);
  return { browsers: [...known, seen].slice(-mostBrowsers), isNew };
}
