/**
 * The long form of the races and the faults, and their table. usage: node tools/long-run.ts ROUNDS FOLDER
 * ROUNDS of the environment counts for more.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));
const [rounds = '1000', folder = 'test/races'] = process.argv.slice(2);
const scratch = mkdtempSync(path.join(tmpdir(), 'passerelle-rounds-'));
const rows = path.join(scratch, 'rows');

const { status } = spawnSync(
  process.execPath,
  ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', 'node_modules/jest/bin/jest.js', '--runInBand', folder],
  { cwd: root, stdio: 'inherit', env: { ROUNDS: rounds, ...process.env, RACES_FILE: rows } },
);
if (existsSync(rows)) console.table(Object.fromEntries(readFileSync(rows, 'utf8').trim().split('\n').map(rowOf)));
rmSync(scratch, { recursive: true });
process.exitCode = status ?? 1;

/** Written by the rounds themselves: a name, and what was counted. */
function rowOf(line: string): [string, Record<string, string | number>] {
  const { name, ...counted } = JSON.parse(line) as { name: string } & Record<string, string | number>;
  return [name, counted];
}
