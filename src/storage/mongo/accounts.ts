/** The built-in directory's accounts: one document each, never expiring. */
import { type Connection, Schema, trusted } from 'mongoose';
import type { AccountStore, StoredAccount } from '../../server/directory/account-store.ts';
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
    personId: text,
    identifier: text,
    secretCodeHash: text,
    status: { ...text, enum: ['never_opened', 'active', 'blocked', 'closed'] satisfies StoredAccount['status'][] },
    credentialsVersion: text,
    authenticatorSubject: String,
    mayActivate: { type: Boolean, required: true },
    name: text,
    accountNumber: text,
    company: String,
    firstLoginAt: Date,
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
    async change(accountId, ifCredentialsVersion, change) {
      const credentialsVersion = requireText(ifCredentialsVersion, 'credentialsVersion');
      // The version is written even when it stays, so that a change of nothing still answers whether it is the right one.
      const update = { $set: { credentialsVersion, ...change } };
      const result = await unlessDuplicate(
        accounts.updateOne({ _id: requireText(accountId, 'accountId'), credentialsVersion }, update).exec(),
      );
      return result !== 'duplicate' && result.matchedCount === 1;
    },
  };
}

function accountFrom({ _id, ...account }: AccountDocument): StoredAccount {
  return { accountId: _id, ...account };
}
