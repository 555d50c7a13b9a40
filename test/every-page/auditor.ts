/**
 * Looks at pages as an auditor would, in one tab of a real browser that shows what was collected: the page's own words with its own style
 * sheets, and nothing of the policy that would keep the auditor's script out. Everything that unfolds is unfolded.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Browser, CDPSession, Page } from 'playwright-core';
import type { CollectedPage } from './collection.ts';

export interface Setting {
  readonly theme: 'light' | 'dark';
  /** In pixels of CSS; 640 with twice as many pixels for each is a screen of 1280 at a zoom of 200 %. */
  readonly width: 320 | 640 | 768 | 1280;
}

export interface Audit {
  /** One line each; none when all is well. */
  readonly findings: readonly string[];
  /** How many rules of axe had something to look at, over all settings. */
  readonly rules: number;
}

export interface Auditor {
  look(page: Pick<CollectedPage, 'name' | 'language' | 'url' | 'html'>, settings: readonly Setting[]): Promise<Audit>;
}

export const settings: readonly Setting[] = (['light', 'dark'] as const).flatMap((theme) =>
  ([320, 640, 768, 1280] as const).map((width) => ({ theme, width })),
);

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** Target size is a rule of WCAG 2.2 that axe leaves out unless asked. */
const options: RunOptions = {
  runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] },
  rules: { 'target-size': { enabled: true } },
  resultTypes: ['violations'],
};
/** What a reader may set, and nothing may be lost by (WCAG 1.4.12). */
const spacing =
  '* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } p { margin-bottom: 2em !important }';
const narrow: ReadonlySet<number> = new Set([320, 640]);

export async function createAuditor(browser: Browser): Promise<Auditor> {
  const context = await browser.newContext();
  const tab = await context.newPage();
  await tab.addInitScript(axe);
  const screen = await context.newCDPSession(tab);
  let shown: string | undefined;
  await tab.route(/.*/, async (route) => {
    const request = route.request();
    if (request.isNavigationRequest()) await route.fulfill({ contentType: 'text/html; charset=utf-8', body: shown ?? '' });
    // Scripts would reload a page that waits and press the button of one that goes on.
    else if (request.resourceType() === 'script') await route.fulfill({ contentType: 'text/javascript', body: '' });
    else await route.fallback();
  });

  return {
    async look({ name, language, url, html }, asked) {
      shown = html;
      await tab.goto(url);
      await tab.evaluate(unfold);
      const findings: string[] = [];
      let rules = 0;
      for (const setting of asked) {
        await turnTo(tab, screen, setting);
        const results = await violationsOn(tab);
        rules += results.rules;
        const found = [...results.violations, ...(await overflows(tab, setting))];
        findings.push(...found.map((finding) => `${name} (${language}, ${setting.theme}, ${setting.width}): ${finding}`));
      }
      return { findings, rules };
    },
  };
}

async function turnTo(tab: Page, screen: CDPSession, { theme, width }: Setting): Promise<void> {
  await tab.emulateMedia({ colorScheme: theme });
  const deviceScaleFactor = width === 640 ? 2 : 1;
  await screen.send('Emulation.setDeviceMetricsOverride', { width, height: 800, deviceScaleFactor, mobile: false });
}

/** Every impact counts. */
export async function violationsOn(tab: Page): Promise<{ readonly violations: readonly string[]; readonly rules: number }> {
  if (!(await tab.evaluate(() => 'axe' in globalThis))) await tab.evaluate(axe);
  const { violations, passes, incomplete } = await tab.evaluate(
    // Where the page runs there is the global that axe made.
    (asked) => (globalThis as unknown as { axe: { run(asked: RunOptions): Promise<AxeResults> } }).axe.run(asked),
    options,
  );
  return {
    violations: violations.map(({ id, impact, nodes }) => `${impact} ${id} at ${nodes.map(({ target }) => target.join(' ')).join(', ')}`),
    rules: violations.length + passes.length + incomplete.length,
  };
}

/** Nothing is wider than the screen; on small ones with the reader's own spacing too. */
async function overflows(tab: Page, { width }: Setting): Promise<readonly string[]> {
  const measure = (css: string) =>
    tab.evaluate((style) => {
      const sheet = document.createElement('style');
      sheet.textContent = style;
      document.head.append(sheet);
      const { scrollWidth, clientWidth } = document.documentElement;
      sheet.remove();
      return scrollWidth - clientWidth;
    }, css);
  const [wide, spaced] = [await measure(''), narrow.has(width) ? await measure(spacing) : 0];
  return [...(wide > 0 ? [`${wide} pixels too wide`] : []), ...(spaced > 0 ? [`${spaced} pixels too wide with text spacing`] : [])];
}

function unfold(): void {
  for (const details of document.querySelectorAll('details')) details.open = true;
}
