/**
 * Looks at the page that a tab shows as an auditor would: axe (WCAG 2.2 AA and axe's best practices; serious and critical findings count),
 * and whether it fits a screen 320 pixels wide without scrolling sideways.
 */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Page } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const options: RunOptions = { resultTypes: ['violations'], rules: { 'target-size': { enabled: true } } };
const narrow = { width: 320, height: 640 };

/** What is wrong, one line each; nothing when all is well. */
export async function examine(page: Page, name: string): Promise<readonly string[]> {
  const size = page.viewportSize() ?? { width: 1000, height: 700 };
  const wide = await violations(page);
  await page.setViewportSize(narrow);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  const small = await violations(page);
  await page.setViewportSize(size);
  const findings = [...new Set([...wide, ...small]), ...(overflow > 0 ? [`${overflow} pixels too wide for 320`] : [])];
  return findings.map((finding) => `${name}: ${finding}`);
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
