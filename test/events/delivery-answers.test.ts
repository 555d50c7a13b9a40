/** A store of deliveries that answers nonsense: a fault that is logged, and the delivery is made once when the store answers again. */
import { beforeEach, describe, expect, test } from '@jest/globals';
import type { DeliveryStore } from '../../src/linking/outbox.ts';
import { createPorts } from '../../src/oidc/ports.ts';
import { createMemoryStore } from '../../src/storage/memory/memory-store.ts';
import { now } from './transmitter.ts';
import { newDelivery, openWorker } from './worker-world.ts';

const clock = () => now;
const due = { ...newDelivery('news'), status: 'due', attempts: 1, dueAt: now, lease: 'held' };

describe('deliveries, of a store that answers nonsense', () => {
  let store: ReturnType<typeof createMemoryStore>;
  beforeEach(async () => {
    store = createMemoryStore({ clock });
    await store.deliveries.put([newDelivery('news')]);
  });

  /** What the rooms get, where the next call of a method is answered with nonsense, its work done. */
  function guardedWith(method: keyof DeliveryStore, nonsense: unknown): DeliveryStore {
    let isNext = true;
    const honest = store.deliveries;
    const faulty = new Proxy(honest, {
      get(target, property) {
        const member: unknown = Reflect.get(target, property, target);
        if (property !== method || typeof member !== 'function') return member;
        return async (...asked: unknown[]) => {
          const answer: unknown = await Reflect.apply(member, target, asked);
          if (!isNext) return answer;
          isNext = false;
          return nonsense;
        };
      },
    });
    return createPorts({ store: { ...store, deliveries: faulty }, directory: noDirectory, approvers: {} }).store.deliveries;
  }

  const leases = [undefined, null, {}, 'news', 42, [{}], [null], [{ ...due, lease: undefined }], [{ ...due, status: 'done' }], [due, due]];
  test.each(leases.map((nonsense) => [JSON.stringify(nonsense) ?? 'undefined', nonsense]))('lease: %s', async (_, nonsense) => {
    const deliveries = guardedWith('lease', nonsense);
    const world = openWorker({ deliveries, clock: () => time, interval: 1 });
    let time = now;
    world.worker.start();
    await world.told('fault');
    expect(world.sent).toEqual([]);
    // The lease that nobody heard of runs out.
    time = new Date(now.getTime() + 60_000);
    await world.told('delivery.done');
    await world.worker.stop();
    expect([world.sent.map(({ id }) => id), (await store.deliveries.find('news'))?.status]).toEqual([['news'], 'done']);
    expect(world.events.map(({ event }) => event)).toEqual(['fault', 'delivery.done']);
  });

  test.each([undefined, null, {}, 'yes', 1])('settle: %j is no word of what was settled', async (nonsense) => {
    const world = openWorker({ deliveries: guardedWith('settle', nonsense), clock });
    await world.worker.run();
    expect(world.events.map(({ event }) => event)).toEqual(['fault']);
    expect(world.sent).toHaveLength(1);
  });

  test.each([
    ['find', {}, (deliveries: DeliveryStore) => deliveries.find('news')],
    ['find', { ...due, id: 'other' }, (deliveries: DeliveryStore) => deliveries.find('news')],
    ['list', [{ ...due, status: 'dead' }], (deliveries: DeliveryStore) => deliveries.list({ status: 'due', limit: 5 })],
    ['list', null, (deliveries: DeliveryStore) => deliveries.list({ status: 'due', limit: 5 })],
    ['retry', undefined, (deliveries: DeliveryStore) => deliveries.retry('news', now)],
    ['counts', { due: -1, dead: 0 }, (deliveries: DeliveryStore) => deliveries.counts()],
    ['counts', { due: 0, dead: 0, oldest: 'long ago' }, (deliveries: DeliveryStore) => deliveries.counts()],
  ] as const)('%s: %j is an outage, and the next answer counts', async (method, nonsense, ask) => {
    const deliveries = guardedWith(method, nonsense);
    await expect(ask(deliveries)).rejects.toMatchObject({ status: 503 });
    await expect(ask(deliveries)).resolves.toEqual(await ask(store.deliveries));
  });
});

const noDirectory = { spaceOf: async () => undefined, accounts: async () => new Map(), counterparts: async () => [] };
