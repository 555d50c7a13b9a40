/** Account links, in memory. What MongoDB holds by a unique index is held here by a map from exclusive key to link. */
import { type AccountLink, type AccountLinkStore, exclusiveKeys, sidesFor } from '../../linking/account-link.ts';
import { requireText } from '../require-text.ts';
import { linkKeptUntil } from '../retention.ts';
import { createExpiringMap } from './expiring-map.ts';
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
  const newestFirst = (matches: (link: AccountLink) => boolean) =>
    [...links.values()].filter(matches).sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime());

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
      return roundTrip(() => structuredClone(newestFirst((link) => link.status === 'active' && isWith(link, accountId, otherSpace))[0]));
    },
    async pendingOf(activatingAccountId) {
      requireText(activatingAccountId, 'accountId');
      return roundTrip(() =>
        structuredClone(newestFirst((link) => link.status === 'pending' && link.activating.accountId === activatingAccountId)[0]),
      );
    },
    async lastRevokedOf(accountId, otherSpace) {
      requireText(accountId, 'accountId');
      requireText(otherSpace, 'space');
      return roundTrip(() => {
        const revoked = newestFirst((link) => link.status === 'revoked' && isWith(link, accountId, otherSpace));
        return structuredClone(revoked.sort((a, b) => Number(b.endedAt) - Number(a.endedAt))[0]);
      });
    },
    async allOf(accountId) {
      requireText(accountId, 'accountId');
      return roundTrip(() => structuredClone(newestFirst((link) => sidesFor(link, accountId) !== undefined).slice(0, 100)));
    },
    async countStarted(activatingAccountId, since) {
      requireText(activatingAccountId, 'accountId');
      return roundTrip(() => newestFirst((link) => link.activating.accountId === activatingAccountId && link.createdAt >= since).length);
    },
  };
}

function isWith(link: AccountLink, accountId: string, otherSpace: string): boolean {
  return sidesFor(link, accountId)?.counterpart.space === otherSpace;
}
