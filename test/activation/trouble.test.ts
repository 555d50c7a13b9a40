/** An activation and the world around it: the authenticator service away, too many starts, a restart of the server. */
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import type { ServerStore } from '../../src/server/server.ts';
import { createMemoryStore } from '../../src/storage/memory/memory-store.ts';
import { openMongoStore } from '../../src/storage/mongo/mongo-store.ts';
import { describeOnStores, ownMongoUri, type StoreKind } from '../ground/stores.ts';
import { hasButton, login } from '../world/people.ts';
import { openWorld, type World } from '../world/world.ts';
import {
  accept,
  activateLink,
  askToOpen,
  bindingMessageOn,
  codeAt,
  collect,
  errorAt,
  later,
  linksOf,
  newCustomer,
  newestLink,
  textOf,
  toConsent,
  toWaiting,
} from './journey.ts';
import { createPhoneLine } from './phone-line.ts';

describeOnStores('T61: the authenticator service is away', (kind) => {
  const line = createPhoneLine();
  let world: World;
  beforeAll(async () => {
    world = await openWorld(kind);
    line.lay(world.demo.urls.phone);
  });
  afterEach(() => line.mend());
  afterAll(async () => {
    line.remove();
    await world.close();
  });

  it.each(['broken', 'answers 503'] as const)(
    'when the consent is accepted (%s): 503, nothing half-written, the next try works',
    async (how) => {
      const customer = await newCustomer(world);
      const browser = world.openBrowser();
      const page = await toConsent(world, browser, customer);
      line.cut(how);
      const away = await accept(browser, page);
      expect([away.status, away.headers['retry-after']]).toEqual([503, expect.any(String)]);
      line.mend();
      expect(await world.phone.list(customer.pro)).toEqual([]);
      expect((await linksOf(world, 'pro', customer.pro)).filter(({ status }) => status === 'pending' || status === 'active')).toEqual([]);

      const waiting = await accept(browser, await browser.get(page.url));
      await world.phone.answer(customer.pro, 'approve');
      expect(codeAt(await collect(world, browser, waiting))).toEqual(expect.any(String));
    },
  );

  it.each(['broken', 'answers 503'] as const)(
    'while the page waits (%s): 503, the link stays pending, and the approval is collected later',
    async (how) => {
      const customer = await newCustomer(world);
      const browser = world.openBrowser();
      const waiting = await toWaiting(world, browser, customer);
      await world.phone.answer(customer.pro, 'approve');
      line.cut(how);
      world.advance(1);
      const away = await browser.get(waiting.url);
      expect([away.status, away.headers['retry-after']]).toEqual([503, expect.any(String)]);
      expect(await newestLink(world, customer)).toMatchObject({ status: 'pending' });
      line.mend();
      expect(codeAt(await collect(world, browser, waiting))).toEqual(expect.any(String));
    },
  );

  it('cancel needs no authenticator service', async () => {
    const customer = await newCustomer(world);
    const browser = world.openBrowser();
    const waiting = await toWaiting(world, browser, customer);
    line.cut('broken');
    const cancelled = await browser.submit(waiting, { decision: 'cancel' }, hasButton('decision', 'cancel'));
    expect(errorAt(cancelled)).toBe('access_denied');
    expect(await newestLink(world, customer)).toMatchObject({ status: 'declined' });
  });
});

describeOnStores('two activations may be started in an hour', (kind) => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld(kind, { overlay: { policies: [{ id: 'pro-particuliers', activations_per_hour: 2 }] } });
  });
  afterAll(() => world.close());

  it('T17: a third one is refused with 429 and no push; an hour later it may start', async () => {
    const customer = await newCustomer(world);
    const browser = world.openBrowser();
    let page = await toConsent(world, browser, customer);
    for (let started = 0; started < 2; started += 1) {
      const waiting = await accept(browser, page);
      await browser.submit(waiting, { decision: 'cancel' }, hasButton('decision', 'cancel'));
      page = await askToOpen(world, browser);
    }
    const refused = await accept(browser, page);
    expect(refused.status).toBe(429);
    expect(textOf(refused)).toContain('Trop d’activations ont été commencées pour ce compte');
    expect(await world.phone.list(customer.pro)).toHaveLength(2);
    expect(await linksOf(world, 'pro', customer.pro)).toHaveLength(2);
    await later(world, 3601, async () => {
      expect(bindingMessageOn(await toWaiting(world, world.openBrowser(), customer))).toEqual(expect.any(String));
    });
  });
});

describeOnStores('the server restarts', (kind) => {
  const restarts = restartable(kind);
  afterAll(() => restarts.remove());

  it('an active link goes on working, after a new login', async () => {
    const before = await openWorld(kind, { store: await restarts.open() });
    const customer = await newCustomer(before);
    await activateLink(before, before.openBrowser(), customer);
    await before.close();

    const world = await openWorld(kind, { store: await restarts.open() });
    // The first world's clock was moved on while the approval was collected.
    world.advance(10);
    try {
      const browser = world.openBrowser();
      await login(world, browser, 'pro', customer.pro);
      expect(codeAt(await askToOpen(world, browser, { prompt: 'none' }))).toEqual(expect.any(String));
      const other = world.openBrowser();
      await login(world, other, 'particuliers', customer.particuliers);
      const back = await world.authorize(other, 'outside-pro', { linked_from: 'particuliers', prompt: 'none' });
      expect(codeAt(back)).toEqual(expect.any(String));
      expect((await newestLink(world, customer)).history.map(({ event }) => event)).toEqual([
        'consented',
        'approval_requested',
        'activated',
      ]);
    } finally {
      await world.close();
    }
  });
});

/** One database, opened anew by every server; in memory, what would be lost with the process is handed on. */
function restartable(kind: StoreKind) {
  const clock = () => new Date();
  const database = `restart-${Math.random().toString(36).slice(2)}`;
  const memory = createMemoryStore({ clock });
  const openDatabase = () => openMongoStore({ uri: ownMongoUri(), database, clock });
  return {
    open: async (): Promise<ServerStore> => (kind === 'memory' ? { ...memory, close: async () => {} } : openDatabase()),
    remove: async () => (kind === 'memory' ? memory.close() : (await openDatabase()).drop()),
  };
}
