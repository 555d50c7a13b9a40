/**
 * The last lines of a run, each alone: totals, and how much of it ran on each store and in a browser. With CI=true a full run
 * that proved nothing on MongoDB or in a browser has failed, whatever the other tests say.
 */
import type { AggregatedResult, Reporter, TestContext, TestResult } from '@jest/reporters';
import type { Config } from '@jest/types';

const PARTS = { 'on memory': 'on memory', 'on mongo': 'on mongo', 'in a browser': 'browser' } as const;
type Part = keyof typeof PARTS;

export default class ProofReporter implements Pick<Reporter, 'onTestResult' | 'onRunComplete' | 'getLastError'> {
  readonly #isFullRun: boolean;
  readonly #passed: Record<Part, number> = { 'on memory': 0, 'on mongo': 0, 'in a browser': 0 };
  #error: Error | undefined;

  constructor(config: Config.GlobalConfig) {
    this.#isFullRun = !config.testPathPatterns.isSet() && !config.testNamePattern && !config.onlyChanged;
  }

  onTestResult(_test: unknown, file: TestResult): void {
    for (const result of file.testResults) {
      if (result.status !== 'passed') continue;
      for (const part of Object.keys(PARTS) as Part[]) if (result.ancestorTitles.includes(part)) this.#passed[part] += 1;
    }
  }

  onRunComplete(_contexts: Set<TestContext>, all: AggregatedResult): void {
    const failed = all.numFailedTests + all.numRuntimeErrorTestSuites;
    const lines = [`${all.numPassedTests} passed, ${failed} failed, ${all.numPendingTests + all.numTodoTests} skipped`];
    for (const part of Object.keys(PARTS) as Part[]) lines.push(`${PARTS[part]}: ${this.#passed[part]}`);
    process.stdout.write(`\n${lines.join('\n')}\n`);
    const missing = (['on mongo', 'in a browser'] as const).filter((part) => this.#passed[part] === 0);
    if (this.#isFullRun && missing.length > 0) {
      const message = `nothing was proved ${missing.join(' and ')}`;
      process.stdout.write(`${message}\n`);
      if (process.env['CI'] === 'true') this.#error = new Error(message);
    }
  }

  getLastError(): Error | undefined {
    return this.#error;
  }
}
