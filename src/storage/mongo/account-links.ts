/**
 * Account links: one document each, history and outbox included, so that one write changes all of a link or nothing. An insert or
 * replacement whose reply got lost is safe: see duplicate-key.ts. Ended links are kept for evidence (retention.ts).
 */
import { type Connection, trusted } from 'mongoose';
import type { AccountLinkStore } from '../../linking/account-link.ts';
import { requireText } from '../require-text.ts';
import { accountLinkSchema, documentFrom, linkFrom } from './account-link-document.ts';
import { unlessDuplicate } from './duplicate-key.ts';
import { newestFirst, olderThan } from './older-than.ts';

export function accountLinksInMongo(connection: Connection): AccountLinkStore {
  const links = connection.model('AccountLink', accountLinkSchema);
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
        .sort(newestFirst)
        .limit(100)
        .lean();
      return documents.map((document) => linkFrom(document));
    },
    async page(accountId, { after, limit }) {
      const own = { accountIds: requireText(accountId, 'accountId') };
      const last = after === undefined ? undefined : await links.findOne({ _id: requireText(after, 'after') }, { createdAt: 1 }).lean();
      // To MongoDB a limit of 0 is no limit.
      if (last === null || limit < 1) return [];
      const documents = await links
        .find(last ? { ...own, ...olderThan(last) } : own)
        .sort(newestFirst)
        .limit(limit)
        .lean();
      return documents.map((document) => linkFrom(document));
    },
    async scan({ after, limit }) {
      const rest = after === undefined ? {} : { _id: trusted({ $gt: requireText(after, 'after') }) };
      if (limit < 1) return [];
      const documents = await links.find(rest).sort({ _id: 1 }).limit(limit).lean();
      return documents.map((document) => linkFrom(document));
    },
    async withAnnouncements(limit) {
      if (limit < 1) return [];
      const documents = await links
        .find({ 'outbox.at': trusted({ $exists: true }) })
        .sort({ 'outbox.at': 1 })
        .limit(limit)
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
