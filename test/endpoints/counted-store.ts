/** A store that remembers what each request wrote, by the request's id, and that can be away for everybody. */

import { currentRequestId } from '../../src/server/request-id.ts';
import type { ServerStore } from '../../src/server/server.ts';

export interface CountedStore {
  readonly store: ServerStore;
  /** The writing calls of one request, in their order. */
  writesOf(requestId: string): readonly string[];
  callsOf(requestId: string): number;
  /** From here on every call of a request fails, or none. */
  setAway(away: boolean): void;
}

/** All that only ask. A call that is not here is a write, so that a new one is never overlooked. */
const reads: ReadonlySet<string> = new Set([
  'find',
  'findByUid',
  'findByAccountId',
  'findByUserCode',
  'activeOf',
  'pendingOf',
  'lastRevokedOf',
  'allOf',
  'page',
  'scan',
  'withAnnouncements',
  'countStarted',
  'awaitingCascade',
  'recentOf',
  'all',
  'list',
  'counts',
  'lastHeard',
  'byIdentifier',
  'byIds',
  'byPerson',
]);

export function countWrites(inner: ServerStore): CountedStore {
  const written = new Map<string, string[]>();
  const calls = new Map<string, number>();
  let away = false;

  function wrap<T extends object>(name: string, port: T): T {
    return new Proxy(port, {
      get(target, property) {
        const member: unknown = Reflect.get(target, property, target);
        if (typeof member !== 'function') return member;
        return async (...parameters: unknown[]) => {
          const requestId = currentRequestId();
          if (requestId !== undefined) calls.set(requestId, (calls.get(requestId) ?? 0) + 1);
          if (requestId !== undefined && away) throw new Error('connection timed out: mongodb://store.bank.example:27017');
          if (requestId !== undefined && !reads.has(String(property)))
            written.set(requestId, [...(written.get(requestId) ?? []), `${name}.${String(property)}`]);
          return Reflect.apply(member, target, parameters);
        };
      },
    });
  }

  return {
    store: {
      artifacts: (model) => wrap(model, inner.artifacts(model)),
      replay: wrap('replay', inner.replay),
      links: wrap('links', inner.links),
      linkedLogins: wrap('linkedLogins', inner.linkedLogins),
      policyStates: wrap('policyStates', inner.policyStates),
      deliveries: wrap('deliveries', inner.deliveries),
      feeds: wrap('feeds', inner.feeds),
      accounts: wrap('accounts', inner.accounts),
      close: () => inner.close(),
    },
    callsOf: (requestId) => calls.get(requestId) ?? 0,
    writesOf: (requestId) => written.get(requestId) ?? [],
    setAway: (next) => {
      away = next;
    },
  };
}
