/** The server in production: configuration from a file, secrets and addresses from the environment, MongoDB, and an orderly end. */
import { setTimeout } from 'node:timers/promises';
import { connectToMongo } from '../storage/mongo/connection.ts';
import { openMongoStore } from '../storage/mongo/mongo-store.ts';
import { readConfiguration, readSecrets, required } from './environment.ts';
import { createLog } from './log.ts';
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
  const configuration = readConfiguration(environment);
  const secrets = readSecrets(environment);
  const uri = required(environment, 'MONGODB_URI');
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
