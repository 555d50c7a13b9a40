/** The document of a delivery of the outbox. */
import { Schema } from 'mongoose';
import type { Delivery, NewDelivery } from '../../linking/outbox.ts';
import { schemaOptions } from './schema-options.ts';

export interface DeliveryDocument extends Omit<Delivery, 'id' | 'payload'> {
  _id: string;
  payload: string;
  /** Whose it is, and until when; gone when it is settled. */
  lease?: string;
  leasedUntil?: Date;
  /** Absent while it is due. */
  keepUntil?: Date;
}

const text = { type: String, required: true } as const;
const date = { type: Date, required: true } as const;

export const deliverySchema = new Schema<DeliveryDocument>(
  {
    _id: text,
    kind: text,
    destination: text,
    payload: text,
    status: text,
    attempts: { type: Number, required: true },
    createdAt: date,
    dueAt: date,
    lastError: String,
    lease: String,
    leasedUntil: Date,
    keepUntil: Date,
  },
  { ...schemaOptions, collection: 'deliveries' },
);
// Of the many, only those that somebody waits for; whether one is leased, or its destination busy, is seen without reading it.
deliverySchema.index({ dueAt: 1, destination: 1, leasedUntil: 1 }, { partialFilterExpression: { status: 'due' } });
deliverySchema.index({ status: 1, createdAt: -1, _id: -1 });
deliverySchema.index({ keepUntil: 1 }, { expireAfterSeconds: 0 });

/** Due at once, and never tried. */
export function documentFrom({ id, payload, ...delivery }: NewDelivery): DeliveryDocument {
  return { _id: id, ...delivery, payload: JSON.stringify(payload), status: 'due', attempts: 0, dueAt: delivery.createdAt };
}

export function deliveryFrom({ _id, payload, lease, leasedUntil, keepUntil, ...delivery }: DeliveryDocument): Delivery {
  return { id: _id, ...delivery, payload: JSON.parse(payload) };
}
