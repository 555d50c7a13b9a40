/**
 * Runs every test whose title names a threat, and prints the table of docs/threats.md with how many prove each row and what came of them.
 * Fails on a row without a test that passed, on a failed one, and on a number that the table does not have. `npm run threats`.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

interface Threat {
  readonly number: string;
  readonly threat: string;
  readonly defence: string;
}

/** The part of jest's report that is read here. */
interface Report {
  readonly testResults: readonly {
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

const root = new URL('../', import.meta.url);
const at = (path: string) => fileURLToPath(new URL(path, root));

const threats = readThreats(readFileSync(at('docs/threats.md'), 'utf8'));
const results = runTests().testResults.flatMap(({ assertionResults }) => assertionResults);
const rows = threats.map((threat) => ({ ...threat, ...outcomeOf(threat.number) }));
const unknown = new Set(
  results.flatMap(({ fullName }) => numbersIn(fullName)).filter((number) => !threats.some((row) => row.number === number)),
);

for (const { number, threat, passed, failed, skipped } of rows) {
  const verdict = failed > 0 ? `${failed} FAILED` : passed === 0 ? 'NO TEST' : 'ok';
  console.log(
    `${number.padEnd(4)} ${verdict.padEnd(10)} ${String(passed).padStart(4)} passed ${skipped > 0 ? `${skipped} skipped ` : ''} ${threat}`,
  );
}
const bad = rows.filter(({ passed, failed }) => failed > 0 || passed === 0);
console.log(
  `\n${rows.length} threats, ${rows.length - bad.length} proved, ${results.filter(({ status }) => status === 'passed').length} tests`,
);
if (unknown.size > 0) console.log(`not in the table: ${[...unknown].join(', ')}`);
process.exitCode = bad.length > 0 || unknown.size > 0 ? 1 : 0;

function readThreats(table: string): readonly Threat[] {
  return [...table.matchAll(/^\| (T\d+) \| (.+?) \| (.+?) \|$/gm)].map(([, number = '', threat = '', defence = '']) => ({
    number,
    threat,
    defence,
  }));
}

function runTests(): Report {
  mkdirSync(at('.cache'), { recursive: true });
  const output = at('.cache/threats.json');
  const options = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', at('node_modules/jest/bin/jest.js')];
  spawnSync(
    process.execPath,
    [...options, '--testNamePattern', '\\bT\\d+\\b', '--json', '--outputFile', output, ...process.argv.slice(2)],
    {
      cwd: at('.'),
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
  const report: Report = JSON.parse(readFileSync(output, 'utf8'));
  return report;
}

function outcomeOf(number: string) {
  const own = results.filter(({ fullName }) => numbersIn(fullName).includes(number));
  const count = (status: string) => own.filter((result) => result.status === status).length;
  return { passed: count('passed'), failed: count('failed'), skipped: count('pending') };
}

function numbersIn(title: string): readonly string[] {
  return [...title.matchAll(/\bT\d+\b/g)].map(([number]) => number);
}
