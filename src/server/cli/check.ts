/** `passerelle check`: everything that is wrong with the configuration's files, and nothing is opened. */
import { ConfigurationError } from '../config/problems.ts';
import { configurationFile, readConfiguration } from '../environment.ts';
import type { Command } from './command.ts';

export const check: Command = {
  summary: 'Checks the configuration (PASSERELLE_CONFIG): every problem at once, each with its path.',
  options: {},
  async run({ environment }) {
    const problems = problemsOf(() => readConfiguration(environment));
    const file = configurationFile(environment);
    const lines = problems.length === 0 ? [`${file}: all is well`] : [`${file}:`, ...problems.map((problem) => `  ${problem}`)];
    return { exitCode: problems.length === 0 ? 0 : 1, lines, json: { ok: problems.length === 0, problems } };
  },
};

function problemsOf(read: () => unknown): readonly string[] {
  try {
    read();
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
}
