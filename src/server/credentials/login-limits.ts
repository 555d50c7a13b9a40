/**
 * How often a secret code may be guessed. Every attempt is counted before it is tried and given back when it was right, so that
 * guesses sent all at once are counted like guesses sent one by one. An account that had too many failures is locked for a while, which
 * the caller answers like a wrong code; an address that had too many waits longer and longer. Counted on the store when there is one
 * for all nodes; the limiter reads the system's clock.
 */
import { createHash } from 'node:crypto';
import { type RateLimiterAbstract, RateLimiterMemory, RateLimiterMongo, RateLimiterRes } from 'rate-limiter-flexible';
import type { LoginLimits } from '../config/configuration.ts';
import { networkOf } from './network-of.ts';

export interface LoginLimiter {
  /** Before an attempt from an address: undefined, or how many seconds to wait. */
  admit(address: string): Promise<number | undefined>;
  /** Before an attempt on an account, which it counts as a failure until told otherwise: false when the account is locked. */
  attempt(space: string, identifier: string): Promise<boolean>;
  /** The attempt was right. */
  succeeded(address: string, space: string, identifier: string): Promise<void>;
  /** The account has a new code: the failures with the one before are nobody's any more. */
  forgive(space: string, identifier: string): Promise<void>;
  /** Before the phone is asked for a forgotten code, whether the identifier exists or not: false when it was too often (T17). */
  startReset(space: string, identifier: string): Promise<boolean>;
  /** Whether the next attempt on the account would be refused; counts nothing. */
  isLocked(space: string, identifier: string): Promise<boolean>;
  /** Before the phone is asked by who gave the account's code; counted until it is approved, refused or given up alike (T17). */
  askPhone(accountId: string): Promise<PhoneLimit>;
  /** It was not asked after all. */
  phoneNotAsked(accountId: string): Promise<void>;
  phoneApproved(accountId: string): Promise<void>;
}

/** Over the limit the phone is locked for a while, by the first who comes then; the secret code is not. */
export type PhoneLimit = 'may_ask' | 'locks' | 'locked';

/** Failures are forgotten after a day without a lock, or at a right code. */
const memoryOfFailures = 24 * 60 * 60;
const firstDelay = 5;
const longestDelay = 15 * 60;
const memoryOfDelays = 60 * 60;
const oneHour = 60 * 60;

/** `storeClient`: a mongoose connection (its database gets a collection `login_limits`); counted in this process without one. */
export function createLoginLimiter(limits: LoginLimits, storeClient?: unknown): LoginLimiter {
  const {
    failuresPerAccount,
    lockSeconds,
    failuresPerAddressAndMinute,
    codeResetsPerAccountAndHour,
    unconfirmedApprovalsPerAccountAndHour,
  } = limits;
  const counter = storeClient === undefined ? counterInMemory : counterOnMongo(storeClient);
  const accounts = counter('login_account', failuresPerAccount, memoryOfFailures);
  const addresses = counter('login_address', failuresPerAddressAndMinute, 60);
  const delays = counter('login_delay', Number.MAX_SAFE_INTEGER, memoryOfDelays);
  const resets = counter('code_reset', codeResetsPerAccountAndHour, oneHour);
  const approvals = counter('approval_unanswered', unconfirmedApprovalsPerAccountAndHour, oneHour);

  return {
    async admit(address) {
      const key = keyOf(networkOf(address));
      const spent = await consume(await addresses(), key);
      if (spent.admitted) return undefined;
      // The first attempt over the limit starts a delay; those that come during it do not make it longer.
      if (spent.count > failuresPerAddressAndMinute + 1) return Math.max(1, Math.ceil(spent.msBeforeNext / 1000));
      const { consumedPoints: delaysSoFar } = await (await delays()).penalty(key);
      const delay = Math.min(firstDelay * 2 ** Math.min(delaysSoFar - 1, 20), longestDelay);
      await (await addresses()).block(key, delay);
      return delay;
    },
    async attempt(space, identifier) {
      const key = keyOf(space, identifier);
      const { admitted, count, msBeforeNext } = await consume(await accounts(), key);
      // The last attempt locks before it is tried, whatever comes at the same time. Had that write failed, a later attempt
      // makes up for it: the account would stay locked for the whole memory of its failures.
      const lockIsMissing = count > failuresPerAccount && msBeforeNext > lockSeconds * 1000;
      if (count === failuresPerAccount || lockIsMissing) await (await accounts()).block(key, lockSeconds);
      return admitted;
    },
    async succeeded(address, space, identifier) {
      await Promise.all([(await accounts()).delete(keyOf(space, identifier)), (await addresses()).reward(keyOf(networkOf(address)))]);
    },
    async forgive(space, identifier) {
      await (await accounts()).delete(keyOf(space, identifier));
    },
    async startReset(space, identifier) {
      return (await consume(await resets(), keyOf(space, identifier))).admitted;
    },
    async isLocked(space, identifier) {
      const count = await (await accounts()).get(keyOf(space, identifier));
      // In memory a count whose time is over is there until a timer takes it away.
      return count !== null && count.msBeforeNext > 0 && count.consumedPoints >= failuresPerAccount;
    },
    async askPhone(accountId) {
      const key = keyOf(accountId);
      const { admitted, count } = await consume(await approvals(), key);
      if (admitted) return 'may_ask';
      if (count > unconfirmedApprovalsPerAccountAndHour + 1) return 'locked';
      await (await approvals()).block(key, lockSeconds);
      return 'locks';
    },
    async phoneNotAsked(accountId) {
      await (await approvals()).reward(keyOf(accountId));
    },
    async phoneApproved(accountId) {
      await (await approvals()).delete(keyOf(accountId));
    },
  };
}

type Counter = (keyPrefix: string, points: number, duration: number) => () => Promise<RateLimiterAbstract>;

const counterInMemory: Counter = (keyPrefix, points, duration) => {
  const limiter = new RateLimiterMemory({ keyPrefix, points, duration });
  return async () => limiter;
};

/** Not used before its unique index is there: two first attempts at once would make two counts. */
function counterOnMongo(storeClient: unknown): Counter {
  return (keyPrefix, points, duration) => {
    const options = { storeClient, tableName: 'login_limits', keyPrefix, points, duration, disableIndexesCreation: true };
    const limiter = new RateLimiterMongo(options);
    let indexed: Promise<void> | undefined;
    return async function indexedCounter() {
      indexed ??= limiter.createIndexes();
      try {
        await indexed;
      } catch (error) {
        indexed = undefined;
        throw error;
      }
      return limiter;
    };
  };
}

interface Spent {
  readonly admitted: boolean;
  readonly count: number;
  readonly msBeforeNext: number;
}

/** The library rejects with a value when the limit is reached, and with an error when its store is away. */
async function consume(limiter: RateLimiterAbstract, key: string): Promise<Spent> {
  try {
    const { consumedPoints, msBeforeNext } = await limiter.consume(key);
    return { admitted: true, count: consumedPoints, msBeforeNext };
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal;
    return { admitted: false, count: refusal.consumedPoints, msBeforeNext: refusal.msBeforeNext };
  }
}

/** Identifiers and addresses are not kept in clear. */
function keyOf(...parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}
