/** The pictures of the README: taken only when asked for (UPDATE_SCREENS=1), so that a run of the tests changes no file. */
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';

const folder = fileURLToPath(new URL('../../docs/screens', import.meta.url));
const wanted = process.env['UPDATE_SCREENS'] === '1';

export async function picture(page: Page, name: string): Promise<void> {
  if (!wanted) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: `${folder}/${name}.png` });
}
