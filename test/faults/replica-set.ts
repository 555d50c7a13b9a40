/** Three real `mongod` in a replica set, of which the primary can be killed as by a power cut, and brought back with the disk it had. */
import { MongoMemoryReplSet, MongoMemoryServer } from 'mongodb-memory-server-core';
import mongoose from 'mongoose';
import { findMongod } from '../../tools/mongod-binary.ts';

export interface ReplicaSet {
  /** With the name of a database. */
  readonly uri: string;
  /** Finds the primary, so that it can be killed at a moment of the caller's choice. */
  aimAtPrimary(): Promise<Target>;
  /** Settles when a primary takes majority writes. */
  writable(): Promise<void>;
  stop(): Promise<void>;
}

export interface Target {
  /** SIGKILL, at once. */
  kill(): void;
  /** Brings it back, once it is dead, with the disk it had. */
  restart(): Promise<void>;
}

const members = 3;
/** Quicker than MongoDB's own, so that an outage is an election and not a wait. */
const configSettings = { electionTimeoutMillis: 2000, heartbeatIntervalMillis: 500 };

export async function startReplicaSet(): Promise<ReplicaSet> {
  const found = await findMongod();
  const binary = { systemBinary: found.path, version: found.version };
  const set = await MongoMemoryReplSet.create({ replSet: { count: members, storageEngine: 'wiredTiger', configSettings }, binary });
  const replacements: MongoMemoryServer[] = [];
  const uri = set.getUri('faults');

  async function admin<T>(work: (database: mongoose.mongo.Db) => Promise<T>): Promise<T> {
    const client = await mongoose.mongo.MongoClient.connect(uri, { serverSelectionTimeoutMS: 60_000 });
    try {
      return await work(client.db('admin'));
    } finally {
      await client.close();
    }
  }

  const running = () => [...replacements, ...set.servers].flatMap(({ instanceInfo }) => instanceInfo ?? []);

  async function aimAtPrimary(): Promise<Target> {
    const { primary } = await admin((database) => database.command({ hello: 1 }));
    const port = Number(String(primary).split(':').at(-1));
    // A member that was brought back is there twice: as it was, and as it is.
    const member = running().find(({ port: own, instance }) => own === port && instance.mongodProcess?.signalCode === null);
    const mongod = member?.instance.mongodProcess;
    if (!member || !mongod) throw new Error(`no member of ours is the primary ${primary}`);
    const dead = new Promise((resolve) => mongod.once('exit', resolve));
    return {
      kill: () => void mongod.kill('SIGKILL'),
      async restart() {
        await dead;
        const { dbPath, ip, replSet, storageEngine } = member;
        const server = new MongoMemoryServer({ instance: { port, dbPath, ip, storageEngine, ...(replSet && { replSet }) }, binary });
        await server.start(true);
        replacements.push(server);
      },
    };
  }

  return {
    uri,
    aimAtPrimary,
    writable: () =>
      admin(async (database) => {
        await database.client
          .db('ground')
          .collection('written')
          .insertOne({ at: new Date() }, { writeConcern: { w: 'majority', journal: true } });
      }),
    async stop() {
      await Promise.all(replacements.map((server) => server.stop({ doCleanup: false })));
      await set.stop();
    },
  };
}
