/** Where the tests' real Chromium comes from: CHROMIUM_PATH, else the npm package @sparticuz/chromium, which unpacks the one that it carries. */
import { existsSync } from 'node:fs';
import sparticuz from '@sparticuz/chromium';

const EXECUTABLE = 'PASSERELLE_TEST_CHROMIUM';

/** Unpacks the browser once, before test files that run side by side could do it at the same time. */
export async function prepareBrowser(): Promise<void> {
  const given = process.env['CHROMIUM_PATH'];
  const executable = given !== undefined && given !== '' ? given : await sparticuz.executablePath();
  if (!existsSync(executable)) throw new Error(`no browser at ${executable}; CHROMIUM_PATH may name one`);
  process.env[EXECUTABLE] = executable;
}

export function browserExecutable(): string | undefined {
  return process.env[EXECUTABLE];
}
