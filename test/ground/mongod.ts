/**
 * One real MongoDB for a whole run: the server that MONGODB_URI names, else a replica set of one that is started here.
 * Every test file takes a database of its own, named after the run, so that stopping can drop what a foreign server was left with.
 */
import { randomBytes } from 'node:crypto';
import { MongoMemoryReplSet } from 'mongodb-memory-server-core';
import mongoose from 'mongoose';
import { findMongod } from '../../tools/mongod-binary.ts';

const URI = 'PASSERELLE_TEST_MONGODB_URI';
const PREFIX = 'PASSERELLE_TEST_DATABASE_PREFIX';

export interface RunningMongod {
  stop(): Promise<void>;
}

/** Starts the server, and tells the test files of this run by the environment where it is. */
export async function startMongod(): Promise<RunningMongod> {
  const given = process.env['MONGODB_URI'];
  const prefix = `passerelle-test-${randomBytes(4).toString('hex')}-`;
  process.env[PREFIX] = prefix;
  if (given !== undefined && given !== '') {
    process.env[URI] = given;
    return { stop: () => dropDatabases(given, prefix) };
  }
  const binary = await findMongod();
  const server = await MongoMemoryReplSet.create({
    replSet: { count: 1, storageEngine: 'wiredTiger' },
    binary: { systemBinary: binary.path, version: binary.version },
  });
  process.env[URI] = server.getUri();
  return {
    stop: async () => {
      await server.stop();
    },
  };
}

/** A connection string with a database of the caller's own, or undefined where this run has no MongoDB. */
export function mongoUri(): string | undefined {
  const server = process.env[URI];
  if (server === undefined || server === '') return undefined;
  const name = `${process.env[PREFIX] ?? 'passerelle-test-'}${randomBytes(6).toString('hex')}`;
  return server.replace(/^(mongodb(?:\+srv)?:\/\/[^/?]+)(?:\/[^?]*)?/, `$1/${name}`);
}

async function dropDatabases(uri: string, prefix: string): Promise<void> {
  const client = await mongoose.mongo.MongoClient.connect(uri);
  try {
    const { databases } = await client.db().admin().listDatabases({ nameOnly: true });
    for (const { name } of databases) if (name.startsWith(prefix)) await client.db(name).dropDatabase();
  } finally {
    await client.close();
  }
}
