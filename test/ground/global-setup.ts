/** Before the first test: one mongod and one browser for the whole run. What cannot be had is said loudly, and fails the run with CI=true. */
import { prepareBrowser } from './chromium.ts';
import { type RunningMongod, startMongod } from './mongod.ts';

declare global {
  var passerelleTestMongod: RunningMongod | undefined;
}

export default async function provideRealParts(): Promise<void> {
  await provide('The MongoDB half of the tests', async () => {
    globalThis.passerelleTestMongod = await startMongod();
  });
  await provide('The browser half of the tests', prepareBrowser);
}

async function provide(part: string, start: () => Promise<void>): Promise<void> {
  try {
    await start();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const line = '!'.repeat(100);
    process.stderr.write(`\n${line}\n${part} DOES NOT RUN: ${reason}\n${line}\n\n`);
    if (process.env['CI'] === 'true') throw error;
  }
}
