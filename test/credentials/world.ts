/** Nodes that share accounts and counts, as in production on MongoDB; argon2 at its cheapest, and every computation of it noted. */
import { jest } from '@jest/globals';
import { nanoid } from 'nanoid';
import { createCredentials } from '../../src/server/credentials/credentials.ts';
import type { Credentials } from '../../src/server/credentials/credentials-port.ts';
import { createLoginLimiter } from '../../src/server/credentials/login-limits.ts';
import { argon2id, type Derive, type HashCost, hashSecretCode } from '../../src/server/credentials/secret-code-hash.ts';
import type { AccountStore, StoredAccount } from '../../src/server/directory/account-store.ts';
import { createMemoryStore } from '../../src/storage/memory/memory-store.ts';
import { connectToMongo } from '../../src/storage/mongo/connection.ts';
import { openMongoStore } from '../../src/storage/mongo/mongo-store.ts';
import { ownMongoUri, type StoreKind } from '../ground/stores.ts';
import { storedAccount } from '../storage/contracts/samples.ts';

export const cheap: HashCost = { memory: 8, passes: 1, parallelism: 1 };
export const limits = {
  failuresPerAccount: 5,
  lockSeconds: 15 * 60,
  failuresPerAddressAndMinute: 20,
  codeResetsPerAccountAndHour: 5,
  unconfirmedApprovalsPerAccountAndHour: 5,
};
export const rightCode = '135790';
export const wrongCode = '246801';
export const wrong = { ok: false, code: 'wrong_credentials' };

export interface CredentialsWorld {
  readonly accounts: AccountStore;
  readonly nodes: readonly [Credentials, Credentials];
  /** Since the last call, the computations of argon2. */
  computations(): readonly Computation[];
  /** Inserts an account whose code is `rightCode`. */
  account(change?: Partial<StoredAccount>): Promise<StoredAccount>;
  stored(accountId: string): Promise<StoredAccount | undefined>;
  close(): Promise<void>;
}

export interface Computation {
  readonly cost: HashCost;
  readonly salt: string;
}

export async function createCredentialsWorld(kind: StoreKind, { clock = () => new Date() } = {}): Promise<CredentialsWorld> {
  const { accounts, limiters, close } = kind === 'memory' ? inMemory(clock) : await onMongo(clock);
  let noted: Computation[] = [];
  const derive: Derive = (secretCode, salt, cost, length) => {
    noted.push({ cost, salt: saltText(salt) });
    return argon2id(secretCode, salt, cost, length);
  };
  const node = (limiter: (typeof limiters)[number]) => createCredentials({ accounts, limiter, clock, newId: nanoid, cost: cheap, derive });

  return {
    accounts,
    nodes: [node(limiters[0]), node(limiters[1])],
    computations() {
      const answer = noted;
      noted = [];
      return answer;
    },
    async account(change = {}) {
      const account = storedAccount({ secretCodeHash: await hashSecretCode(rightCode, cheap), ...change });
      await accounts.insert(account);
      return account;
    },
    async stored(accountId) {
      return (await accounts.byIds([accountId]))[0];
    },
    close,
  };
}

export function saltOf(account: StoredAccount): string {
  return account.secretCodeHash.split('$')[4] ?? '';
}

/** Calls with the machine's time, which the limiter reads, in our hands; timers go on. */
export function holdTime(): { advance(seconds: number): void } {
  jest.useFakeTimers({
    now: new Date('2050-01-31T10:00:00.123Z'),
    doNotFake: ['hrtime', 'nextTick', 'performance', 'queueMicrotask', 'setImmediate', 'clearImmediate', 'setInterval'].concat([
      'clearInterval',
      'setTimeout',
      'clearTimeout',
    ]) as 'setTimeout'[], // The type has no name for the list of names.
  });
  return { advance: (seconds) => void jest.setSystemTime(Date.now() + seconds * 1000) };
}

function inMemory(clock: () => Date) {
  const store = createMemoryStore({ clock });
  const limiter = createLoginLimiter(limits);
  return { accounts: store.accounts, limiters: [limiter, limiter] as const, close: () => store.close() };
}

async function onMongo(clock: () => Date) {
  const uri = ownMongoUri();
  const store = await openMongoStore({ uri, clock });
  const connections = [await connectToMongo({ uri }), await connectToMongo({ uri })] as const;
  return {
    accounts: store.accounts,
    limiters: [createLoginLimiter(limits, connections[0]), createLoginLimiter(limits, connections[1])] as const,
    async close() {
      for (const connection of connections) await connection.close();
      await store.drop();
    },
  };
}

function saltText(salt: Buffer): string {
  return salt.toString('base64').replace(/=+$/, '');
}
