/** Deliveries of the outbox, in memory. */
import { randomUUID } from 'node:crypto';
import type { Delivery, DeliveryStore, LeasedDelivery } from '../../linking/outbox.ts';
import { requireText } from '../require-text.ts';
import { deliveryKeptUntil } from '../retention.ts';
import { createExpiringMap } from './expiring-map.ts';
import { pageNewestFirst } from './newest-first.ts';
import type { RoundTrip } from './round-trip.ts';

interface Row {
  readonly delivery: Delivery;
  readonly lease?: { readonly id: string; readonly until: Date };
}

export function deliveriesInMemory({ clock, roundTrip }: { clock: () => Date; roundTrip: RoundTrip }): DeliveryStore {
  const rows = createExpiringMap<Row>({ clock, lastDay: ({ delivery }) => deliveryKeptUntil(delivery.status, delivery.dueAt) });
  const all = (matches: (row: Row) => boolean) => [...rows.values()].filter(matches);
  const withStatus = (status: Delivery['status']) => all(({ delivery }) => delivery.status === status).map(({ delivery }) => delivery);

  return {
    async put(deliveries) {
      for (const { id, destination } of deliveries) requireBoth(id, destination);
      const copies = structuredClone(deliveries);
      await roundTrip(() => {
        for (const copy of copies) {
          const known = rows.get(copy.id)?.delivery;
          const isNew = !known || (known.status !== 'due' && known.dueAt < copy.createdAt);
          if (isNew) rows.set(copy.id, { delivery: { ...copy, status: 'due', attempts: 0, dueAt: copy.createdAt } });
        }
      });
    },
    async lease({ now, until, limit, except }) {
      const busy = new Set(except.map((destination) => requireText(destination, 'destination')));
      const leasedUntil = new Date(until);
      return roundTrip(() => {
        const free = all(({ delivery, lease }) => {
          return delivery.status === 'due' && delivery.dueAt <= now && !(lease && lease.until > now) && !busy.has(delivery.destination);
        });
        const longestDue = free.sort((a, b) => a.delivery.dueAt.getTime() - b.delivery.dueAt.getTime()).slice(0, Math.max(0, limit));
        return longestDue.map(({ delivery }): LeasedDelivery => {
          const leased = { delivery: { ...delivery, attempts: delivery.attempts + 1 }, lease: { id: randomUUID(), until: leasedUntil } };
          rows.set(delivery.id, leased);
          return { ...structuredClone(leased.delivery), lease: leased.lease.id };
        });
      });
    },
    async settle(id, lease, settlement) {
      requireText(id, 'id');
      requireText(lease, 'lease');
      const { at, status, ...why } = structuredClone(settlement);
      return roundTrip(() => {
        const row = rows.get(id);
        if (row?.lease?.id !== lease) return false;
        const { lastError: _, ...delivery } = row.delivery;
        rows.set(id, { delivery: { ...delivery, status, dueAt: at, ...('error' in why && { lastError: why.error }) } });
        return true;
      });
    },
    async find(id) {
      requireText(id, 'id');
      return roundTrip(() => structuredClone(rows.get(id)?.delivery));
    },
    async list({ status, after, limit }) {
      requireText(status, 'status');
      if (after !== undefined) requireText(after, 'after');
      return roundTrip(() => {
        const last = after === undefined ? undefined : rows.get(after)?.delivery;
        if (after !== undefined && !last) return [];
        return structuredClone(pageNewestFirst(withStatus(status), { after: last, limit }));
      });
    },
    async retry(id, at) {
      requireText(id, 'id');
      const dueAt = new Date(at);
      return roundTrip(() => {
        const row = rows.get(id);
        if (row?.delivery.status !== 'dead') return false;
        rows.set(id, { delivery: { ...row.delivery, status: 'due', dueAt, createdAt: dueAt, attempts: 0 } });
        return true;
      });
    },
    async counts() {
      return roundTrip(() => {
        const due = withStatus('due');
        const [first] = due.map(({ createdAt }) => createdAt).sort((a, b) => a.getTime() - b.getTime());
        return { due: due.length, dead: withStatus('dead').length, ...(first && { oldest: new Date(first) }) };
      });
    },
  };
}

function requireBoth(id: string, destination: string): void {
  requireText(id, 'id');
  requireText(destination, 'destination');
}
