/**
 * A real browser on the four ports, as a customer has it: tabs that share their cookies, a record of everything the browser
 * complained of (what a Content-Security-Policy blocked, what did not load or run), and of the pages that it came to show.
 */
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';

export interface BrowserWindow {
  readonly context: BrowserContext;
  readonly complaints: readonly string[];
  /** The addresses that a tab stopped at since the last call, redirects left out. */
  shownIn(tab: Page): readonly string[];
  newTab(): Promise<Page>;
}

const size = { width: 1000, height: 700 };

export async function openWindow(browser: Browser, options: BrowserContextOptions = {}): Promise<BrowserWindow> {
  const context = await browser.newContext({ locale: 'fr-FR', viewport: size, ...options });
  context.setDefaultTimeout(15_000);
  const complaints: string[] = [];
  context.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(`${message.text()} (${message.location().url})`);
  });
  context.on('weberror', (error) => complaints.push(error.error().message));

  const shown = new Map<Page, string[]>();
  return {
    context,
    complaints,
    shownIn(tab) {
      const addresses = shown.get(tab) ?? [];
      shown.set(tab, []);
      return addresses;
    },
    async newTab() {
      const tab = await context.newPage();
      shown.set(tab, []);
      tab.on('framenavigated', (frame) => {
        if (frame === tab.mainFrame()) shown.get(tab)?.push(addressOf(tab));
      });
      return tab;
    },
  };
}

/** Without the query. */
export function addressOf(tab: Page): string {
  const { origin, pathname } = new URL(tab.url());
  return `${origin}${pathname}`;
}
