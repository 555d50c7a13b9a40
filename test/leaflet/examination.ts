/**
 * Looks at the page that a tab shows as an auditor would: axe (WCAG 2.2 AA and axe's best practices; serious and critical findings count)
 * in the light theme on a wide screen and in the dark one on a tablet and a telephone; and whether it fits a screen 320 pixels wide without
 * scrolling sideways, with the text spacing of WCAG 1.4.12 too.
 */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Page } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const options: RunOptions = { resultTypes: ['violations'], rules: { 'target-size': { enabled: true } } };
const screens = [
  { theme: 'light', width: 1280 },
  { theme: 'dark', width: 768 },
  { theme: 'dark', width: 320 },
] as const;
/** What a reader may set, and nothing may be lost by. */
const spacing =
  '* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } p { margin-bottom: 2em !important }';

/** What is wrong, one line each; nothing when all is well. */
export async function examine(page: Page, name: string): Promise<readonly string[]> {
  const size = page.viewportSize() ?? { width: 1000, height: 700 };
  const findings = new Set<string>();
  for (const { theme, width } of screens) {
    await page.emulateMedia({ colorScheme: theme });
    await page.setViewportSize({ width, height: 700 });
    for (const violation of await violations(page)) findings.add(`${violation} (${theme}, ${width})`);
  }
  const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  const wide = await overflow();
  if (wide > 0) findings.add(`${wide} pixels too wide for 320`);
  const style = await page.addStyleTag({ content: spacing });
  const spaced = await overflow();
  if (spaced > 0) findings.add(`${spaced} pixels too wide for 320 with text spacing`);
  await style.evaluate((element) => (element as Element).remove());
  await page.emulateMedia({ colorScheme: null });
  await page.setViewportSize(size);
  return [...findings].map((finding) => `${name}: ${finding}`);
}

async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe);
  const results = await page.evaluate(
    // Where the page runs there is the global that axe made.
    (asked) => (globalThis as unknown as { axe: { run(asked: RunOptions): Promise<AxeResults> } }).axe.run(asked),
    options,
  );
  return results.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, impact, nodes }) => `${impact} ${id} at ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
}
