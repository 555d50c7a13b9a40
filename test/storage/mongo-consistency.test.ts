/** T47, T48: what the Mongo store asks of the server with every command, as the commands themselves say. */
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Connection, mongo } from 'mongoose';
import { connectToMongo } from '../../src/storage/mongo/connection.ts';
import { type MongoStore, mongoStoreOn, openMongoStore } from '../../src/storage/mongo/mongo-store.ts';
import { deliveryKeptUntil } from '../../src/storage/retention.ts';
import { ownMongoUri } from '../ground/stores.ts';
import {
  activated,
  approvalRequested,
  later,
  linkedLogin,
  moved,
  newDelivery,
  pendingLink,
  policyState,
  revoked,
  storedAccount,
} from './contracts/samples.ts';
import { createTestClock } from './contracts/subject.ts';
import { describeOnMongo } from './on-mongo.ts';

const writes = ['insert', 'update', 'delete', 'findAndModify'];
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
    const ofOne = named(writes).filter(({ command }) => command['deletes']?.[0]?.limit !== 0 && !command['updates']?.[0]?.multi);
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

  test('what few documents are asked for by is indexed for those few', async () => {
    const partial: Record<string, unknown> = {};
    for (const model of Object.values(connection.models)) {
      for (const { name, partialFilterExpression } of await model.listIndexes()) {
        if (partialFilterExpression) partial[`${model.collection.collectionName} ${name}`] = partialFilterExpression;
      }
    }
    expect(partial).toEqual({
      'account_links exclusiveKeys_1': { exclusiveKeys: { $exists: true } },
      'account_links outbox.at_1': { 'outbox.at': { $exists: true } },
      'artifacts accountId_1_model_1': { accountId: { $exists: true } },
      'artifacts grantId_1_model_1': { grantId: { $exists: true } },
      'artifacts uid_1_model_1': { uid: { $exists: true } },
      'artifacts userCode_1_model_1': { userCode: { $exists: true } },
      'deliveries dueAt_1_destination_1_leasedUntil_1': { status: 'due' },
      'linked_logins accountIds_1': { open: true },
      'linked_logins createdAt_1': { unknownBrowser: { $exists: true } },
      'linked_logins endedAt_1': { cascade: 'due' },
      'linked_logins linkId_1': { open: true },
      'linked_logins policyId_1_expiresAt_1': { open: true },
      'linked_logins sourceUid_1': { open: true },
    });
  });

  test('a token is written without its account: that index is of sessions', async () => {
    await store.artifacts('AccessToken').upsert('t', { accountId: 'acc' }, 60);
    await store.artifacts('Session').upsert('s', { accountId: 'acc' }, 60);
    const found = await connection.collection<{ _id: string; accountId?: string }>('artifacts').find({ accountId: 'acc' }).toArray();
    expect(found.map(({ _id }) => _id)).toEqual(['Session:s']);
  });

  test('after an erasure neither the link nor the login says the account anywhere', async () => {
    const ended = revoked(activated(pendingLink()));
    const { accountId } = ended.other;
    const login = linkedLogin({ accountId, browser: 'Firefox' });
    await store.links.insert(ended);
    await store.linkedLogins.insert(login);
    await store.linkedLogins.end(login.id, later(1), 'signed_out');
    await store.linkedLogins.erase(accountId, 'erased~1', later(6));
    await store.links.replace(moved(ended, { type: 'erased', at: later(90), actor: 'operator:dpo', accountId, tombstone: 'erased~1' }));
    for (const [collection, id] of [
      ['account_links', ended.id],
      ['linked_logins', login.id],
    ] as const) {
      const document = JSON.stringify(await connection.collection<{ _id: string }>(collection).findOne({ _id: id }));
      expect(document).toContain('erased~1');
      expect(document).not.toContain(accountId);
      expect(document).not.toContain('Firefox');
    }
  });

  test('a delivery has a last day once it is settled, and none while it is due', async () => {
    const delivery = newDelivery({ createdAt: later(-3600) });
    const lastDay = async () =>
      (await connection.collection<{ _id: string; keepUntil?: Date }>('deliveries').findOne({ _id: delivery.id }))?.keepUntil;
    const leaseOne = async (now: Date) => (await store.deliveries.lease({ now, until: later(0), limit: 1, except: [] }))[0]?.lease ?? '';
    await store.deliveries.put([delivery]);
    expect(await lastDay()).toBeUndefined();
    await store.deliveries.settle(delivery.id, await leaseOne(later(-3600)), { status: 'dead', at: later(-3500), error: '410' });
    expect(await lastDay()).toEqual(deliveryKeptUntil('dead', later(-3500)));
    await store.deliveries.retry(delivery.id, later(-3400));
    expect(await lastDay()).toBeUndefined();
    await store.deliveries.settle(delivery.id, await leaseOne(later(-3400)), { status: 'done', at: later(-3300) });
    expect(await lastDay()).toEqual(deliveryKeptUntil('done', later(-3300)));
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
      'deliveries keepUntil_1': 0,
      'linked_logins keepUntil_1': 0,
      'replay_keys expiresAt_1': 300,
    });
  });
});

