/**
 * Deliveries of the outbox: one document each. The payload is JSON text: it is read by the kind's handler, and nothing ever searches in
 * it. A lease is a word that only its holder knows, written by the command that checks that nobody else holds one; until the next
 * lease it is good for settling, since what was told was told.
 */
import { randomUUID } from 'node:crypto';
import { type Connection, trusted } from 'mongoose';
import type { DeliveryStore, LeasedDelivery, NewDelivery, Settlement } from '../../linking/outbox.ts';
import { requireText } from '../require-text.ts';
import { deliveryKeptUntil } from '../retention.ts';
import { deliveryFrom, deliverySchema, documentFrom } from './delivery-document.ts';
import { unlessAllDuplicates } from './duplicate-key.ts';
import { newestFirst, olderThan } from './older-than.ts';

export function deliveriesInMongo(connection: Connection): DeliveryStore {
  const deliveries = connection.model('Delivery', deliverySchema);
  return {
    async put(news) {
      const upserts = news.flatMap((delivery) => [upsertOf(delivery), reopeningOf(delivery)]);
      if (upserts.length === 0) return;
      await unlessAllDuplicates(deliveries.bulkWrite(upserts, { ordered: false, throwOnValidationError: true }));
    },
    async lease({ now, until, limit, except }) {
      const free = {
        status: 'due' as const,
        dueAt: trusted({ $lte: now }),
        destination: trusted({ $nin: except.map((destination) => requireText(destination, 'destination')) }),
        $or: [{ leasedUntil: null }, { leasedUntil: trusted({ $lte: now }) }],
      };
      const leased: LeasedDelivery[] = [];
      while (leased.length < limit) {
        const lease = randomUUID();
        const document = await deliveries
          .findOneAndUpdate(
            free,
            { $set: { lease, leasedUntil: until }, $inc: { attempts: 1 } },
            { sort: { dueAt: 1 }, returnDocument: 'after' },
          )
          .lean();
        if (!document) break;
        leased.push({ ...deliveryFrom(document), lease });
      }
      return leased;
    },
    async settle(id, lease, settlement) {
      const held = { _id: requireText(id, 'id'), lease: requireText(lease, 'lease') };
      const { modifiedCount } = await deliveries.updateOne(held, settled(settlement));
      return modifiedCount === 1;
    },
    async find(id) {
      const document = await deliveries.findOne({ _id: requireText(id, 'id') }).lean();
      return document ? deliveryFrom(document) : undefined;
    },
    async list({ status, after, limit }) {
      const wanted = { status: requireText(status, 'status') };
      const last =
        after === undefined ? undefined : await deliveries.findOne({ _id: requireText(after, 'after') }, { createdAt: 1 }).lean();
      // To MongoDB a limit of 0 is no limit.
      if (last === null || limit < 1) return [];
      const documents = await deliveries
        .find(last ? { ...wanted, ...olderThan(last) } : wanted)
        .sort(newestFirst)
        .limit(limit)
        .lean();
      return documents.map(deliveryFrom);
    },
    async retry(id, at) {
      const update = { $set: { status: 'due', dueAt: at, createdAt: at, attempts: 0 }, $unset: { keepUntil: 1 } } as const;
      const { modifiedCount } = await deliveries.updateOne({ _id: requireText(id, 'id'), status: 'dead' }, update);
      return modifiedCount === 1;
    },
    async counts() {
      const [due, dead, first] = await Promise.all([
        deliveries.countDocuments({ status: 'due' }),
        deliveries.countDocuments({ status: 'dead' }),
        deliveries.findOne({ status: 'due' }, { createdAt: 1 }).sort({ createdAt: 1, _id: 1 }).lean(),
      ]);
      return { due, dead, ...(first && { oldest: first.createdAt }) };
    },
  };
}

function upsertOf(delivery: NewDelivery) {
  requireText(delivery.id, 'id');
  requireText(delivery.destination, 'destination');
  const { _id, ...document } = documentFrom(delivery);
  return { updateOne: { filter: { _id }, update: { $setOnInsert: document }, upsert: true } };
}

/** Settled before it was put now: what it tells has happened again. */
function reopeningOf(delivery: NewDelivery) {
  const { _id, ...document } = documentFrom(delivery);
  const filter = { _id, status: trusted({ $ne: 'due' as const }), dueAt: trusted({ $lt: delivery.createdAt }) };
  return { updateOne: { filter, update: { $set: document, $unset: { lastError: 1, keepUntil: 1 } } } } as const;
}

function settled(settlement: Settlement) {
  const { status, at } = settlement;
  const keepUntil = deliveryKeptUntil(status, at);
  const error = settlement.status === 'done' ? undefined : settlement.error;
  return {
    $set: { status, dueAt: at, ...(error !== undefined && { lastError: error }), ...(keepUntil && { keepUntil }) },
    $unset: { lease: 1, leasedUntil: 1, ...(error === undefined && { lastError: 1 }) },
  } as const;
}
