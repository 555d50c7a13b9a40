/** Linked logins: one document each, kept for the customer to read long after the login (retention.ts). */
import { type Connection, Schema } from 'mongoose';
import type { LinkedLogin, LinkedLoginStore } from '../../linking/linked-login.ts';
import { requireText } from '../require-text.ts';
import { loginKeptUntil } from '../retention.ts';
import { schemaOptions } from './schema-options.ts';

interface LinkedLoginDocument extends Omit<LinkedLogin, 'id'> {
  _id: string;
  /** Both accounts, for one index. */
  accountIds: string[];
  keepUntil: Date;
}

const text = { type: String, required: true } as const;
const date = { type: Date, required: true } as const;

const schema = new Schema<LinkedLoginDocument>(
  {
    _id: text,
    linkId: text,
    policyId: text,
    source: text,
    target: text,
    sourceUid: text,
    actor: text,
    accountId: text,
    clientId: text,
    authTime: date,
    via: text,
    createdAt: date,
    expiresAt: date,
    endedAt: Date,
    endReason: String,
    accountIds: [String],
    keepUntil: date,
  },
  { ...schemaOptions, collection: 'linked_logins' },
);
schema.index({ accountIds: 1, via: 1, createdAt: -1 });
schema.index({ keepUntil: 1 }, { expireAfterSeconds: 0 });

export function linkedLoginsInMongo(connection: Connection): LinkedLoginStore {
  const logins = connection.model('LinkedLogin', schema);
  return {
    async insert({ id, ...login }) {
      const keepUntil = loginKeptUntil({ id, ...login });
      await logins.insertOne({ _id: requireText(id, 'id'), ...login, accountIds: [login.actor, login.accountId], keepUntil });
    },
    async find(id) {
      const document = await logins.findOne({ _id: requireText(id, 'id') }).lean();
      return document ? loginFrom(document) : undefined;
    },
    async end(id, at, reason) {
      // `null` also means "absent": the first end stands.
      const { modifiedCount } = await logins.updateOne(
        { _id: requireText(id, 'id'), endedAt: null },
        { $set: { endedAt: at, endReason: reason } },
      );
      return modifiedCount === 1;
    },
    async recentOf(accountId, limit) {
      // To MongoDB a limit of 0 is no limit.
      if (limit < 1) return [];
      const documents = await logins
        .find({ accountIds: requireText(accountId, 'accountId'), via: 'browser' })
        .sort({ createdAt: -1 })
        .limit(limit)
        .lean();
      return documents.map(loginFrom);
    },
  };
}

function loginFrom({ _id, accountIds, keepUntil, ...login }: LinkedLoginDocument): LinkedLogin {
  return { id: _id, ...login };
}
