/** For what only the Mongo store can show; like `describeOnStores`, without a server its cases count as skipped. */
import { describe } from '@jest/globals';
import { mongoUri } from '../ground/mongod.ts';

export function describeOnMongo(title: string, cases: () => void): void {
  describe(title, () => {
    const describeHere = mongoUri() === undefined ? describe.skip : describe;
    describeHere('on mongo', cases);
  });
}
