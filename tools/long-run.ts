/**
 * The long form of the races, the faults and the look at every page, and their table. usage: node tools/long-run.ts ROUNDS FOLDER...
 * [what jest takes, `-t T34`]
 * ROUNDS of the environment counts for more.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** Written by the rounds themselves: a name, the two counts where they are a race's, and whatever else was counted. */
interface Row {
  readonly name: string;
  readonly rounds?: number;
  readonly failures?: number;
  readonly [counted: string]: string | number | undefined;
}

const root = fileURLToPath(new URL('../', import.meta.url));
const [rounds = '1000', ...asked] = process.argv.slice(2);
const scratch = mkdtempSync(path.join(tmpdir(), 'passerelle-rounds-'));
const file = path.join(scratch, 'rows');
const startedAt = performance.now();

const { status } = spawnSync(
  process.execPath,
  ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', 'node_modules/jest/bin/jest.js', '--runInBand', ...asked],
  { cwd: root, stdio: 'inherit', env: { ROUNDS: rounds, ...process.env, RACES_FILE: file } },
);
if (existsSync(file)) console.log(tableOf(readFileSync(file, 'utf8').trim().split('\n').map(rowFrom)));
rmSync(scratch, { recursive: true });
process.exitCode = status ?? 1;

function rowFrom(line: string): Row {
  const row: Row = JSON.parse(line);
  return row;
}

function tableOf(rows: readonly Row[]): string {
  const width = Math.max(...rows.map(({ name }) => name.length));
  const lines = rows.map(({ name, rounds, failures, ...counted }) => {
    const notes = Object.entries(counted).map(([what, count]) => `${what}: ${count}`);
    return [name.padEnd(width), column(rounds), column(failures), notes.join(', ')].join('  ').trimEnd();
  });
  const sum = (count: 'rounds' | 'failures') => rows.reduce((total, row) => total + (row[count] ?? 0), 0);
  const minutes = ((performance.now() - startedAt) / 60_000).toFixed(1);
  return [
    '',
    [''.padEnd(width), column('rounds'), column('failures')].join('  '),
    ...lines,
    [`all, in ${minutes} minutes`.padEnd(width), column(sum('rounds')), column(sum('failures'))].join('  '),
  ].join('\n');
}

function column(content: string | number | undefined): string {
  return String(content ?? '').padStart(8);
}
