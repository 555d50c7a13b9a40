/** Where a page goes on that is read newest first: after a document that may have changed since, but not its id or the time of its creation. */
import { trusted } from 'mongoose';

export interface Position {
  readonly _id: string;
  readonly createdAt: Date;
}

export const newestFirst = { createdAt: -1, _id: -1 } as const;

export function olderThan({ _id, createdAt }: Position) {
  return { $or: [{ createdAt: trusted({ $lt: createdAt }) }, { createdAt, _id: trusted({ $lt: _id }) }] };
}
