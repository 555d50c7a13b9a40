/** The built-in directory's accounts: one document each, never expiring. */
import { type Connection, Schema, trusted } from 'mongoose';
import type { AccountChange, AccountStore, StoredAccount } from '../../server/directory/account-store.ts';
import { requireText } from '../require-text.ts';
import { unlessDuplicate } from './duplicate-key.ts';
import { schemaOptions } from './schema-options.ts';

interface AccountDocument extends Omit<StoredAccount, 'accountId'> {
  _id: string;
}

const text = { type: String, required: true } as const;

const schema = new Schema<AccountDocument>(
  {
    _id: text,
    space: text,
    // Not `required`, which refuses the empty one of nobody who is known.
    personId: String,
    personAsOf: Date,
    identifier: text,
    secretCodeHash: text,
    status: { ...text, enum: ['never_opened', 'active', 'blocked', 'closed'] satisfies StoredAccount['status'][] },
    statusAsOf: Date,
    credentialsVersion: text,
    mustChangeSecretCode: Boolean,
    authenticatorSubject: String,
    mayActivate: { type: Boolean, required: true },
    name: text,
    accountNumber: text,
    company: String,
    firstLoginAt: Date,
    email: String,
    language: String,
  },
  { ...schemaOptions, collection: 'accounts' },
);
schema.index({ space: 1, identifier: 1 }, { unique: true });
schema.index({ personId: 1, space: 1 });

export function accountsInMongo(connection: Connection): AccountStore {
  const accounts = connection.model('Account', schema);
  return {
    async insert({ accountId, ...account }) {
      return (await unlessDuplicate(accounts.insertOne({ _id: requireText(accountId, 'accountId'), ...account }))) !== 'duplicate';
    },
    async byIdentifier(space, identifier) {
      const filter = { space: requireText(space, 'space'), identifier: requireText(identifier, 'identifier') };
      const document = await accounts.findOne(filter).lean();
      return document ? accountFrom(document) : undefined;
    },
    async byIds(accountIds) {
      const ids = accountIds.map((id) => requireText(id, 'accountId'));
      const documents = await accounts.find({ _id: trusted({ $in: ids }) }).lean();
      return documents.map(accountFrom);
    },
    async byPerson(personId, space) {
      const documents = await accounts.find({ personId: requireText(personId, 'personId'), space: requireText(space, 'space') }).lean();
      return documents.map(accountFrom);
    },
    async change(accountId, expected, change) {
      const _id = requireText(accountId, 'accountId');
      const credentialsVersion = requireText(expected.credentialsVersion, 'credentialsVersion');
      const status = requireText(expected.status, 'status');
      const { present, absent } = partsOf(change);
      // The version is written even when it stays, so that a change of nothing still answers whether it is the right one.
      const update = { $set: { credentialsVersion, ...present }, $unset: absent };
      const result = await unlessDuplicate(accounts.updateOne({ _id, credentialsVersion, status }, update).exec());
      return result !== 'duplicate' && result.matchedCount === 1;
    },
    async setStatus(accountId, status, asOf) {
      const _id = requireText(accountId, 'accountId');
      const next = status === 'active' ? activeOrNeverOpened : { $literal: requireText(status, 'status') };
      const open = { _id, status: trusted({ $ne: 'closed' as const }) };
      // Of two events of one moment the block stands, in whichever order they come.
      const before = trusted(status === 'blocked' ? { $lte: asOf } : { $lt: asOf });
      const earlier = { $or: [{ statusAsOf: null }, { statusAsOf: before }] };
      const { matchedCount } = await accounts.updateOne(
        status === 'closed' ? open : { ...open, ...earlier },
        [{ $set: { status: next, statusAsOf: { $literal: asOf } } }],
        { updatePipeline: true },
      );
      if (matchedCount === 1) return 'set';
      // Accounts are never removed: one that is there now was there, and was closed or ahead.
      return (await accounts.exists({ _id })) ? 'outdated' : 'unknown';
    },
    async fillInEmail(accountId, email) {
      const without = { _id: requireText(accountId, 'accountId'), email: trusted({ $exists: false }) };
      const { matchedCount } = await accounts.updateOne(without, { $set: { email: requireText(email, 'email') } });
      return matchedCount === 1;
    },
    async credentialsChanged(accountId, credentialsVersion, change) {
      const update = { $set: { ...change, credentialsVersion: requireText(credentialsVersion, 'credentialsVersion') } };
      const { matchedCount } = await accounts.updateOne({ _id: requireText(accountId, 'accountId') }, update);
      return matchedCount === 1;
    },
    async administratorChanged(accountId, credentialsVersion, personId, asOf) {
      const _id = requireText(accountId, 'accountId');
      const named = { $literal: personId === undefined ? '' : requireText(personId, 'personId') };
      const time = { $literal: asOf };
      // Of two names for one moment none is believed.
      const ofTheSameMoment = { $cond: [{ $eq: ['$personId', named] }, named, { $literal: '' }] };
      const unlessLater = { $cond: [{ $eq: ['$personAsOf', time] }, ofTheSameMoment, '$personId'] };
      const set = {
        credentialsVersion: { $literal: requireText(credentialsVersion, 'credentialsVersion') },
        // A time that is absent is before every other.
        personId: { $cond: [{ $lt: ['$personAsOf', time] }, named, unlessLater] },
        personAsOf: { $max: ['$personAsOf', time] },
      };
      const { matchedCount } = await accounts.updateOne({ _id }, [{ $set: set }], { updatePipeline: true });
      return matchedCount === 1;
    },
  };
}

/** Decided by the server, in the write itself: nobody who unblocks an account makes it one that was opened. */
const activeOrNeverOpened = { $cond: [{ $eq: [{ $type: '$firstLoginAt' }, 'date'] }, 'active', 'never_opened'] };

/** What a change writes, and what it takes away. */
function partsOf(change: AccountChange): { present: object; absent: Record<string, 1> } {
  const fields = Object.entries(change);
  return {
    present: Object.fromEntries(fields.filter(([, value]) => value !== undefined)),
    absent: Object.fromEntries(fields.filter(([, value]) => value === undefined).map(([name]) => [name, 1])),
  };
}

function accountFrom({ _id, ...account }: AccountDocument): StoredAccount {
  return { accountId: _id, ...account };
}
