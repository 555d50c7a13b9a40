/** Single-use keys: one document each, gone some minutes after its time (T34, T35). */
import { type Connection, Schema, trusted } from 'mongoose';
import type { ReplayStore } from '../../oidc/artifact-store.ts';
import { requireText } from '../require-text.ts';
import { unlessDuplicate } from './duplicate-key.ts';
import { schemaOptions } from './schema-options.ts';

interface ReplayDocument {
  _id: string;
  expiresAt: Date;
}

/** So that a database whose clock runs ahead does not forget a key that is still good. */
const clockSkewSeconds = 300;

const schema = new Schema<ReplayDocument>(
  { _id: { type: String, required: true }, expiresAt: { type: Date, required: true } },
  { ...schemaOptions, collection: 'replay_keys' },
);
schema.index({ expiresAt: 1 }, { expireAfterSeconds: clockSkewSeconds });

export function replayInMongo(connection: Connection, clock: () => Date): ReplayStore {
  const keys = connection.model('ReplayKey', schema);
  return {
    async firstUse(key, expiresAt) {
      // Takes the place of a key whose time is over, else inserts; a key still in use matches neither and is a duplicate.
      const filter = { _id: requireText(key, 'key'), expiresAt: trusted({ $lte: clock() }) };
      return (await unlessDuplicate(keys.updateOne(filter, { $set: { expiresAt } }, { upsert: true }).exec())) !== 'duplicate';
    },
  };
}
