/**
 * Makes the lone MongoDB of the compose file a replica set of one, and ends when it is primary. A second run changes nothing.
 * It speaks through the driver, so that the database image needs no shell.
 */
import mongoose from 'mongoose';

const ALREADY_INITIALIZED = 23;
const [host = 'mongo:27017', set = 'rs0'] = process.argv.slice(2);

const client = await mongoose.mongo.MongoClient.connect(`mongodb://${host}/?directConnection=true`, { serverSelectionTimeoutMS: 60_000 });
try {
  const admin = client.db('admin');
  await admin.command({ replSetInitiate: { _id: set, members: [{ _id: 0, host }] } }).catch(unlessInitialized);
  while (!(await admin.command({ hello: 1 }))['isWritablePrimary']) await new Promise((waited) => setTimeout(waited, 100));
} finally {
  await client.close();
}

function unlessInitialized(error: unknown): void {
  if (!(error instanceof mongoose.mongo.MongoServerError) || error.code !== ALREADY_INITIALIZED) throw error;
}
