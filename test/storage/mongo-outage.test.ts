/** What the Mongo store answers when its database hangs, or when a reply is lost on the way: the truth, or an error. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type MongoStore, openMongoStore } from '../../src/storage/mongo/mongo-store.ts';
import { ownMongoUri } from '../ground/stores.ts';
import { approvalRequested, later, linkedLogin, pendingLink, storedAccount } from './contracts/samples.ts';
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
      store.accounts.byIds(['a']),
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
    expect(proxy.repliesLost).toBe(7);
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
