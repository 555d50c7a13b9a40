/** Account links, in memory. What MongoDB holds by a unique index is held here by a map from exclusive key to link. */
import { type AccountLink, type AccountLinkStore, exclusiveKeys, sidesFor } from '../../linking/account-link.ts';
import { requireText } from '../require-text.ts';
import { linkKeptUntil } from '../retention.ts';
import { createExpiringMap } from './expiring-map.ts';
import { byId, newestFirst, pageNewestFirst } from './newest-first.ts';
import type { RoundTrip } from './round-trip.ts';

export function accountLinksInMemory({ clock, roundTrip }: { clock: () => Date; roundTrip: RoundTrip }): AccountLinkStore {
  const links = createExpiringMap<AccountLink>({ clock, lastDay: linkKeptUntil, onDelete: (_, link) => release(link) });
  const holders = new Map<string, string>();

  const isTaken = (link: AccountLink) => exclusiveKeys(link).some((key) => (holders.get(key) ?? link.id) !== link.id);
  const hold = (link: AccountLink) => {
    for (const key of exclusiveKeys(link)) holders.set(key, link.id);
  };
  const release = (link: AccountLink) => {
    for (const key of exclusiveKeys(link)) if (holders.get(key) === link.id) holders.delete(key);
  };
  const all = (matches: (link: AccountLink) => boolean) => [...links.values()].filter(matches).sort(newestFirst);

  return {
    async insert(link) {
      requireText(link.id, 'id');
      const copy = structuredClone(link);
      return roundTrip(() => {
        if (links.get(copy.id) || isTaken(copy)) return 'conflict';
        links.set(copy.id, copy);
        hold(copy);
        return 'inserted';
      });
    },
    async find(id) {
      requireText(id, 'id');
      return roundTrip(() => structuredClone(links.get(id)));
    },
    async replace(next) {
      requireText(next.id, 'id');
      const copy = structuredClone(next);
      return roundTrip(() => {
        const stored = links.get(copy.id);
        if (!stored || stored.revision !== copy.revision - 1) return 'stale';
        if (isTaken(copy)) return 'conflict';
        release(stored);
        links.set(copy.id, copy);
        hold(copy);
        return 'replaced';
      });
    },
    async activeOf(accountId, otherSpace) {
      requireText(accountId, 'accountId');
      requireText(otherSpace, 'space');
      return roundTrip(() => structuredClone(all((link) => link.status === 'active' && isWith(link, accountId, otherSpace))[0]));
    },
    async pendingOf(activatingAccountId) {
      requireText(activatingAccountId, 'accountId');
      return roundTrip(() =>
        structuredClone(all((link) => link.status === 'pending' && link.activating.accountId === activatingAccountId)[0]),
      );
    },
    async lastRevokedOf(accountId, otherSpace) {
      requireText(accountId, 'accountId');
      requireText(otherSpace, 'space');
      return roundTrip(() => {
        const revoked = all((link) => link.status === 'revoked' && isWith(link, accountId, otherSpace));
        return structuredClone(revoked.sort((a, b) => Number(b.endedAt) - Number(a.endedAt))[0]);
      });
    },
    async allOf(accountId) {
      requireText(accountId, 'accountId');
      return roundTrip(() => structuredClone(all((link) => sidesFor(link, accountId) !== undefined).slice(0, 100)));
    },
    async page(accountId, { after, limit }) {
      requireText(accountId, 'accountId');
      if (after !== undefined) requireText(after, 'after');
      return roundTrip(() => {
        const last = after === undefined ? undefined : links.get(after);
        if (after !== undefined && !last) return [];
        const own = all((link) => sidesFor(link, accountId) !== undefined);
        return structuredClone(pageNewestFirst(own, { after: last, limit }));
      });
    },
    async scan({ after, limit }) {
      if (after !== undefined) requireText(after, 'after');
      return roundTrip(() => {
        const rest = all((link) => after === undefined || link.id > after).sort(byId);
        return structuredClone(rest.slice(0, Math.max(0, limit)));
      });
    },
    async withAnnouncements(limit) {
      return roundTrip(() => {
        const waiting = all((link) => link.outbox.length > 0).sort((a, b) => firstAnnounced(a) - firstAnnounced(b));
        return structuredClone(waiting.slice(0, Math.max(0, limit)));
      });
    },
    async countStarted(activatingAccountId, since) {
      requireText(activatingAccountId, 'accountId');
      return roundTrip(() => all((link) => link.activating.accountId === activatingAccountId && link.createdAt >= since).length);
    },
  };
}

function isWith(link: AccountLink, accountId: string, otherSpace: string): boolean {
  return sidesFor(link, accountId)?.counterpart.space === otherSpace;
}

function firstAnnounced(link: AccountLink): number {
  return Math.min(...link.outbox.map(({ at }) => at.getTime()));
}
