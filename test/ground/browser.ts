/**
 * A real Chromium for the tests that need one. Never left out in silence: without it they count as skipped, the end of the run says so,
 * and with CI=true it has failed already. Started with the browser's own security on (the argument list of @sparticuz/chromium turns it off).
 */
import { describe } from '@jest/globals';
import { type Browser, chromium } from 'playwright-core';
import { browserExecutable } from './chromium.ts';

export function describeInBrowser(title: string, cases: () => void): void {
  const describeCases = browserExecutable() === undefined ? describe.skip : describe;
  describeCases('in a browser', () => describe(title, cases));
}

export async function launchBrowser(): Promise<Browser> {
  const executablePath = browserExecutable();
  if (executablePath === undefined) throw new Error('this run has no browser: ask inside describeInBrowser');
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
}
