/** What the Mongo store answers when its database hangs, or when a reply is lost on the way: the truth, or an error. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type MongoStore, openMongoStore } from '../../src/storage/mongo/mongo-store.ts';
import { ownMongoUri } from '../ground/stores.ts';
import { approvalRequested, later, linkedLogin, newDelivery, pendingLink, policyState, storedAccount } from './contracts/samples.ts';
import { createTestClock } from './contracts/subject.ts';
import { describeOnMongo } from './on-mongo.ts';
import { createTcpProxy, type TcpProxy } from './tcp-proxy.ts';

describeOnMongo('a store on a bad line', () => {
  let proxy: TcpProxy;
  let direct: MongoStore;
  let store: MongoStore;
  const clock = createTestClock();

  beforeEach(async () => {
    const uri = new URL(ownMongoUri());
    direct = await openMongoStore({ uri: uri.href, clock });
    proxy = await createTcpProxy({ host: uri.hostname, port: Number(uri.port || 27017) });
    uri.host = `127.0.0.1:${proxy.port}`;
    uri.searchParams.delete('replicaSet');
    uri.searchParams.set('directConnection', 'true');
    store = await openMongoStore({ uri: uri.href, clock, answerWithin: 1000 });
  });
  afterEach(async () => {
    proxy.release();
    await store.close();
    await proxy.close();
    await direct.drop();
  });

  test('throws in bounded time while the database hangs, never answers "not found", and recovers by itself', async () => {
    const link = pendingLink();
    await store.links.insert(link);
    await store.artifacts('Session').upsert('a', { uid: 'u' }, 60);
    proxy.hold();
    const begun = Date.now();
    const answers = await Promise.allSettled([
      store.links.find(link.id),
      store.links.activeOf(link.other.accountId, 'pro'),
      store.links.replace(approvalRequested(link)),
      store.artifacts('Session').find('a'),
      store.artifacts('Session').findByUid('u'),
      store.artifacts('Session').consume('a'),
      store.replay.firstUse('a', later(60)),
      store.linkedLogins.find('a'),
      store.linkedLogins.end('a', later(1), 'revoked'),
      store.linkedLogins.endAll({ linkId: 'a' }, later(1), 'revoked'),
      store.policyStates.find('a'),
      store.policyStates.replace(policyState()),
      store.deliveries.put([newDelivery()]),
      store.deliveries.lease({ now: later(0), until: later(1), limit: 1, except: [] }),
      store.feeds.lastHeard('a'),
      store.accounts.byIds(['a']),
      store.accounts.setStatus('a', 'blocked', later(1)),
      store.ping(),
    ]);
    expect(answers.map((answer) => answer.status)).toEqual(answers.map(() => 'rejected'));
    expect(Date.now() - begun).toBeLessThan(5000);
    proxy.release();
    expect(await firstAnswer(() => store.artifacts('Session').find('a'))).toMatchObject({ uid: 'u' });
  });

  test('a database that cannot be reached is an error at opening, in bounded time, without the password', async () => {
    proxy.hold();
    const uri = `mongodb://user:open-sesame@127.0.0.1:${proxy.port}/nowhere?directConnection=true`;
    const error = await openMongoStore({ uri, clock, answerWithin: 400 }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(Error);
    expect(`${error} ${JSON.stringify(error)}`).not.toContain('open-sesame');
  });

  test('T20: when the reply to a write is lost, its sender is still told that it was the one', async () => {
    const link = pendingLink();
    const login = linkedLogin();
    const account = storedAccount();

    proxy.loseReplyTo('insert');
    expect(await store.links.insert(link)).toBe('inserted');
    proxy.loseReplyTo('update');
    expect(await store.links.replace(approvalRequested(link))).toBe('replaced');
    proxy.loseReplyTo('insert');
    await store.linkedLogins.insert(login);
    proxy.loseReplyTo('update');
    expect(await store.linkedLogins.end(login.id, later(1), 'stepped_up')).toBe(true);
    await store.artifacts('RefreshToken').upsert('a', {}, 60);
    proxy.loseReplyTo('update');
    expect(await store.artifacts('RefreshToken').consume('a')).toBe(true);
    expect(await store.artifacts('RefreshToken').consume('a')).toBe(false);
    proxy.loseReplyTo('update');
    expect(await store.replay.firstUse('a', later(60))).toBe(true);
    expect(await store.replay.firstUse('a', later(60))).toBe(false);
    proxy.loseReplyTo('insert');
    expect(await store.accounts.insert(account)).toBe(true);
    proxy.loseReplyTo('update');
    expect(await store.accounts.setStatus(account.accountId, 'blocked', later(1))).toBe('set');
    const state = policyState();
    proxy.loseReplyTo('insert');
    expect(await store.policyStates.replace(state)).toBe(true);
    proxy.loseReplyTo('update');
    expect(await store.policyStates.replace({ ...state, epoch: 2 })).toBe(true);
    expect(proxy.repliesLost).toBe(10);
  });

  test('when the reply to a lease is lost, its holder still has it, and it is one attempt', async () => {
    const delivery = newDelivery();
    proxy.loseReplyTo('update');
    await store.deliveries.put([delivery]);
    proxy.loseReplyTo('findAndModify');
    const [leased] = await store.deliveries.lease({ now: later(0), until: later(60), limit: 1, except: [] });
    expect(leased).toMatchObject({ id: delivery.id, attempts: 1 });
    proxy.loseReplyTo('update');
    expect(await store.deliveries.settle(delivery.id, leased?.lease ?? '', { status: 'done', at: later(1) })).toBe(true);
    expect(proxy.repliesLost).toBe(3);
  });

  test('when the reply to the end of many is lost, its sender is told so, and nothing is left to end', async () => {
    const login = linkedLogin();
    await store.linkedLogins.insert(login);
    proxy.loseReplyTo('update');
    // The server does not number a write of many documents: whether it was done is not known, and saying so is the truth.
    await expect(store.linkedLogins.endAll({ linkId: login.linkId }, later(1), 'revoked')).rejects.toThrow();
    expect(await firstAnswer(() => store.linkedLogins.endAll({ linkId: login.linkId }, later(2), 'revoked'))).toBe(0);
    expect(await store.linkedLogins.find(login.id)).toMatchObject({ endedAt: later(1), endReason: 'revoked', cascade: 'due' });
  });
});

/** The driver looks for its server again in its own time; each try waits for it. */
async function firstAnswer<T>(call: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await call();
    } catch (error) {
      if (tries === 20) throw error;
    }
  }
}
