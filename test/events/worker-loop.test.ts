/** The worker while it runs: who waits for whom, what wakes it, and what an outage does to it. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Delivery, DeliveryStore } from '../../src/linking/outbox.ts';
import { createMemoryStore } from '../../src/storage/memory/memory-store.ts';
import { now } from './transmitter.ts';
import { never, newDelivery, openWorker, putMany, type WorkerWorld } from './worker-world.ts';

const clock = () => now;
const unanswered = () => new Promise<never>(() => undefined);

describe('a worker that was started', () => {
  let deliveries: DeliveryStore;
  let world: WorkerWorld;
  beforeEach(() => {
    deliveries = createMemoryStore({ clock }).deliveries;
  });
  afterEach(() => world.worker.stop());

  test('tells one destination at once while another never answers', async () => {
    await putMany(deliveries, 100, () => 'silent');
    await deliveries.put([newDelivery('news', 'quick')]);
    world = openWorker({ deliveries, clock, patience: 500, send: ({ destination }) => (destination === 'silent' ? unanswered() : done()) });
    world.worker.start();
    await world.told('delivery.done');
    expect(world.sent.filter(({ destination }) => destination === 'silent')).toHaveLength(4);
    expect(world.events).toMatchObject([{ event: 'delivery.done', destination: 'quick' }]);
    await world.told('delivery.failed', 4);
    expect(world.events.at(-1)).toMatchObject({ event: 'delivery.failed', destination: 'silent', reason: 'no answer in time' });
  });

  test('has 4 deliveries under way to one destination and 32 in all, and goes on when there is room', async () => {
    const gauge = createGauge();
    await putMany(deliveries, 90, (index) => `rp-${index % 3}`);
    world = openWorker({ deliveries, clock, send: gauge.send });
    world.worker.start();
    await world.told('delivery.done', 90);
    expect(gauge.mostOf('rp-0')).toBe(4);

    await putMany(deliveries, 290, (index) => `bank-${index}`);
    world.worker.nudge();
    await world.told('delivery.done', 90 + 200);
    expect(gauge.most()).toBe(32);
  });

  test('is woken by a nudge, however long it would rest', async () => {
    const started = Promise.withResolvers<void>();
    world = openWorker({
      deliveries,
      clock,
      interval: never,
      async prepare() {
        started.resolve();
        return false;
      },
    });
    world.worker.start();
    await started.promise;
    await deliveries.put([newDelivery('news')]);
    world.worker.nudge();
    await world.told('delivery.done');
    expect(world.sent.map(({ id }) => id)).toEqual(['news']);
  });

  test('does not lose a nudge that comes while it is looking', async () => {
    let looks = 0;
    const third = Promise.withResolvers<void>();
    world = openWorker({
      deliveries,
      clock,
      async prepare() {
        looks += 1;
        if (looks < 3) for (let nudge = 0; nudge < 10; nudge += 1) world.worker.nudge();
        else third.resolve();
        return false;
      },
    });
    world.worker.start();
    await third.promise;
    // Ten nudges were one each time: the third look nudged nobody, so there is no fourth.
    await world.worker.stop();
    expect(looks).toBe(3);
  });

  test('finds without a nudge what others have left', async () => {
    world = openWorker({ deliveries, clock, interval: 5 });
    world.worker.start();
    await deliveries.put([newDelivery('of another node')]);
    await world.told('delivery.done');
  });

  test('outlives a store that does not answer, and tells the operator', async () => {
    let outage = true;
    const failing: DeliveryStore = {
      ...deliveries,
      lease: (request) => (outage ? Promise.reject(new Error('connection timed out')) : deliveries.lease(request)),
    };
    await deliveries.put([newDelivery('news')]);
    world = openWorker({ deliveries: failing, clock, interval: 5 });
    world.worker.start();
    await world.told('fault', 3);
    outage = false;
    await world.told('delivery.done');
    expect(world.events[0]).toMatchObject({ event: 'fault', error: expect.objectContaining({ message: 'connection timed out' }) });
  });

  test('rests between two looks at a store that does not answer, whoever nudges', async () => {
    let looks = 0;
    world = openWorker({
      deliveries,
      clock,
      async prepare() {
        looks += 1;
        throw new Error('connection timed out');
      },
    });
    world.worker.start();
    await world.told('fault');
    for (let nudge = 0; nudge < 10; nudge += 1) {
      world.worker.nudge();
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
    expect(looks).toBe(1);
  });

  test('leaves to the end of its lease what was sent and could not be settled', async () => {
    const failing: DeliveryStore = { ...deliveries, settle: () => Promise.reject(new Error('connection timed out')) };
    await deliveries.put([newDelivery('news')]);
    world = openWorker({ deliveries: failing, clock });
    world.worker.start();
    await world.told('fault');
    expect(await deliveries.find('news')).toMatchObject({ status: 'due', attempts: 1 });
  });

  test('stops when what is under way is over, takes up nothing more, and can be started again', async () => {
    const underWay = Promise.withResolvers<void>();
    const answer = Promise.withResolvers<void>();
    await deliveries.put([newDelivery('under way')]);
    world = openWorker({
      deliveries,
      clock,
      send() {
        underWay.resolve();
        return answer.promise;
      },
    });
    world.worker.start();
    await underWay.promise;
    const stopped = world.worker.stop();
    await deliveries.put([newDelivery('too late')]);
    world.worker.nudge();
    answer.resolve();
    await stopped;
    expect(world.events.map(({ event }) => event)).toEqual(['delivery.done']);
    expect(await deliveries.find('too late')).toMatchObject({ status: 'due', attempts: 0 });
    world.worker.start();
    await world.told('delivery.done', 2);
  });

  test('may be told to run to the end as well', async () => {
    const ids = await putMany(deliveries, 50, (index) => `rp-${index % 5}`);
    world = openWorker({ deliveries, clock });
    world.worker.start();
    await world.worker.run();
    expect(world.sent.map(({ id }) => id).sort()).toEqual([...ids].sort());
    expect(await deliveries.counts()).toEqual({ due: 0, dead: 0 });
  });

  test('does not mind what comes after its patience', async () => {
    const late = Promise.withResolvers<void>();
    await deliveries.put([newDelivery('slow')]);
    world = openWorker({ deliveries, clock, patience: 5, send: () => late.promise });
    world.worker.start();
    await world.told('delivery.failed');
    late.reject(new Error('much too late'));
    await world.worker.stop();
    expect(world.events).toHaveLength(1);
    expect(await deliveries.find('slow')).toMatchObject({ status: 'due', lastError: 'no answer in time' });
  });
});

async function done(): Promise<void> {}

/** How many deliveries were under way at most. */
function createGauge() {
  const underWay = new Map<string, number>();
  const mostOf = new Map<string, number>();
  let most = 0;
  const add = (destination: string, change: number) => underWay.set(destination, (underWay.get(destination) ?? 0) + change);
  return {
    async send({ destination }: Delivery): Promise<void> {
      add(destination, 1);
      mostOf.set(destination, Math.max(mostOf.get(destination) ?? 0, underWay.get(destination) ?? 0));
      most = Math.max(
        most,
        [...underWay.values()].reduce((sum, count) => sum + count, 0),
      );
      for (let turn = 0; turn < 50; turn += 1) await new Promise<void>((resolve) => setImmediate(resolve));
      add(destination, -1);
    },
    mostOf: (destination: string) => mostOf.get(destination),
    most: () => most,
  };
}
