/**
 * Everything Passerelle keeps, in MongoDB 6.0 or newer: any number of nodes on one replica set or sharded cluster. What is
 * acknowledged is on the disks of a majority and is read back from the primary, whatever the connection string says (T47,
 * T48). A database that does not answer in time is an error, never a "not found". Collections and indexes: STORAGE.md.
 */
import type { Connection } from 'mongoose';
import type { PasserelleStore } from '../../oidc/store.ts';
import type { AccountStore } from '../../server/directory/account-store.ts';
import { accountLinksInMongo } from './account-links.ts';
import { accountsInMongo } from './accounts.ts';
import { artifactsInMongo } from './artifacts.ts';
import { type ConnectionOptions, connectToMongo } from './connection.ts';
import { deliveriesInMongo } from './deliveries.ts';
import { eventFeedsInMongo } from './event-feeds.ts';
import { linkedLoginsInMongo } from './linked-logins.ts';
import { policyStatesInMongo } from './policy-states.ts';
import { replayInMongo } from './replay.ts';

export interface MongoStoreOptions extends ConnectionOptions {
  readonly clock: () => Date;
}

export interface MongoStore extends PasserelleStore {
  readonly accounts: AccountStore;
  /** Throws unless a primary answers. */
  ping(): Promise<void>;
  close(): Promise<void>;
  /** Removes the database, and closes: without its unique indexes no further write is safe. */
  drop(): Promise<void>;
}

export async function openMongoStore({ clock, ...options }: MongoStoreOptions): Promise<MongoStore> {
  const connection = await connectToMongo(options);
  const store = mongoStoreOn(connection, clock);
  await ensureIndexes(connection);
  return store;
}

/** The store on a connection of `connectToMongo`; `openMongoStore` also makes sure of the indexes. */
export function mongoStoreOn(connection: Connection, clock: () => Date): MongoStore {
  return {
    artifacts: artifactsInMongo(connection, clock),
    replay: replayInMongo(connection, clock),
    links: accountLinksInMongo(connection),
    linkedLogins: linkedLoginsInMongo(connection),
    policyStates: policyStatesInMongo(connection),
    deliveries: deliveriesInMongo(connection),
    feeds: eventFeedsInMongo(connection),
    accounts: accountsInMongo(connection),
    async ping() {
      await connection.getClient().db('admin').command({ ping: 1 });
    },
    async close() {
      await connection.close();
    },
    async drop() {
      await connection.dropDatabase();
      await connection.close();
    },
  };
}

/** Before the first use: without its unique indexes the store would keep none of its promises. */
async function ensureIndexes(connection: Connection): Promise<void> {
  try {
    await Promise.all(Object.values(connection.models).map((model) => model.createIndexes()));
  } catch (error) {
    await connection.close();
    throw error;
  }
}
