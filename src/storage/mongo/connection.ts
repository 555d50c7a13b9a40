/**
 * The one connection, and every promise about consistency and time that it makes. They are set here and not left to the
 * connection string, which only says where the database is and how to sign in to it.
 */
import { type Connection, Mongoose } from 'mongoose';

export interface ConnectionOptions {
  readonly uri: string;
  /** Instead of the connection string's. */
  readonly database?: string;
  /** How long a call waits for a database that hangs, in milliseconds; then it throws. */
  readonly answerWithin?: number;
}

/** `maxWireVersion` of MongoDB 6.0. */
const oldestWireVersion = 17;

/** What a connection string could loosen: to the driver, these of the string would count for more than our options. */
const notFromTheString = new Set(
  [
    'w',
    'j',
    'journal',
    'fsync',
    'wtimeout',
    'wtimeoutMS',
    'readConcernLevel',
    'readPreference',
    'readPreferenceTags',
    'maxStalenessSeconds',
  ]
    .concat(['retryWrites', 'retryReads'])
    .map((name) => name.toLowerCase()),
);

export async function connectToMongo({ uri, database, answerWithin = 5000 }: ConnectionOptions): Promise<Connection> {
  // An instance of our own: a host's mongoose keeps its settings, and ours cannot be loosened by it (T45).
  const mongoose = new Mongoose({
    autoCreate: false,
    autoIndex: false,
    bufferCommands: false,
    sanitizeFilter: true,
    strict: 'throw',
    strictQuery: 'throw',
  });
  // A call that hangs is tried twice by the driver.
  const timeout = Math.ceil(answerWithin / 2);
  const connection = mongoose.createConnection(withoutGuarantees(uri), {
    ...(database !== undefined && { dbName: database }),
    appName: 'passerelle',
    readPreference: 'primary',
    readConcern: { level: 'majority' },
    writeConcern: { w: 'majority', journal: true, wtimeoutMS: timeout },
    retryWrites: true,
    retryReads: true,
    connectTimeoutMS: timeout,
    serverSelectionTimeoutMS: timeout,
    socketTimeoutMS: timeout,
    waitQueueTimeoutMS: timeout,
  });
  try {
    await connection.asPromise();
    await requireSuitableServer(connection);
    return connection;
  } catch (error) {
    await connection.close();
    throw error;
  }
}

function withoutGuarantees(uri: string): string {
  const [place = '', query] = uri.split(/\?(.*)/s);
  if (query === undefined) return place;
  const kept = query.split('&').filter((option) => !notFromTheString.has(option.replace(/=.*/s, '').toLowerCase()));
  return `${place}?${kept.join('&')}`;
}

async function requireSuitableServer(connection: Connection): Promise<void> {
  const hello = await connection.getClient().db('admin').command({ hello: 1 });
  if (!hello.setName && hello.msg !== 'isdbgrid') {
    throw new Error('MongoDB runs alone: a replica set (of one member at least) or a sharded cluster is needed for writes that last');
  }
  if (hello.maxWireVersion < oldestWireVersion) throw new Error('MongoDB is too old: 6.0 or newer is needed');
}
