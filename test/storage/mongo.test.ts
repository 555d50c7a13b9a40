/** The Mongo store keeps the contracts on a real mongod, and what it has written outlives it. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type MongoStore, openMongoStore } from '../../src/storage/mongo/mongo-store.ts';
import { ownMongoUri } from '../ground/stores.ts';
import { activated, later, linkedLogin, newDelivery, pendingLink, policyState, storedAccount } from './contracts/samples.ts';
import { storeContract } from './contracts/store.contract.ts';
import { createTestClock } from './contracts/subject.ts';
import { describeOnMongo } from './on-mongo.ts';

describeOnMongo('a store', () => {
  const clock = createTestClock();
  let store: MongoStore;
  beforeAll(async () => {
    store = await openMongoStore({ uri: ownMongoUri(), clock });
  });
  afterAll(() => store.drop());
  storeContract(() => ({ clock, store }));
});

describeOnMongo('a store that is opened again', () => {
  test('still has everything, and still gives nothing twice', async () => {
    const uri = ownMongoUri();
    const clock = createTestClock();
    const [active, login, account] = [activated(pendingLink()), linkedLogin(), storedAccount()];
    const [state, delivery] = [policyState(), newDelivery()];
    const expiresAt = new Date(clock().getTime() + 60_000);
    const before = await openMongoStore({ uri, clock });
    await before.links.insert(active);
    await before.linkedLogins.insert(login);
    await before.accounts.insert(account);
    await before.artifacts('RefreshToken').upsert('token', { grantId: 'g' }, 60);
    await before.artifacts('RefreshToken').consume('token');
    await before.replay.firstUse('jti', expiresAt);
    await before.policyStates.replace(state);
    await before.feeds.heard('https://bank.example', later(1));
    await before.deliveries.put([delivery]);
    const [leased] = await before.deliveries.lease({ now: later(0), until: later(60), limit: 1, except: [] });
    await before.close();

    const after = await openMongoStore({ uri, clock });
    expect(await after.links.activeOf(active.other.accountId, 'pro')).toEqual(active);
    expect(await after.links.insert(activated(pendingLink({ personal: active.other.accountId })))).toBe('conflict');
    expect(await after.linkedLogins.find(login.id)).toEqual(login);
    expect(await after.accounts.byIds([account.accountId])).toEqual([account]);
    expect(await after.artifacts('RefreshToken').consume('token')).toBe(false);
    expect(await after.replay.firstUse('jti', expiresAt)).toBe(false);
    expect(await after.policyStates.find(state.policyId)).toEqual(state);
    expect(await after.policyStates.replace(state)).toBe(false);
    expect(await after.feeds.lastHeard('https://bank.example')).toEqual(later(1));
    expect(await after.deliveries.lease({ now: later(59), until: later(90), limit: 1, except: [] })).toEqual([]);
    expect(await after.deliveries.settle(delivery.id, leased?.lease ?? '', { status: 'done', at: later(59) })).toBe(true);
    await after.drop();
  });

  test('by two nodes at once serves both', async () => {
    const options = { uri: ownMongoUri(), clock: createTestClock() };
    const [one, two] = await Promise.all([openMongoStore(options), openMongoStore(options)]);
    const link = pendingLink();
    expect((await Promise.all([one.links.insert(link), two.links.insert(link)])).sort()).toEqual(['conflict', 'inserted']);
    expect(await two.links.find(link.id)).toEqual(await one.links.find(link.id));
    await one.close();
    await two.drop();
  });
});

describeOnMongo('the database', () => {
  test('may be another than the connection string says', async () => {
    const uri = ownMongoUri();
    const clock = createTestClock();
    const elsewhere = await openMongoStore({ uri, database: `${new URL(uri).pathname.slice(1)}-2`, clock });
    const here = await openMongoStore({ uri, clock });
    await elsewhere.artifacts('Session').upsert('a', {}, 60);
    expect(await here.artifacts('Session').find('a')).toBeUndefined();
    await elsewhere.drop();
    await here.drop();
  });

  describe('once the store is closed', () => {
    test('every call throws instead of answering "not found"', async () => {
      const store = await openMongoStore({ uri: ownMongoUri(), clock: createTestClock() });
      await store.ping();
      await store.drop();
      await expect(store.ping()).rejects.toThrow();
      await expect(store.links.find('a')).rejects.toThrow();
      await expect(store.links.activeOf('a', 'pro')).rejects.toThrow();
      await expect(store.links.insert(pendingLink())).rejects.toThrow();
      await expect(store.linkedLogins.find('a')).rejects.toThrow();
      await expect(store.linkedLogins.end('a', new Date(), 'revoked')).rejects.toThrow();
      await expect(store.artifacts('Session').find('a')).rejects.toThrow();
      await expect(store.artifacts('Session').consume('a')).rejects.toThrow();
      await expect(store.linkedLogins.endAll({ linkId: 'a' }, new Date(), 'revoked')).rejects.toThrow();
      await expect(store.linkedLogins.awaitingCascade(1)).rejects.toThrow();
      await expect(store.policyStates.find('a')).rejects.toThrow();
      await expect(store.policyStates.replace(policyState())).rejects.toThrow();
      await expect(store.deliveries.put([newDelivery()])).rejects.toThrow();
      await expect(store.deliveries.lease({ now: new Date(), until: new Date(), limit: 1, except: [] })).rejects.toThrow();
      await expect(store.deliveries.settle('a', 'a', { status: 'done', at: new Date() })).rejects.toThrow();
      await expect(store.feeds.heard('a', new Date())).rejects.toThrow();
      await expect(store.feeds.lastHeard('a')).rejects.toThrow();
      await expect(store.replay.firstUse('a', new Date())).rejects.toThrow();
      await expect(store.accounts.byIdentifier('pro', 'a')).rejects.toThrow();
    });
  });
});
