/**
 * The document of an account link. What no two links may hold at once is a unique index over `exclusiveKeys`, absent when there are
 * none; what is derived from the link (`accountIds`, `exclusiveKeys`, `keepUntil`) is derived anew with every write.
 */
import { Schema, type SchemaDefinition } from 'mongoose';
import { type AccountLink, exclusiveKeys, type LinkStatus } from '../../linking/account-link.ts';
import type { HistoryEntry } from '../../linking/history.ts';
import type { KnownBrowser } from '../../linking/known-browsers.ts';
import type { Announcement } from '../../linking/outbox.ts';
import { linkKeptUntil } from '../retention.ts';
import { schemaOptions } from './schema-options.ts';

export interface AccountLinkDocument extends Omit<AccountLink, 'id' | 'history' | 'outbox' | 'browsers'> {
  _id: string;
  history: HistoryEntry[];
  outbox: Announcement[];
  browsers?: KnownBrowser[];
  /** Both accounts, for one index. */
  accountIds: string[];
  exclusiveKeys?: string[];
  keepUntil?: Date;
}

const text = { type: String, required: true } as const;
const date = { type: Date, required: true } as const;
const part = (definition: SchemaDefinition) => new Schema(definition, { ...schemaOptions, _id: false });
const side = part({ space: text, accountId: text, credentialsVersion: text });

export const accountLinkSchema = new Schema<AccountLinkDocument>(
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
    expiresAt: Date,
    endedAt: Date,
    revocationReason: String,
    browsers: { type: [part({ key: text, at: date, sourceUid: text, told: Boolean })], default: undefined },
    history: [
      part({ event: text, at: date, actor: text, clientId: String, requestId: String, reason: String, previous: text, hash: text }),
    ],
    outbox: [part({ id: text, type: text, at: date, loginId: String, last: Boolean })],
    accountIds: [String],
    exclusiveKeys: { type: [String], default: undefined },
    keepUntil: Date,
  },
  { ...schemaOptions, collection: 'account_links' },
);
accountLinkSchema.index({ exclusiveKeys: 1 }, { unique: true, partialFilterExpression: { exclusiveKeys: { $exists: true } } });
// An account has a handful of links: one index brings them, the rest of a question is asked of these few.
accountLinkSchema.index({ accountIds: 1, createdAt: -1, _id: -1 });
// Almost always empty: only links with something to tell are in it.
accountLinkSchema.index({ 'outbox.at': 1 }, { partialFilterExpression: { 'outbox.at': { $exists: true } } });
accountLinkSchema.index({ keepUntil: 1 }, { expireAfterSeconds: 0 });

export function documentFrom({ id, history, outbox, browsers, ...link }: AccountLink): AccountLinkDocument {
  const whole = { id, history, outbox, ...link };
  const keys = exclusiveKeys(whole);
  const keepUntil = linkKeptUntil(whole);
  return {
    _id: id,
    ...link,
    history: [...history],
    outbox: [...outbox],
    ...(browsers && { browsers: [...browsers] }),
    accountIds: [link.activating.accountId, link.other.accountId],
    ...(keys.length > 0 && { exclusiveKeys: [...keys] }),
    ...(keepUntil && { keepUntil }),
  };
}

export function linkFrom(document: AccountLinkDocument): AccountLink;
export function linkFrom(document: AccountLinkDocument | null): AccountLink | undefined;
export function linkFrom(document: AccountLinkDocument | null): AccountLink | undefined {
  if (!document) return undefined;
  const { _id, accountIds, exclusiveKeys: _, keepUntil, ...link } = document;
  return { id: _id, ...link };
}
