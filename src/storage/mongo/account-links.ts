/**
 * Account links: one document each, history included, so that one write changes all of a link or nothing. What no two links
 * may hold at once is a unique index over `exclusiveKeys`, absent when there are none. An insert or replacement whose reply
 * got lost is safe: see duplicate-key.ts. Ended links are kept for evidence (retention.ts).
 */
import { type Connection, Schema, type SchemaDefinition, trusted } from 'mongoose';
import { type AccountLink, type AccountLinkStore, exclusiveKeys, type LinkStatus } from '../../linking/account-link.ts';
import type { HistoryEntry } from '../../linking/history.ts';
import { requireText } from '../require-text.ts';
import { linkKeptUntil } from '../retention.ts';
import { unlessDuplicate } from './duplicate-key.ts';
import { schemaOptions } from './schema-options.ts';

interface AccountLinkDocument extends Omit<AccountLink, 'id' | 'history'> {
  _id: string;
  history: HistoryEntry[];
  /** Both accounts, for one index. */
  accountIds: string[];
  exclusiveKeys?: string[];
  keepUntil?: Date;
}

const text = { type: String, required: true } as const;
const date = { type: Date, required: true } as const;
const part = (definition: SchemaDefinition) => new Schema(definition, { ...schemaOptions, _id: false });
const side = part({ space: text, accountId: text, credentialsVersion: text });

const schema = new Schema<AccountLinkDocument>(
  {
    _id: text,
    policyId: text,
    status: { ...text, enum: ['pending', 'active', 'declined', 'expired', 'revoked'] satisfies LinkStatus[] },
    revision: { type: Number, required: true },
    activating: { type: side, required: true },
    other: { type: side, required: true },
    activation: {
      type: part({
        sourceUid: text,
        clientId: text,
        consent: { type: part({ version: text, language: text, textHash: text }), required: true },
        proofs: { type: part({ source: text, counterpart: text }), required: true },
        nonce: text,
        challenge: text,
        expiresAt: date,
        approval: part({
          authReqId: text,
          bindingMessage: text,
          requestedAt: date,
          expiresAt: date,
          intervalSeconds: Number,
          nextPollAt: date,
        }),
      }),
      required: true,
    },
    createdAt: date,
    activatedAt: Date,
    endedAt: Date,
    revocationReason: String,
    history: [part({ event: text, at: date, actor: text, clientId: String, reason: String, previous: text, hash: text })],
    accountIds: [String],
    exclusiveKeys: { type: [String], default: undefined },
    keepUntil: Date,
  },
  { ...schemaOptions, collection: 'account_links' },
);
schema.index({ exclusiveKeys: 1 }, { unique: true, partialFilterExpression: { exclusiveKeys: { $exists: true } } });
// An account has a handful of links: one index brings them, the rest of a question is asked of these few.
schema.index({ accountIds: 1, createdAt: -1 });
schema.index({ keepUntil: 1 }, { expireAfterSeconds: 0 });

export function accountLinksInMongo(connection: Connection): AccountLinkStore {
  const links = connection.model('AccountLink', schema);
  return {
    async insert(link) {
      requireText(link.id, 'id');
      return (await unlessDuplicate(links.insertOne(documentFrom(link)))) === 'duplicate' ? 'conflict' : 'inserted';
    },
    async find(id) {
      return linkFrom(await links.findOne({ _id: requireText(id, 'id') }).lean());
    },
    async replace(next) {
      const filter = { _id: requireText(next.id, 'id'), revision: next.revision - 1 };
      const result = await unlessDuplicate(links.replaceOne(filter, documentFrom(next)).exec());
      if (result === 'duplicate') return 'conflict';
      return result.matchedCount === 1 ? 'replaced' : 'stale';
    },
    async activeOf(accountId, otherSpace) {
      return linkFrom(await links.findOne({ ...isWith(accountId, otherSpace), status: 'active' }).lean());
    },
    async pendingOf(activatingAccountId) {
      return linkFrom(await links.findOne({ ...isActivatedBy(activatingAccountId), status: 'pending' }).lean());
    },
    async lastRevokedOf(accountId, otherSpace) {
      return linkFrom(
        await links
          .findOne({ ...isWith(accountId, otherSpace), status: 'revoked' })
          .sort({ endedAt: -1 })
          .lean(),
      );
    },
    async allOf(accountId) {
      const documents = await links
        .find({ accountIds: requireText(accountId, 'accountId') })
        .sort({ createdAt: -1 })
        .limit(100)
        .lean();
      return documents.map((document) => linkFrom(document));
    },
    async countStarted(activatingAccountId, since) {
      return links.countDocuments({ ...isActivatedBy(activatingAccountId), createdAt: trusted({ $gte: since }) });
    },
  };
}

function isActivatedBy(accountId: string) {
  return { accountIds: requireText(accountId, 'accountId'), 'activating.accountId': accountId };
}

function isWith(accountId: string, otherSpace: string) {
  return {
    accountIds: requireText(accountId, 'accountId'),
    $or: [
      { 'activating.accountId': accountId, 'other.space': requireText(otherSpace, 'space') },
      { 'other.accountId': accountId, 'activating.space': otherSpace },
    ],
  };
}

function documentFrom({ id, history, ...link }: AccountLink): AccountLinkDocument {
  const keys = exclusiveKeys({ id, history, ...link });
  const keepUntil = linkKeptUntil({ id, history, ...link });
  return {
    _id: id,
    ...link,
    history: [...history],
    accountIds: [link.activating.accountId, link.other.accountId],
    ...(keys.length > 0 && { exclusiveKeys: [...keys] }),
    ...(keepUntil && { keepUntil }),
  };
}

function linkFrom(document: AccountLinkDocument): AccountLink;
function linkFrom(document: AccountLinkDocument | null): AccountLink | undefined;
function linkFrom(document: AccountLinkDocument | null): AccountLink | undefined {
  if (!document) return undefined;
  const { _id, accountIds, exclusiveKeys: _, keepUntil, ...link } = document;
  return { id: _id, ...link };
}