async function callEverything(store: MongoStore): Promise<void> {
  const sessions = store.artifacts('Session');
  await sessions.upsert('a', { uid: 'u', grantId: 'g', userCode: 'c', accountId: 'acc' }, 60);
  await sessions.find('a');
  await sessions.findByUid('u');
  await sessions.findByUserCode('c');
  await sessions.findByAccountId('acc');
  await sessions.consume('a');
  await sessions.consumeWith('a', {});
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
  await store.links.page(accountId, { limit: 10 });
  await store.links.page(accountId, { limit: 10, after: pending.id });
  await store.links.scan({ limit: 10 });
  await store.links.scan({ limit: 10, after: pending.id });
  await store.links.withAnnouncements(10);
  await store.links.countStarted(accountId, later(0));

  const login = linkedLogin();
  await store.linkedLogins.insert(login);
  await store.linkedLogins.find(login.id);
  await store.linkedLogins.recentOf(login.actor, 10);
  await store.linkedLogins.end(login.id, later(1), 'revoked');
  const { linkId, sourceUid, policyId } = login;
  for (const which of [{ linkId }, { sourceUid }, { accountId: login.actor }, { policyId, beforeEpoch: 1 }]) {
    await store.linkedLogins.endAll(which, later(2), 'revoked');
  }
  await store.linkedLogins.awaitingCascade(10);
  await store.linkedLogins.cascaded(login.id);
  await store.linkedLogins.erase(login.actor, 'erased~1', later(6));

  const state = policyState();
  await store.policyStates.replace(state);
  await store.policyStates.replace({ ...state, epoch: 2 });
  await store.policyStates.find(state.policyId);
  await store.policyStates.all();
  await store.policyStates.cascaded(state.policyId, 2);

  await store.feeds.heard('https://bank.example', later(0));
  await store.feeds.lastHeard('https://bank.example');

  const delivery = newDelivery();
  await store.deliveries.put([delivery, newDelivery()]);
  const [leased] = await store.deliveries.lease({ now: later(0), until: later(60), limit: 1, except: ['slow'] });
  await store.deliveries.settle(leased?.id ?? '', leased?.lease ?? '', { status: 'dead', at: later(1), error: '410' });
  await store.deliveries.find(delivery.id);
  await store.deliveries.list({ status: 'dead', limit: 10 });
  await store.deliveries.list({ status: 'due', limit: 10, after: delivery.id });
  await store.deliveries.retry(leased?.id ?? '', later(2));
  await store.deliveries.counts();

  const account = storedAccount();
  await store.accounts.insert(account);
  await store.accounts.byIdentifier('pro', account.identifier);
  await store.accounts.byIds([account.accountId]);
  await store.accounts.byPerson(account.personId, 'pro');
  await store.accounts.change(account.accountId, account, { status: 'blocked' });
  await store.accounts.setStatus(account.accountId, 'active', later(1));
  await store.accounts.setStatus(account.accountId, 'active', later(1));
  await store.accounts.credentialsChanged(account.accountId, 'v2');
}
