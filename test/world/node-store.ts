/**
 * A store that counts its calls, and can make one of them the last that its process makes: killed with SIGKILL, as by a power cut,
 * just before the call goes out or just after its answer came back.
 */
import type { ServerStore } from '../../src/server/server.ts';

export type Moment = 'before' | 'after';

export interface MortalStore {
  readonly store: ServerStore;
  /** Counts from here, and dies at the call of this number (from 0), if one is given. */
  watch(death?: { readonly call: number; readonly moment: Moment }): void;
  /** The names of the calls since `watch`. */
  readonly calls: readonly string[];
}

export function createMortalStore(inner: ServerStore, die: () => void): MortalStore {
  let calls: string[] = [];
  let death: { readonly call: number; readonly moment: Moment } | undefined;

  async function counted<T>(name: string, work: () => Promise<T>): Promise<T> {
    const number = calls.push(name) - 1;
    if (number !== death?.call) return work();
    if (death.moment === 'after') await work();
    die();
    // The signal is on its way; nothing more may happen until it is there.
    return new Promise<never>(() => undefined);
  }

  function mortal<Port extends object>(name: string, port: Port): Port {
    return new Proxy(port, {
      get(target, property) {
        const member: unknown = Reflect.get(target, property, target);
        if (typeof member !== 'function') return member;
        return (...parameters: unknown[]) => counted(`${name}.${String(property)}`, async () => Reflect.apply(member, target, parameters));
      },
    });
  }

  return {
    store: {
      ...inner,
      artifacts: (model) => mortal(model, inner.artifacts(model)),
      replay: mortal('replay', inner.replay),
      links: mortal('links', inner.links),
      linkedLogins: mortal('linkedLogins', inner.linkedLogins),
      policyStates: mortal('policyStates', inner.policyStates),
      deliveries: mortal('deliveries', inner.deliveries),
      feeds: mortal('feeds', inner.feeds),
      accounts: mortal('accounts', inner.accounts),
    },
    watch(next) {
      calls = [];
      death = next;
    },
    get calls() {
      return calls;
    },
  };
}
