/**
 * Linked logins: one document each, kept for the customer to read long after the login (retention.ts). Of the many, few are open and
 * fewer await their cascade: what is asked of those has indexes that hold nothing else.
 */
import { type Connection, Schema, trusted } from 'mongoose';
import {
  cascadeAfter,
  type LinkedLogin,
  type LinkedLoginEnd,
  type LinkedLoginStore,
  type LoginSelector,
} from '../../linking/linked-login.ts';
import { requireSelector } from '../login-selector.ts';
import { requireText } from '../require-text.ts';
import { loginKeptUntil } from '../retention.ts';
import { schemaOptions } from './schema-options.ts';

interface LinkedLoginDocument extends Omit<LinkedLogin, 'id'> {
  _id: string;
  /** The actor and the counterpart, in this order, for one index. */
  accountIds: string[];
  /** Gone with the end: a partial index can ask for what is there, and not for what is absent. */
  open?: true;
  keepUntil: Date;
}

const text = { type: String, required: true } as const;
const date = { type: Date, required: true } as const;

const schema = new Schema<LinkedLoginDocument>(
  {
    _id: text,
    linkId: text,
    policyId: text,
    policyEpoch: { type: Number, required: true },
    source: text,
    target: text,
    sourceUid: text,
    actor: text,
    accountId: text,
    clientId: text,
    authTime: date,
    via: text,
    browser: String,
    unknownBrowser: String,
    createdAt: date,
    expiresAt: date,
    endedAt: Date,
    endReason: String,
    cascade: String,
    accountIds: [String],
    open: Boolean,
    keepUntil: date,
  },
  { ...schemaOptions, collection: 'linked_logins' },
);
schema.index({ accountIds: 1, via: 1, createdAt: -1 });
for (const keys of [{ linkId: 1 }, { sourceUid: 1 }, { accountIds: 1 }, { policyId: 1, expiresAt: 1 }] as const) {
  schema.index(keys, { partialFilterExpression: { open: true } });
}
schema.index({ endedAt: 1 }, { partialFilterExpression: { cascade: 'due' } });
schema.index({ createdAt: 1 }, { partialFilterExpression: { unknownBrowser: { $exists: true } } });
schema.index({ keepUntil: 1 }, { expireAfterSeconds: 0 });

const atOnce = 1000;

export function linkedLoginsInMongo(connection: Connection): LinkedLoginStore {
  const logins = connection.model('LinkedLogin', schema);
  return {
    async insert({ id, ...login }) {
      await logins.insertOne({
        _id: requireText(id, 'id'),
        ...login,
        accountIds: [login.actor, login.accountId],
        ...(!login.endedAt && { open: true as const }),
        keepUntil: loginKeptUntil({ id, ...login }),
      });
    },
    async find(id) {
      const document = await logins.findOne({ _id: requireText(id, 'id') }).lean();
      return document ? loginFrom(document) : undefined;
    },
    async end(id, at, reason) {
      const { modifiedCount } = await logins.updateOne({ _id: requireText(id, 'id'), open: true }, endNow(at, reason));
      return modifiedCount === 1;
    },
    async endAll(which, at, reason) {
      const selected = { ...filterOf(requireSelector(which)), open: true as const, expiresAt: trusted({ $gt: at }) };
      let ended = 0;
      // In parts that the database answers in time, however many there are.
      for (;;) {
        const part = await logins.find(selected, { _id: 1 }).limit(atOnce).lean();
        if (part.length === 0) return ended;
        const ids = part.map(({ _id }) => _id);
        // Each document is checked and written by itself: one that another call ends meanwhile keeps that call's reason.
        ended += (await logins.updateMany({ _id: trusted({ $in: ids }), open: true }, endNow(at, reason))).modifiedCount;
        if (part.length < atOnce) return ended;
      }
    },
    async awaitingCascade(limit) {
      if (limit < 1) return [];
      const documents = await logins.find({ cascade: 'due' }).sort({ endedAt: 1 }).limit(limit).lean();
      return documents.map(loginFrom);
    },
    async cascaded(id) {
      await logins.updateOne({ _id: requireText(id, 'id'), cascade: 'due' }, { $set: { cascade: 'done' } });
    },
    async fromUnknownBrowsers(limit) {
      if (limit < 1) return [];
      const unknown = { unknownBrowser: trusted({ $exists: true }) };
      return (await logins.find(unknown).sort({ createdAt: 1 }).limit(limit).lean()).map(loginFrom);
    },
    async browserLookedAt(id) {
      await logins.updateOne({ _id: requireText(id, 'id') }, { $unset: { unknownBrowser: 1 } });
    },
    async erase(accountId, tombstone, at) {
      const over = { $or: [{ endedAt: trusted({ $ne: null }) }, { expiresAt: trusted({ $lte: at }) }] };
      const ended = { accountIds: requireText(accountId, 'accountId'), ...over };
      const put = (side: 'actor' | 'accountId', indexed: 'accountIds.0' | 'accountIds.1') =>
        logins.updateMany(
          { ...ended, [side]: accountId },
          { $set: { [side]: requireText(tombstone, 'tombstone'), [indexed]: tombstone }, $unset: { browser: 1, unknownBrowser: 1 } },
        );
      const counts = [await put('actor', 'accountIds.0'), await put('accountId', 'accountIds.1')];
      return counts.reduce((sum, { modifiedCount }) => sum + modifiedCount, 0);
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

function endNow(at: Date, reason: LinkedLoginEnd) {
  return { $set: { endedAt: at, endReason: reason, cascade: cascadeAfter(reason) }, $unset: { open: 1 } } as const;
}

function filterOf(which: LoginSelector) {
  if ('accountId' in which) return { accountIds: which.accountId };
  if ('policyId' in which) return { policyId: which.policyId, policyEpoch: trusted({ $lt: which.beforeEpoch }) };
  return which;
}

function loginFrom({ _id, accountIds, open, keepUntil, ...login }: LinkedLoginDocument): LinkedLogin {
  return { id: _id, ...login };
}
