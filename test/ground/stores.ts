/**
 * Runs the same cases on every implementation of the stores. The MongoDB half is never left out in silence: without a server
 * its cases are counted as skipped, the end of the run says so, and with CI=true the run has failed already.
 */
import { describe } from '@jest/globals';
import { mongoUri } from './mongod.ts';

export const STORE_KINDS = ['memory', 'mongo'] as const;
export type StoreKind = (typeof STORE_KINDS)[number];

export function describeOnStores(title: string, cases: (kind: StoreKind) => void): void {
  describe(title, () => {
    for (const kind of STORE_KINDS) {
      const describeHalf = kind === 'mongo' && mongoUri() === undefined ? describe.skip : describe;
      describeHalf(`on ${kind}`, () => cases(kind));
    }
  });
}

/** Inside the mongo half there is a server: asking for its address elsewhere is a mistake of the test. */
export function ownMongoUri(): string {
  const uri = mongoUri();
  if (uri === undefined) throw new Error('this run has no MongoDB: ask inside describeOnStores, on mongo');
  return uri;
}
