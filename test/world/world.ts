/**
 * The whole demo in one process, for tests that speak the wire: real provider, real spaces, real telephone, real adviser's desk, on free ports.
 * What a test may reach past the wire is the clock, the store and the log: to hold the first, fail the second, read the third.
 */
import { createServer } from 'node:net';
import { Writable } from 'node:stream';
import { createLog } from '../../src/server/log.ts';
import type { ServerStore } from '../../src/server/server.ts';
import { type Demo, type DemoOptions, startDemo } from '../../src/start-demo.ts';
import { createMemoryStore } from '../../src/storage/memory/memory-store.ts';
import { openMongoStore } from '../../src/storage/mongo/mongo-store.ts';
import { ownMongoUri, type StoreKind } from '../ground/stores.ts';
import { type Browser, openBrowser } from './browser.ts';
import { createDeskHand, type DeskHand } from './desk-hand.ts';
import { watchSecrets } from './issued-secrets.ts';
import { createOutside, type Outside } from './outside.ts';
import { createPhoneHand, type PhoneHand } from './phone-hand.ts';

export interface World extends Outside {
  readonly demo: Demo;
  readonly phone: PhoneHand;
  readonly desk: DeskHand;
  /** The lines logged so far. */
  readonly lines: Record<string, unknown>[];
  /** Moves our clock on; the library's own (sessions' and codes' expiry) stays. */
  advance(seconds: number): void;
  openBrowser(): Browser;
  /** Throws when the log holds anything that was issued here (T54). */
  close(): Promise<void>;
}

/** Cheap hashes: the strength of secret codes is proved where they are hashed. */
const hashCost = { memory: 64, passes: 1, parallelism: 1 };

export async function openWorld(kind: StoreKind, options: Partial<DemoOptions> = {}): Promise<World> {
  let ahead = 0;
  const clock = () => new Date(Date.now() + ahead);
  const lines: Record<string, unknown>[] = [];
  let log = '';
  const stream = new Writable({
    write(chunk, _encoding, done) {
      log += String(chunk);
      lines.push(JSON.parse(String(chunk)));
      done();
    },
  });
  const secrets = watchSecrets(options.store ?? (await storeOf(kind, clock)));
  const demo = await startDemo({
    port: await freePorts(),
    log: createLog({ level: 'info', stream }),
    clock,
    hashCost,
    ...options,
    store: secrets.store,
  });
  return {
    ...createOutside(demo.urls),
    demo,
    phone: createPhoneHand(demo.urls.phone),
    desk: createDeskHand(demo.urls.desk),
    lines,
    advance: (seconds) => {
      ahead += seconds * 1000;
    },
    openBrowser: () => openBrowser(demo.urls.issuer),
    async close() {
      await demo.close();
      secrets.stop();
      const found = secrets.foundIn(log);
      if (found.length > 0) throw new Error(`T54: the log holds what was issued: ${found.join(', ')}`);
    },
  };
}

export async function storeOf(kind: StoreKind, clock: () => Date): Promise<ServerStore> {
  if (kind === 'memory') return createMemoryStore({ clock });
  const store = await openMongoStore({ uri: ownMongoUri(), database: `world-${Math.random().toString(36).slice(2)}`, clock });
  // The database goes with the world: `drop` closes as well.
  return { ...store, close: () => store.drop() };
}

/**
 * A base port whose first five are free. Below the range from which the system takes ports for outgoing connections, which come and go
 * between asking and listening; and each worker in a part of its own.
 */
async function freePorts(): Promise<number> {
  const part = 10_000 + (Number(process.env.JEST_WORKER_ID ?? 1) % 8) * 2_500;
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const base = part + 10 * Math.floor(Math.random() * 249);
    const free = await Promise.all([0, 1, 2, 3, 4].flatMap((offset) => ['127.0.0.1', '::1'].map((host) => isFree(base + offset, host))));
    if (free.every(Boolean)) return base;
  }
  throw new Error('no free ports');
}

/** An address that the machine does not have is nobody's. */
function isFree(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => resolve(error.code !== 'EADDRINUSE'));
    probe.listen(port, host, () => probe.close(() => resolve(true)));
  });
}
