/** The memory store keeps the contracts, answering at once and answering late, and does not grow for ever. */
import { describe, expect, test } from '@jest/globals';
import { nanoid } from 'nanoid';
import { createMemoryStore } from '../../src/storage/memory/memory-store.ts';
import { later, newDelivery } from './contracts/samples.ts';
import { storeContract } from './contracts/store.contract.ts';
import { createTestClock } from './contracts/subject.ts';

describe('a store', () => {
  describe('on memory', () => {
    const clock = createTestClock();
    const store = createMemoryStore({ clock });
    storeContract(() => ({ clock, store }));
  });
});

describe('a store that answers late and out of order', () => {
  describe('on memory', () => {
    const clock = createTestClock();
    const store = createMemoryStore({ clock, latency: unevenLatency() });
    storeContract(() => ({ clock, store }));
  });
});

describe('the memory store', () => {
  test('once closed, throws instead of answering "not found"', async () => {
    const store = createMemoryStore({ clock: createTestClock() });
    await store.close();
    await expect(store.links.find('a')).rejects.toThrow('closed');
    await expect(store.artifacts('Session').find('a')).rejects.toThrow('closed');
    await expect(store.artifacts('Session').consume('a')).rejects.toThrow('closed');
    await expect(store.linkedLogins.find('a')).rejects.toThrow('closed');
    await expect(store.policyStates.find('a')).rejects.toThrow('closed');
    await expect(store.deliveries.counts()).rejects.toThrow('closed');
    await expect(store.feeds.lastHeard('a')).rejects.toThrow('closed');
  });

  test('forgets artifacts and single-use keys whose time is over, and keeps the others', async () => {
    const clock = createTestClock();
    const { artifacts, replay } = createMemoryStore({ clock });
    const [lasting, uid] = [nanoid(), nanoid()];
    await artifacts('Session').upsert(lasting, { uid }, 1e6);
    await artifacts('AccessToken').upsert('first', { grantId: 'g' }, 60);
    await replay.firstUse('first', new Date(clock().getTime() + 60_000));
    clock.advance(61);
    for (let index = 0; index < 1100; index += 1) {
      await artifacts('AccessToken').upsert(`later ${index}`, {}, 60);
      await replay.firstUse(`later ${index}`, new Date(clock().getTime() + 60_000));
    }
    expect(await artifacts('AccessToken').find('first')).toBeUndefined();
    expect(await artifacts('AccessToken').find('later 0')).toEqual({});
    expect(await artifacts('Session').findByUid(uid)).toEqual({ uid });
    expect(await replay.firstUse('later 0', clock())).toBe(false);
  });
});

test('the memory store forgets deliveries that are done, after their last day, and no due one', async () => {
  const clock = createTestClock();
  const { deliveries } = createMemoryStore({ clock });
  const [due, settled] = [newDelivery({ createdAt: later(1) }), newDelivery()];
  await deliveries.put([due, settled]);
  const [leased] = await deliveries.lease({ now: later(0), until: later(60), limit: 1, except: [] });
  await deliveries.settle(settled.id, leased?.lease ?? '', { status: 'done', at: clock() });
  const many = () => deliveries.put(Array.from({ length: 1100 }, () => newDelivery({ createdAt: clock() })));
  clock.advance(6 * 86_400);
  await many();
  expect(await deliveries.find(settled.id)).toMatchObject({ status: 'done' });
  clock.advance(2 * 86_400);
  await many();
  expect(await deliveries.find(settled.id)).toBeUndefined();
  expect(await deliveries.find(due.id)).toMatchObject({ status: 'due' });
});

/** Every call waits for another number of turns of the event loop, so that calls overtake each other. */
function unevenLatency(): () => Promise<void> {
  let calls = 0;
  return async function latency() {
    calls += 1;
    for (let turn = 0; turn < (calls * 7) % 4; turn += 1) await new Promise<void>((resolve) => setImmediate(resolve));
  };
}
