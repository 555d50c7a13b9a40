/** The worker on both stores: what it does once, what it does again, and what it gives up. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { DeliveryFailure, RefusedForGood } from '../../src/events/delivery-failure.ts';
import type { DeliveryStore } from '../../src/linking/outbox.ts';
import { describeOnStores } from '../ground/stores.ts';
import { createTestClock, type TestClock } from '../storage/contracts/subject.ts';
import { openStore } from './open-store.ts';
import { now } from './transmitter.ts';
import { newDelivery, openWorker, putMany } from './worker-world.ts';

describeOnStores('the worker', (kind) => {
  let clock: TestClock;
  let deliveries: DeliveryStore;
  let close: () => Promise<void>;
  beforeEach(async () => {
    clock = createTestClock(now);
    const opened = await openStore(kind, clock);
    deliveries = opened.store.deliveries;
    close = opened.close;
  });
  afterEach(() => close());

  test('sends what is due, once, and tells how long it took', async () => {
    const { worker, sent, events } = openWorker({ deliveries, clock });
    await deliveries.put([newDelivery('logout:1')]);
    clock.advance(2);
    await worker.run();
    await worker.run();
    expect(sent).toMatchObject([{ id: 'logout:1', attempts: 1, payload: { sid: 'logout:1' } }]);
    expect(events).toEqual([{ event: 'delivery.done', kind: 'backchannel_logout', destination: 'rp', attempts: 1, delay_ms: 2_000 }]);
    expect(await deliveries.find('logout:1')).toMatchObject({ status: 'done', dueAt: clock() });
  });

  test('prepares until there is nothing more to prepare, then sends it all', async () => {
    const batches = [['a', 'b'], ['c']];
    const { worker, sent } = openWorker({
      deliveries,
      clock,
      async prepare() {
        const batch = batches.shift();
        if (batch) await deliveries.put(batch.map((id) => newDelivery(id)));
        return batch !== undefined;
      },
    });
    await worker.run();
    expect(sent.map(({ id }) => id).sort()).toEqual(['a', 'b', 'c']);
  });

  test('beside another one sends each of 200 deliveries exactly once', async () => {
    const ids = await putMany(deliveries, 200, (index) => `rp-${index % 20}`);
    const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
    const workers = [openWorker({ deliveries, clock, send: turn }), openWorker({ deliveries, clock, send: turn })];
    await Promise.all(workers.map(({ worker }) => worker.run()));
    expect(workers.flatMap(({ sent }) => sent.map(({ id }) => id)).sort()).toEqual([...ids].sort());
    for (const { sent } of workers) expect(sent).not.toEqual([]);
    expect(await deliveries.counts()).toEqual({ due: 0, dead: 0 });
  });

  test('that died leaves its deliveries to another one, when its lease is over', async () => {
    await deliveries.put([newDelivery('logout:1')]);
    const [held] = await deliveries.lease({ now: clock(), until: new Date(clock().getTime() + 15_000), limit: 1, except: [] });
    const { worker, sent } = openWorker({ deliveries, clock });
    clock.advance(14);
    await worker.run();
    expect(sent).toEqual([]);
    clock.advance(1);
    await worker.run();
    expect(sent).toMatchObject([{ id: 'logout:1', attempts: 2 }]);
    // It was not dead after all: what it has to say comes too late.
    expect(await deliveries.settle('logout:1', held?.lease ?? '', { status: 'dead', at: clock(), error: 'late' })).toBe(false);
    expect(await deliveries.find('logout:1')).toMatchObject({ status: 'done' });
  });

  test('tries again after a while, for longer each time, and says why', async () => {
    let failures = 3;
    const { worker, sent, events } = openWorker({
      deliveries,
      clock,
      async send() {
        failures -= 1;
        if (failures >= 0) throw new DeliveryFailure('status 500');
      },
    });
    await deliveries.put([newDelivery('set:1')]);
    for (const [attempts, wait] of [501, 1_001, 2_001].entries()) {
      await worker.run();
      expect(await deliveries.find('set:1')).toMatchObject({ status: 'due', attempts: attempts + 1, lastError: 'status 500' });
      clock.advance((wait - 1) / 1000);
      await worker.run();
      expect(sent).toHaveLength(attempts + 1);
      clock.advance(0.001);
    }
    await worker.run();
    expect(await deliveries.find('set:1')).toMatchObject({ status: 'done', attempts: 4 });
    expect(events.map(({ event }) => event)).toEqual(['delivery.failed', 'delivery.failed', 'delivery.failed', 'delivery.done']);
    expect(events[0]).toEqual({
      event: 'delivery.failed',
      kind: 'backchannel_logout',
      destination: 'rp',
      attempts: 1,
      reason: 'status 500',
    });
  });

  test('buries what a day has not delivered, and tries it once more when it is told to', async () => {
    const { worker, sent, events } = openWorker({ deliveries, clock, send: () => Promise.reject(new DeliveryFailure('status 503')) });
    await deliveries.put([newDelivery('set:1')]);
    // Never before it was tried a few times: an outage of ours is no fault of theirs.
    for (let attempt = 1; attempt < 8; attempt += 1) {
      clock.advance(24 * 60 * 60);
      await worker.run();
      expect(events.at(-1)).toMatchObject({ event: 'delivery.failed', attempts: attempt });
    }
    clock.advance(24 * 60 * 60);
    await worker.run();
    expect(events.at(-1)).toMatchObject({ event: 'delivery.dead', attempts: 8, reason: 'status 503' });
    expect(await deliveries.list({ status: 'dead', limit: 10 })).toMatchObject([{ id: 'set:1', lastError: 'status 503' }]);
    expect(await deliveries.retry('set:1', clock())).toBe(true);
    await worker.run();
    expect(sent).toHaveLength(9);
  });

  test('buries at once what is refused for good', async () => {
    const { worker, events } = openWorker({
      deliveries,
      clock,
      send: () => Promise.reject(new RefusedForGood('status 400 invalid_audience')),
    });
    await deliveries.put([newDelivery('set:1')]);
    await worker.run();
    expect(await deliveries.find('set:1')).toMatchObject({ status: 'dead', attempts: 1, lastError: 'status 400 invalid_audience' });
    expect(events.map(({ event }) => event)).toEqual(['delivery.dead']);
  });

  test.each([
    [
      'of the library, for a status',
      Object.assign(new Error('expected 200 OK from https://rp/sub/camille'), { response: { status: 502 } }),
      'status 502',
    ],
    [
      'of the network',
      new TypeError('fetch failed', { cause: Object.assign(new Error('camille'), { code: 'ECONNREFUSED' }) }),
      'TypeError ECONNREFUSED',
    ],
    ['of a timeout', new DOMException('camille', 'TimeoutError'), 'TimeoutError'],
    ['of anybody', new RangeError('camille'), 'RangeError'],
  ])('keeps of an error %s no words of the other side', async (_, error, kept) => {
    const { worker } = openWorker({ deliveries, clock, send: () => Promise.reject(error) });
    await deliveries.put([newDelivery('set:1')]);
    await worker.run();
    expect((await deliveries.find('set:1'))?.lastError).toBe(kept);
  });
});
