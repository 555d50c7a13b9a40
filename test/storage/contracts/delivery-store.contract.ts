/**
 * What every DeliveryStore must keep; each case proves one sentence of src/linking/outbox.ts. A case leases from a time of its own, before
 * that of the others, and settles what it leased: a store does not say whose delivery it leases.
 */
import { describe, expect, test } from '@jest/globals';
import { nanoid } from 'nanoid';
import type { Delivery, LeasedDelivery, NewDelivery } from '../../../src/linking/outbox.ts';
import { later, newDelivery } from './samples.ts';
import { operatorCorpus, type Subject } from './subject.ts';

/** Each case comes an hour before the ones before it. */
let hour = -10;

export function deliveryStoreContract(subject: () => Subject): void {
  const deliveries = () => subject().store.deliveries;

  function ownTime(): (seconds: number) => Date {
    hour -= 1;
    const begin = 3600 * hour;
    return (seconds) => later(begin + seconds);
  }

  const lease = (now: Date, until: Date, { limit = 10, except = [] as readonly string[] } = {}) =>
    deliveries().lease({ now, until, limit, except });

  async function leaseOne(now: Date, until: Date): Promise<LeasedDelivery> {
    const [leased] = await lease(now, until, { limit: 1 });
    if (!leased) throw new Error('nothing was leased');
    return leased;
  }

  async function done(leased: readonly LeasedDelivery[], at: Date): Promise<void> {
    for (const { id, lease } of leased) expect(await deliveries().settle(id, lease, { status: 'done', at })).toBe(true);
  }

  /** A delivery that was tried once and given up. */
  async function dead(delivery: NewDelivery, at: Date): Promise<Delivery> {
    await deliveries().put([delivery]);
    const { id, lease } = await leaseOne(at, later(0));
    expect(id).toBe(delivery.id);
    expect(await deliveries().settle(id, lease, { status: 'dead', at, error: '410' })).toBe(true);
    return { ...delivery, status: 'dead', attempts: 1, dueAt: at, lastError: '410' };
  }

  const asPut = (delivery: NewDelivery): Delivery => ({ ...delivery, status: 'due', attempts: 0, dueAt: delivery.createdAt });
  const ids = (found: readonly Delivery[]) => found.map(({ id }) => id);

  describe('put', () => {
    test('makes each due at once, and it is found by its id, all of it', async () => {
      const made = [newDelivery(), newDelivery({ kind: 'security_event', destination: 'risk', payload: {} })];
      await deliveries().put(made);
      for (const delivery of made) expect(await deliveries().find(delivery.id)).toEqual(asPut(delivery));
      expect(await deliveries().find(nanoid())).toBeUndefined();
    });

    test('of none is none', async () => {
      await expect(deliveries().put([])).resolves.toBeUndefined();
    });

    test('leaves one that is due, or was settled since it was put, as it is, and puts the others', async () => {
      const at = ownTime();
      const made = await dead(newDelivery({ createdAt: at(0) }), at(1));
      const due = newDelivery({ createdAt: at(0) });
      await deliveries().put([due]);
      const second = newDelivery({ createdAt: at(9) });
      const late = [
        newDelivery({ id: made.id, destination: 'elsewhere', createdAt: at(1) }),
        newDelivery({ id: due.id, createdAt: at(2) }),
      ];
      await deliveries().put([...late, second]);
      expect(await deliveries().find(made.id)).toEqual(made);
      expect(await deliveries().find(due.id)).toEqual(asPut(due));
      expect(await deliveries().find(second.id)).toEqual(asPut(second));
      await done(await lease(at(9), at(60)), at(10));
    });

    test('makes one that was settled before due again: what it tells has happened again', async () => {
      const at = ownTime();
      const made = await dead(newDelivery({ createdAt: at(0) }), at(1));
      const again = newDelivery({ id: made.id, createdAt: at(2) });
      await deliveries().put([again]);
      expect(await deliveries().find(made.id)).toEqual(asPut(again));
      await done([await leaseOne(at(3), at(60))], at(4));
    });

    test('of one twice in one call puts the first', async () => {
      const delivery = newDelivery();
      await deliveries().put([delivery, { ...delivery, destination: 'elsewhere' }]);
      expect(await deliveries().find(delivery.id)).toEqual(asPut(delivery));
    });

    test('takes a copy, and gives copies', async () => {
      const delivery = newDelivery();
      const given = structuredClone(delivery);
      await deliveries().put([given]);
      Object.assign(given.payload, { accountId: 'changed by the writer' });
      Object.assign((await deliveries().find(delivery.id))?.payload ?? {}, { accountId: 'changed by the reader' });
      expect(await deliveries().find(delivery.id)).toEqual(asPut(delivery));
    });
  });

  describe('lease', () => {
    test('gives those that are due, the longest due first, up to the limit', async () => {
      const at = ownTime();
      const [third, first, second, later] = [3, 1, 2, 9].map((seconds) => newDelivery({ createdAt: at(seconds) }));
      const made = [third, first, second, later].filter((delivery) => delivery !== undefined);
      await deliveries().put(made);
      expect(await lease(at(0), at(60))).toEqual([]);
      expect(await lease(at(5), at(60), { limit: 0 })).toEqual([]);
      const two = await lease(at(5), at(60), { limit: 2 });
      expect(ids(two)).toEqual([first?.id, second?.id]);
      const rest = await lease(at(9), at(60));
      expect(ids(rest)).toEqual([third?.id, later?.id]);
      await done([...two, ...rest], at(10));
    });

    test('counts the attempt, and says all of the delivery', async () => {
      const at = ownTime();
      const delivery = newDelivery({ createdAt: at(0) });
      await deliveries().put([delivery]);
      const leased = await leaseOne(at(0), at(60));
      expect(leased).toEqual({ ...asPut(delivery), attempts: 1, lease: expect.any(String) });
      expect(await deliveries().find(delivery.id)).toEqual({ ...asPut(delivery), attempts: 1 });
      await done([leased], at(1));
    });

    test('is held until its time, and then anybody may have it, under another word', async () => {
      const at = ownTime();
      await deliveries().put([newDelivery({ createdAt: at(0) })]);
      const first = await leaseOne(at(0), at(60));
      expect(await lease(at(59.999), at(90))).toEqual([]);
      const second = await leaseOne(at(60), at(90));
      expect(second).toEqual({ ...first, attempts: 2, lease: expect.any(String) });
      expect(second.lease).not.toBe(first.lease);
      await done([second], at(61));
    });

    test('gives none to a destination that is excepted', async () => {
      const at = ownTime();
      const [slow, down, well] = ['slow', 'down', 'well'].map((destination) => newDelivery({ destination, createdAt: at(0) }));
      await deliveries().put([slow, down, well].filter((delivery) => delivery !== undefined));
      const others = await lease(at(1), at(60), { except: ['slow', 'down'] });
      expect(ids(others)).toEqual([well?.id]);
      const rest = await lease(at(1), at(60), { except: ['nobody'] });
      expect(new Set(ids(rest))).toEqual(new Set([slow?.id, down?.id]));
      await done([...others, ...rest], at(2));
    });
  });

  describe('settle', () => {
    test('done is not leased again, and has no error any more', async () => {
      const at = ownTime();
      const delivery = newDelivery({ createdAt: at(0) });
      await deliveries().put([delivery]);
      const first = await leaseOne(at(0), at(60));
      await deliveries().settle(first.id, first.lease, { status: 'due', at: at(5), error: '503' });
      await done([await leaseOne(at(5), at(60))], at(6));
      expect(await deliveries().find(delivery.id)).toEqual({ ...delivery, status: 'done', attempts: 2, dueAt: at(6) });
      expect(await lease(at(1000), at(1060))).toEqual([]);
    });

    test('due is leased again at its time and not before, and says why', async () => {
      const at = ownTime();
      const delivery = newDelivery({ createdAt: at(0) });
      await deliveries().put([delivery]);
      const { lease: word } = await leaseOne(at(0), at(60));
      expect(await deliveries().settle(delivery.id, word, { status: 'due', at: at(30), error: '503' })).toBe(true);
      expect(await deliveries().find(delivery.id)).toEqual({ ...asPut(delivery), attempts: 1, dueAt: at(30), lastError: '503' });
      expect(await lease(at(29.999), at(60))).toEqual([]);
      const again = await leaseOne(at(30), at(60));
      expect(again).toMatchObject({ id: delivery.id, attempts: 2, lastError: '503' });
      await done([again], at(31));
    });

    test('dead is not leased again, and says why', async () => {
      const at = ownTime();
      const made = await dead(newDelivery({ createdAt: at(0) }), at(1));
      expect(await deliveries().find(made.id)).toEqual(made);
      expect(await lease(at(1000), at(1060))).toEqual([]);
    });

    test('by anybody but the holder is false, and writes nothing', async () => {
      const at = ownTime();
      const delivery = newDelivery({ createdAt: at(0) });
      await deliveries().put([delivery]);
      const settlement = { status: 'done', at: at(1) } as const;
      expect(await deliveries().settle(delivery.id, nanoid(), settlement)).toBe(false);
      const first = await leaseOne(at(0), at(60));
      expect(await deliveries().settle(delivery.id, nanoid(), settlement)).toBe(false);
      expect(await deliveries().settle(nanoid(), first.lease, settlement)).toBe(false);
      const second = await leaseOne(at(60), at(90));
      expect(await deliveries().settle(delivery.id, first.lease, settlement)).toBe(false);
      expect(await deliveries().find(delivery.id)).toEqual({ ...asPut(delivery), attempts: 2 });
      await done([second], at(61));
    });

    test('twice is once: who has settled holds it no more', async () => {
      const at = ownTime();
      const delivery = newDelivery({ createdAt: at(0) });
      await deliveries().put([delivery]);
      for (const [seconds, settlement] of [
        [0, { status: 'due', at: at(5), error: '503' }],
        [5, { status: 'dead', at: at(6), error: '410' }],
      ] as const) {
        const { lease: word } = await leaseOne(at(seconds), at(60));
        expect(await deliveries().settle(delivery.id, word, settlement)).toBe(true);
        const settled = await deliveries().find(delivery.id);
        expect(await deliveries().settle(delivery.id, word, { status: 'done', at: at(7) })).toBe(false);
        expect(await deliveries().find(delivery.id)).toEqual(settled);
      }
    });
  });

  describe('list', () => {
    test('answers those of a status, newest first, page by page, none twice and none left out', async () => {
      const at = ownTime();
      // Several of one moment, so that a page ends among them.
      const made = [];
      for (const seconds of [0, 1, 1, 1, 2]) made.push(await dead(newDelivery({ createdAt: at(seconds) }), at(seconds)));
      const due = newDelivery({ createdAt: at(1) });
      await deliveries().put([due]);

      const all = await deliveries().list({ status: 'dead', limit: 1000 });
      expect(all).toEqual(expect.arrayContaining(made));
      expect(ids(all)).not.toContain(due.id);
      const times = all.map(({ createdAt }) => createdAt.getTime());
      expect(times).toEqual(times.toSorted((a, b) => b - a));

      const read: Delivery[] = [];
      for (let page: readonly Delivery[] = []; read.length === 0 || page.length > 0; read.push(...page)) {
        const after = read.at(-1)?.id;
        page = await deliveries().list({ status: 'dead', limit: 2, ...(after !== undefined && { after }) });
        expect(page.length).toBeLessThanOrEqual(2);
      }
      expect(read).toEqual(all);
      expect(ids(await deliveries().list({ status: 'due', limit: 1000 }))).toContain(due.id);
      await done(await lease(at(3), at(60)), at(4));
      expect(ids(await deliveries().list({ status: 'done', limit: 1000 }))).toContain(due.id);
    });

    test('goes on after one whose status has changed since; not after one that is not there', async () => {
      const at = ownTime();
      const older = await dead(newDelivery({ createdAt: at(0) }), at(0));
      const newer = await dead(newDelivery({ createdAt: at(1) }), at(1));
      await deliveries().retry(newer.id, at(2));
      expect(ids(await deliveries().list({ status: 'dead', after: newer.id, limit: 1 }))).toEqual([older.id]);
      expect(await deliveries().list({ status: 'dead', after: nanoid(), limit: 10 })).toEqual([]);
      expect(await deliveries().list({ status: 'dead', limit: 0 })).toEqual([]);
      await done(await lease(at(2), at(60)), at(3));
    });
  });

  describe('retry', () => {
    test('makes a dead delivery due again', async () => {
      const at = ownTime();
      const made = await dead(newDelivery({ createdAt: at(0) }), at(1));
      expect(await deliveries().retry(made.id, at(5))).toBe(true);
      expect(await deliveries().find(made.id)).toEqual({ ...made, status: 'due', dueAt: at(5), createdAt: at(5), attempts: 0 });
      expect(await lease(at(4), at(60))).toEqual([]);
      const again = await leaseOne(at(5), at(60));
      expect(again).toMatchObject({ id: made.id, attempts: 1 });
      await done([again], at(6));
    });

    test('of one that is not dead is false, and writes nothing', async () => {
      const at = ownTime();
      const delivery = newDelivery({ createdAt: at(0) });
      await deliveries().put([delivery]);
      expect(await deliveries().retry(delivery.id, at(5))).toBe(false);
      const leased = await leaseOne(at(0), at(60));
      expect(await deliveries().retry(delivery.id, at(5))).toBe(false);
      await done([leased], at(1));
      expect(await deliveries().retry(delivery.id, at(5))).toBe(false);
      expect(await deliveries().find(delivery.id)).toEqual({ ...delivery, status: 'done', attempts: 1, dueAt: at(1) });
      expect(await deliveries().retry(nanoid(), at(5))).toBe(false);
    });
  });

  test('counts says how many are due and dead, and when the oldest due one was put', async () => {
    const at = ownTime();
    const before = await deliveries().counts();
    const gone = await dead(newDelivery({ createdAt: at(0) }), at(0));
    const [first, second] = [newDelivery({ createdAt: at(1) }), newDelivery({ createdAt: at(2) })];
    await deliveries().put([second, first]);
    expect(await deliveries().counts()).toEqual({ due: before.due + 2, dead: before.dead + 1, oldest: at(1) });
    const leased = await leaseOne(at(1), at(60));
    expect(leased.id).toBe(first.id);
    // Leased is still due: it is told when it is settled.
    expect(await deliveries().counts()).toMatchObject({ due: before.due + 2, oldest: at(1) });
    await done([leased], at(3));
    expect(await deliveries().counts()).toEqual({ due: before.due + 1, dead: before.dead + 1, oldest: at(2) });
    await deliveries().retry(gone.id, at(3));
    expect(await deliveries().counts()).toEqual({ due: before.due + 2, dead: before.dead, oldest: at(2) });
    await done(await lease(at(4), at(60)), at(5));
    expect(await deliveries().counts()).toEqual(before);
  });

  test.each(operatorCorpus)('T45: %s in the place of an id is refused', async (_, smuggled) => {
    const settlement = { status: 'done', at: later(0) } as const;
    await expect(deliveries().put([newDelivery({ id: smuggled })])).rejects.toThrow(TypeError);
    await expect(deliveries().put([newDelivery({ destination: smuggled })])).rejects.toThrow(TypeError);
    await expect(lease(later(0), later(1), { except: [smuggled] })).rejects.toThrow(TypeError);
    await expect(deliveries().settle(smuggled, 'a', settlement)).rejects.toThrow(TypeError);
    await expect(deliveries().settle('a', smuggled, settlement)).rejects.toThrow(TypeError);
    await expect(deliveries().find(smuggled)).rejects.toThrow(TypeError);
    await expect(deliveries().retry(smuggled, later(0))).rejects.toThrow(TypeError);
    await expect(deliveries().list({ status: smuggled, limit: 10 })).rejects.toThrow(TypeError);
    // Nothing at all in the place of the optional cursor is the first page.
    if (smuggled !== undefined) await expect(deliveries().list({ status: 'due', after: smuggled, limit: 10 })).rejects.toThrow(TypeError);
  });
}
