/** A store whose calls are counted, and one of which (or all from then on) fails as it does when a network is away. */
import type { PasserelleStore } from '../../src/oidc/passerelle.ts';

export interface FaultyStore {
  readonly store: PasserelleStore;
  /** The names of the calls since `watch`. */
  readonly calls: string[];
  /** Counts from here, and holds nothing any more; the call of this number (from 0) fails: `once`, or that one and all later ones. */
  watch(failing?: { at: number; mode: 'once' | 'from' }): void;
  /** Holds the next call of this name, or of this number (from 0) since `watch`: `reached` when it comes, `release` lets it go on. */
  hold(call: string | number): { readonly reached: Promise<void>; release(): void };
}

export function createFaultyStore(inner: PasserelleStore): FaultyStore {
  const calls: string[] = [];
  const held = new Map<string | number, { reached: () => void; released: Promise<void> }>();
  let failing: { at: number; mode: 'once' | 'from' } | undefined;

  function wrap<T extends object>(name: string, port: T): T {
    return new Proxy(port, {
      get(target, property) {
        const member: unknown = Reflect.get(target, property, target);
        if (typeof member !== 'function') return member;
        return async (...parameters: unknown[]) => {
          const call = `${name}.${String(property)}`;
          const number = calls.push(call) - 1;
          await Promise.all([pass(call), pass(number)]);
          if (failing && (failing.mode === 'once' ? number === failing.at : number >= failing.at)) throw new Error('connection timed out');
          return Reflect.apply(member, target, parameters);
        };
      },
    });
  }

  async function pass(call: string | number): Promise<void> {
    const gate = held.get(call);
    held.delete(call);
    gate?.reached();
    await gate?.released;
  }

  return {
    calls,
    store: {
      artifacts: (model) => wrap(model, inner.artifacts(model)),
      replay: wrap('replay', inner.replay),
      links: wrap('links', inner.links),
      linkedLogins: wrap('linkedLogins', inner.linkedLogins),
      policyStates: wrap('policyStates', inner.policyStates),
      deliveries: wrap('deliveries', inner.deliveries),
      feeds: wrap('feeds', inner.feeds),
    },
    watch(next) {
      calls.length = 0;
      held.clear();
      failing = next;
    },
    hold(call) {
      const reached = Promise.withResolvers<void>();
      const released = Promise.withResolvers<void>();
      held.set(call, { reached: reached.resolve, released: released.promise });
      return { reached: reached.promise, release: released.resolve };
    },
  };
}
