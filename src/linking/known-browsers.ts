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
  /** The customer was told of it. */
  readonly told?: true;
}

/** What the customer is told of a browser; `last`: and that others may not be told for a day. */
export type BrowserNews = 'none' | 'told' | 'last';

/** One who deletes cookies at every exit is a new browser every day: the list must not grow with that. */
const mostBrowsers = 20;
/** Two tabs switch at once: neither has the cookie yet that the other was given. One session is in one browser. */
const sameMoment = 60_000;
/**
 * Notices of new browsers, of one link and in any 24 hours. Whoever can switch could otherwise fill the customer's mailbox from browsers that are
 * new each time, and hide among them the one message that matters.
 */
export const mostNotices = 5;
const window = 24 * 60 * 60 * 1000;

export function browserKey(linkId: string, browserId: string): string {
  return hashOf({ linkId, browserId });
}

export function isKnownBrowser(known: readonly KnownBrowser[] | undefined, key: string): boolean {
  return known?.some((browser) => browser.key === key) ?? false;
}

/**
 * The list with one more, and what the customer is told of it; undefined where the ceiling is reached. Such a browser does not become a known one,
 * so that nobody buys silence with the ceiling: its next switch after the window is told.
 */
export function withBrowser(
  known: readonly KnownBrowser[] = [],
  seen: KnownBrowser,
): { browsers: readonly KnownBrowser[]; news: BrowserNews } | undefined {
  const near = ({ at }: KnownBrowser, span: number) => Math.abs(at.getTime() - seen.at.getTime()) < span;
  if (known.some((browser) => browser.sourceUid === seen.sourceUid && near(browser, sameMoment)))
    return { browsers: shortened([...known, seen], (browser) => near(browser, window)), news: 'none' };
  const told = known.filter((browser) => browser.told && near(browser, window)).length;
  if (told >= mostNotices) return undefined;
  const browsers = shortened([...known, { ...seen, told: true as const }], (browser) => near(browser, window));
  return { browsers, news: told + 1 === mostNotices ? 'last' : 'told' };
}

/** The oldest goes, but never one that still counts: forgetting it would make room for another notice. */
function shortened(browsers: readonly KnownBrowser[], isRecent: (browser: KnownBrowser) => boolean): readonly KnownBrowser[] {
  if (browsers.length <= mostBrowsers) return browsers;
  const leaves = browsers.findIndex((browser) => !browser.told || !isRecent(browser));
  return browsers.toSpliced(leaves, 1);
}
