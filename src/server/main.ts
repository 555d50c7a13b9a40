/** The server in production: configuration from a file, secrets and addresses from the environment, MongoDB, and an orderly end. */
import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import type { JWK } from 'jose';
import type { JWKS } from 'oidc-provider';
import { connectToMongo } from '../storage/mongo/connection.ts';
import { openMongoStore } from '../storage/mongo/mongo-store.ts';
import { loadConfiguration } from './config/load.ts';
import { createLog } from './log.ts';
import type { Secrets } from './secrets.ts';
import { createServer, type PasserelleServer } from './server.ts';

/** For the balancer to notice before connections are refused. */
const noticeBeforeClosing = 5_000;

const environment = process.env;
const log = createLog({ level: environment.LOG_LEVEL ?? 'info' });

try {
  await start();
} catch (error) {
  log.error('start.failed', { outcome: 'fault', error });
  process.exitCode = 1;
}

async function start(): Promise<void> {
  // What can be wrong with files and variables is said before anything is opened.
  const configuration = loadConfiguration({ files: [environment.PASSERELLE_CONFIG ?? 'config/passerelle.yaml'], variables: environment });
  const secrets = readSecrets();
  const uri = required('MONGODB_URI');
  const clock = () => new Date();
  const store = await openMongoStore({ uri, clock });
  // Failed logins are counted on a connection of their own: a flood of them does not hold up the others.
  const limiterStore = await connectToMongo({ uri });
  const closeStores = async () => void (await Promise.all([store.close(), limiterStore.close()]));
  try {
    const server = createServer({ configuration, secrets, store: { ...store, close: closeStores }, clock, log, limiterStore });
    await server.listen(Number(environment.PORT ?? 3000), (environment.HOST ?? '127.0.0.1,::1').split(','));
    log.info('start.ready', { issuer: configuration.issuer, outcome: 'done' });
    stopOnSignal(server);
  } catch (error) {
    // Open connections would keep a server alive that never was.
    await closeStores();
    throw error;
  }
}

function stopOnSignal(server: PasserelleServer): void {
  let stopping = false;
  async function stop(): Promise<void> {
    if (stopping) return;
    stopping = true;
    server.drain();
    await setTimeout(noticeBeforeClosing);
    await server.close();
    log.info('stop.done', { outcome: 'done' });
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      stop().catch((error: unknown) => {
        log.error('stop.failed', { outcome: 'fault', error });
        process.exitCode = 1;
      });
    });
  }
}

function readSecrets(): Secrets {
  const [first, ...others] = required('PASSERELLE_COOKIE_KEYS')
    .split(',')
    .map((key) => key.trim());
  if (first === undefined || [first, ...others].some((key) => key.length < 32)) {
    throw new Error('PASSERELLE_COOKIE_KEYS: each key must have at least 32 characters');
  }
  const salt = environment.PASSERELLE_PAIRWISE_SALT;
  return {
    cookieKeys: [first, ...others],
    // Checked by oidc-provider and by jose when they are imported.
    jwks: readJson('PASSERELLE_JWKS') as JWKS,
    authenticatorKey: readJson('PASSERELLE_AUTHENTICATOR_KEY') as JWK,
    ...(salt !== undefined && salt !== '' && { pairwiseSalt: salt }),
  };
}

/** The variable holds the JSON, or the path of a file that does. */
function readJson(name: string): unknown {
  const value = required(name);
  try {
    return JSON.parse(value.trimStart().startsWith('{') ? value : readFileSync(value, 'utf8'));
  } catch {
    // Without the cause, which would quote the key.
    throw new Error(`${name}: neither JSON nor the path of a file with JSON`);
  }
}

function required(name: string): string {
  const value = environment[name];
  if (value === undefined || value === '') throw new Error(`${name}: not set`);
  return value;
}
