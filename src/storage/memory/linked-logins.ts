/** Linked logins, in memory. */
import {
  cascadeAfter,
  type LinkedLogin,
  type LinkedLoginEnd,
  type LinkedLoginStore,
  type LoginSelector,
} from '../../linking/linked-login.ts';
import { requireSelector } from '../login-selector.ts';
import { requireText } from '../require-text.ts';
import { loginKeptUntil } from '../retention.ts';
import { createExpiringMap } from './expiring-map.ts';
import { newestFirst } from './newest-first.ts';
import type { RoundTrip } from './round-trip.ts';

export function linkedLoginsInMemory({ clock, roundTrip }: { clock: () => Date; roundTrip: RoundTrip }): LinkedLoginStore {
  const logins = createExpiringMap<LinkedLogin>({ clock, lastDay: loginKeptUntil });
  const all = (matches: (login: LinkedLogin) => boolean) => [...logins.values()].filter(matches);

  function endNow(login: LinkedLogin, at: Date, reason: LinkedLoginEnd): void {
    logins.set(login.id, { ...login, endedAt: new Date(at), endReason: reason, cascade: cascadeAfter(reason) });
  }

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
        endNow(login, at, reason);
        return true;
      });
    },
    async endAll(which, at, reason) {
      const selector = structuredClone(requireSelector(which));
      return roundTrip(() => {
        const open = all((login) => !login.endedAt && login.expiresAt > at && isSelected(login, selector));
        for (const login of open) endNow(login, at, reason);
        return open.length;
      });
    },
    async awaitingCascade(limit) {
      return roundTrip(() => {
        const waiting = all((login) => login.cascade === 'due').sort((a, b) => Number(a.endedAt) - Number(b.endedAt));
        return structuredClone(waiting.slice(0, Math.max(0, limit)));
      });
    },
    async cascaded(id) {
      requireText(id, 'id');
      await roundTrip(() => {
        const login = logins.get(id);
        if (login?.cascade === 'due') logins.set(id, { ...login, cascade: 'done' });
      });
    },
    async fromUnknownBrowsers(limit) {
      return roundTrip(() => {
        const waiting = all((login) => login.unknownBrowser !== undefined).sort((a, b) => Number(a.createdAt) - Number(b.createdAt));
        return structuredClone(waiting.slice(0, Math.max(0, limit)));
      });
    },
    async browserLookedAt(id) {
      requireText(id, 'id');
      await roundTrip(() => {
        const { unknownBrowser, ...login } = logins.get(id) ?? {};
        if (unknownBrowser !== undefined) logins.set(id, login as LinkedLogin);
      });
    },
    async erase(accountId, tombstone, at) {
      requireText(accountId, 'accountId');
      requireText(tombstone, 'tombstone');
      const replaced = (id: string) => (id === accountId ? tombstone : id);
      return roundTrip(() => {
        const ended = all((login) => (login.endedAt !== undefined || login.expiresAt <= at) && isOf(login, accountId));
        for (const { browser: _, unknownBrowser: __, ...login } of ended) {
          logins.set(login.id, { ...login, actor: replaced(login.actor), accountId: replaced(login.accountId) });
        }
        return ended.length;
      });
    },
    async recentOf(accountId, limit) {
      requireText(accountId, 'accountId');
      return roundTrip(() => {
        const own = all((login) => login.via === 'browser' && isOf(login, accountId)).sort(newestFirst);
        return structuredClone(own.slice(0, Math.max(0, limit)));
      });
    },
  };
}

function isSelected(login: LinkedLogin, which: LoginSelector): boolean {
  if ('linkId' in which) return login.linkId === which.linkId;
  if ('sourceUid' in which) return login.sourceUid === which.sourceUid;
  if ('accountId' in which) return isOf(login, which.accountId);
  return login.policyId === which.policyId && login.policyEpoch < which.beforeEpoch;
}

function isOf(login: LinkedLogin, accountId: string): boolean {
  return login.actor === accountId || login.accountId === accountId;
}
