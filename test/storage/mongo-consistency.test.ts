/** T47, T48: what the Mongo store asks of the server with every command, as the commands themselves say. */
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Connection, mongo } from 'mongoose';
import { connectToMongo } from '../../src/storage/mongo/connection.ts';
import { type MongoStore, mongoStoreOn, openMongoStore } from '../../src/storage/mongo/mongo-store.ts';
import { ownMongoUri } from '../ground/stores.ts';
import { activated, approvalRequested, later, linkedLogin, pendingLink, revoked, storedAccount } from './contracts/samples.ts';
import { createTestClock } from './contracts/subject.ts';
import { describeOnMongo } from './on-mongo.ts';

const writes = ['insert', 'update', 'delete'];
const reads = ['find', 'aggregate'];

describeOnMongo('every command of a store whose connection string asks for less', () => {
  const commands: mongo.CommandStartedEvent[] = [];
  let plans: mongo.Document[] = [];
  let connection: Connection;
  let store: MongoStore;

  beforeAll(async () => {
    const uri = new URL(ownMongoUri());
    const loosened = 'w=1&journal=false&readPreference=secondaryPreferred&READCONCERNLEVEL=local&retryWrites=false&monitorCommands=true';
    uri.search += `${uri.search ? '&' : '?'}${loosened}`;
    const clock = createTestClock();
    await (await openMongoStore({ uri: uri.href, clock })).close();
    connection = await connectToMongo({ uri: uri.href });
    await connection.db?.setProfilingLevel('all');
    connection.getClient().on('commandStarted', (command) => commands.push(command));
    store = mongoStoreOn(connection, clock);
    await callEverything(store);
    await connection.db?.setProfilingLevel('off');
    plans =
      (await connection.db
        ?.collection('system.profile')
        .find({ planSummary: { $exists: true } })
        .toArray()) ?? [];
  });
  afterAll(async () => {
    await connection.dropDatabase();
    await connection.close();
  });

  const named = (names: readonly string[]) => commands.filter((command) => names.includes(command.commandName));

  test('T48: a write is acknowledged by a majority, on disk, in bounded time', () => {
    expect(new Set(named(writes).map((command) => command.commandName))).toEqual(new Set(writes));
    for (const { command } of named(writes)) expect(command['writeConcern']).toEqual({ w: 'majority', j: true, wtimeout: 2500 });
  });

  test('a write of one document is numbered, so that trying again after a lost reply does nothing twice', () => {
    const ofOne = named(writes).filter(({ command }) => command['deletes']?.[0]?.limit !== 0);
    expect(ofOne.length).toBeGreaterThan(10);
    for (const { command } of ofOne) expect(command).toHaveProperty('txnNumber');
  });

  test('T47: a read is of what a majority has, from the primary', () => {
    expect(new Set(named(reads).map((command) => command.commandName))).toEqual(new Set(reads));
    for (const { command } of named(reads)) {
      expect(command['readConcern']).toMatchObject({ level: 'majority' });
      // Absent means the primary.
      expect(['primary', undefined]).toContain(command['$readPreference']?.mode);
    }
  });

  test('no question walks over a collection', () => {
    expect(plans.length).toBeGreaterThan(20);
    expect(plans.filter((plan) => plan['planSummary'].includes('COLLSCAN') && plan['ns'] !== `${connection.name}.system.profile`)).toEqual(
      [],
    );
  });

  test('STORAGE.md names every collection, every field and every index', async () => {
    const page = await readFile(new URL('../../STORAGE.md', import.meta.url), 'utf8');
    for (const { schema, collection } of Object.values(connection.models)) {
      const section = page.split(/^## /m).find((part) => part.startsWith(`\`${collection.collectionName}\``)) ?? '';
      for (const path of Object.keys(schema.paths)) expect(section).toContain(`\`${path}\``);
      for (const [keys] of schema.indexes()) expect(section).toContain(`\`${Object.keys(keys).join(', ')}\``);
    }
  });

  test('a link has a last day once it has ended, five years on, and none while it is active', async () => {
    const pending = pendingLink();
    const lastDay = async () =>
      (await connection.collection<{ _id: string; keepUntil?: Date }>('account_links').findOne({ _id: pending.id }))?.keepUntil;
    await store.links.insert(pending);
    expect(await lastDay()).toEqual(new Date('2055-01-31T10:05:00.123Z'));
    await store.links.replace(approvalRequested(pending));
    await store.links.replace(activated(pending));
    expect(await lastDay()).toBeUndefined();
    await store.links.replace(revoked(activated(pending)));
    expect(await lastDay()).toEqual(new Date('2055-01-31T10:01:00.123Z'));
  });

  test('the indexes are there, unique and expiring where they should be', async () => {
    const found: Record<string, unknown> = {};
    for (const model of Object.values(connection.models)) {
      for (const index of await model.listIndexes()) {
        if (index.unique || index.expireAfterSeconds !== undefined) {
          found[`${model.collection.collectionName} ${index.name}`] = index.unique ? 'unique' : index.expireAfterSeconds;
        }
      }
    }
    expect(found).toEqual({
      'account_links exclusiveKeys_1': 'unique',
      'account_links keepUntil_1': 0,
      'accounts space_1_identifier_1': 'unique',
      'artifacts expiresAt_1': 0,
      'linked_logins keepUntil_1': 0,
      'replay_keys expiresAt_1': 300,
    });
  });
});

async function callEverything(store: MongoStore): Promise<void> {
  const sessions = store.artifacts('Session');
  await sessions.upsert('a', { uid: 'u', grantId: 'g', userCode: 'c' }, 60);
  await sessions.find('a');
  await sessions.findByUid('u');
  await sessions.findByUserCode('c');
  await sessions.consume('a');
  await sessions.revokeByGrantId('g');
  await sessions.destroy('a');
  await store.replay.firstUse('a', later(60));

  const pending = pendingLink();
  const { accountId } = pending.activating;
  await store.links.insert(pending);
  await store.links.pendingOf(accountId);
  for (const next of [approvalRequested(pending), activated(pending), revoked(activated(pending))]) await store.links.replace(next);
  await store.links.find(pending.id);
  await store.links.activeOf(accountId, 'particuliers');
  await store.links.lastRevokedOf(accountId, 'particuliers');
  await store.links.allOf(accountId);
  await store.links.countStarted(accountId, later(0));

  const login = linkedLogin();
  await store.linkedLogins.insert(login);
  await store.linkedLogins.find(login.id);
  await store.linkedLogins.recentOf(login.actor, 10);
  await store.linkedLogins.end(login.id, later(1), 'revoked');

  const account = storedAccount();
  await store.accounts.insert(account);
  await store.accounts.byIdentifier('pro', account.identifier);
  await store.accounts.byIds([account.accountId]);
  await store.accounts.byPerson(account.personId, 'pro');
  await store.accounts.change(account.accountId, account.credentialsVersion, { status: 'blocked' });
}
