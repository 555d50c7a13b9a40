/** Linked logins, in memory. */
import type { LinkedLogin, LinkedLoginStore } from '../../linking/linked-login.ts';
import { requireText } from '../require-text.ts';
import { loginKeptUntil } from '../retention.ts';
import { createExpiringMap } from './expiring-map.ts';
import type { RoundTrip } from './round-trip.ts';

export function linkedLoginsInMemory({ clock, roundTrip }: { clock: () => Date; roundTrip: RoundTrip }): LinkedLoginStore {
  const logins = createExpiringMap<LinkedLogin>({ clock, lastDay: loginKeptUntil });
  return {
    async insert(login) {
      requireText(login.id, 'id');
      const copy = structuredClone(login);
      await roundTrip(() => {
        if (logins.get(copy.id)) throw new Error('a linked login with this id exists');
        logins.set(copy.id, copy);
      });
    },
    async find(id) {
      requireText(id, 'id');
      return roundTrip(() => structuredClone(logins.get(id)));
    },
    async end(id, at, reason) {
      requireText(id, 'id');
      return roundTrip(() => {
        const login = logins.get(id);
        if (!login || login.endedAt) return false;
        logins.set(id, { ...login, endedAt: new Date(at), endReason: reason });
        return true;
      });
    },
    async recentOf(accountId, limit) {
      requireText(accountId, 'accountId');
      return roundTrip(() => {
        const own = [...logins.values()].filter(
          (login) => login.via === 'browser' && (login.actor === accountId || login.accountId === accountId),
        );
        return structuredClone(own.sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime()).slice(0, Math.max(0, limit)));
      });
    },
  };
}
