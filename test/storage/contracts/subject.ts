/** What a contract is run on: a store and the clock that it was given. */
import type { PasserelleStore } from '../../../src/oidc/store.ts';
import type { AccountStore } from '../../../src/server/directory/account-store.ts';

export interface Subject {
  readonly store: PasserelleStore & { readonly accounts: AccountStore };
  readonly clock: TestClock;
}

export interface TestClock {
  (): Date;
  advance(seconds: number): Date;
}

/** Begins far ahead of the machine's time, so that no background clean-up of a database takes part in a test. */
export function createTestClock(start = new Date('2050-01-31T10:00:00.123Z')): TestClock {
  let now = start;
  return Object.assign(() => new Date(now), {
    advance(seconds: number) {
      now = new Date(now.getTime() + seconds * 1000);
      return new Date(now);
    },
  });
}

/** Started all at once; what each was answered. */
export function allAtOnce<T>(count: number, call: (index: number) => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: count }, (_, index) => call(index)));
}

/** What a form or a JSON body can smuggle in where a string is meant. */
export const operatorCorpus: readonly (readonly [string, never])[] = [
  { $ne: null },
  { $gt: '' },
  { $regex: '.*' },
  { $in: ['a'] },
  { $exists: true },
  { toString: () => 'a' },
  ['a'],
  [],
  null,
  undefined,
  true,
  0,
  '',
].map((value) => [JSON.stringify(value) ?? 'undefined', value as never]);
