/** When each feed of security events was last heard: one document per issuer, whose time only grows. */
import { type Connection, Schema } from 'mongoose';
import type { EventFeedStore } from '../../linking/event-feed.ts';
import { requireText } from '../require-text.ts';
import { schemaOptions } from './schema-options.ts';

interface EventFeedDocument {
  _id: string;
  lastHeardAt: Date;
}

const schema = new Schema<EventFeedDocument>(
  { _id: { type: String, required: true }, lastHeardAt: { type: Date, required: true } },
  { ...schemaOptions, collection: 'event_feeds' },
);

export function eventFeedsInMongo(connection: Connection): EventFeedStore {
  const feeds = connection.model('EventFeed', schema);
  return {
    async heard(issuer, at) {
      await feeds.updateOne({ _id: requireText(issuer, 'issuer') }, { $max: { lastHeardAt: at } }, { upsert: true });
    },
    async lastHeard(issuer) {
      return (await feeds.findOne({ _id: requireText(issuer, 'issuer') }).lean())?.lastHeardAt;
    },
  };
}
