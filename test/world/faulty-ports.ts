/**
 * What stands behind the extension (store, directory, approvers), each call counted in one row and one of them at fault: it throws, never
 * answers, answers too late, does its work and loses the reply, or answers nonsense.
 */
import { setTimeout } from 'node:timers/promises';
import type { AccountDirectory } from '../../src/linking/account-directory.ts';
import type { Approver } from '../../src/linking/approver.ts';
import type { PasserelleStore } from '../../src/oidc/passerelle.ts';

export type Fault =
  /** A network that is away, at once. */
  | { readonly how: 'throws' }
  /** From this call on, every call. */
  | { readonly how: 'is away' }
  | { readonly how: 'hangs' }
  /** Hangs; the work is done when the fault is mended, long after the request was answered. */
  | { readonly how: 'is late' }
  /** The work is done; that it was is not heard. */
  | { readonly how: 'loses the reply' }
  | { readonly how: 'answers nonsense'; readonly nonsense: Nonsense };

/** Made of the call and of the true answer, so that it can be close to it. */
export type Nonsense = (answer: unknown, asked: readonly unknown[]) => unknown;

export interface FaultyPorts {
  /** The names of the calls since `watch`. */
  readonly calls: readonly string[];
  store<S extends PasserelleStore>(store: S): S;
  directory(directory: AccountDirectory): AccountDirectory;
  approver(approver: Approver): Approver;
  /** Counts from here; the call of this number (from 0) is at fault. */
  watch(at?: number, fault?: Fault): void;
  /** Every call of one of them, until it is mended: most are refused at once, some hang for a while. Nothing of it is done. */
  takeAway(port: PortName): void;
  /** No fault any more; what is late is done now. Answers whether the fault had been met. */
  mend(): Promise<boolean>;
}

export type PortName = 'store' | 'directory' | 'approver';

/** Of a port that is away, one call in so many hangs, for so many milliseconds. */
const oneHangsIn = 8;
const hangsFor = 80;

export function createFaultyPorts(): FaultyPorts {
  const calls: string[] = [];
  const late: (() => Promise<unknown>)[] = [];
  let failing: { readonly at: number; readonly fault: Fault } | undefined;
  let away: { readonly port: PortName; met: number } | undefined;

  function wrap<T extends object>(of: PortName, name: string, port: T): T {
    return new Proxy(port, {
      get(target, property) {
        const member: unknown = Reflect.get(target, property, target);
        if (typeof member !== 'function') return member;
        return async (...asked: unknown[]) => {
          const number = calls.push(`${name}.${String(property)}`) - 1;
          const work = async (): Promise<unknown> => Reflect.apply(member, target, asked);
          if (away?.port === of) return goneFrom(away);
          const fault = failing && (number === failing.at || (failing.fault.how === 'is away' && number > failing.at)) && failing.fault;
          return fault ? faulty(fault, work, asked) : work();
        };
      },
    });
  }

  async function goneFrom(outage: NonNullable<typeof away>): Promise<never> {
    outage.met += 1;
    if (outage.met % oneHangsIn === 0) await setTimeout(hangsFor);
    throw new Error('connection refused');
  }

  async function faulty(fault: Fault, work: () => Promise<unknown>, asked: readonly unknown[]): Promise<unknown> {
    switch (fault.how) {
      case 'throws':
      case 'is away':
        throw new Error('connection refused');
      case 'hangs':
        return new Promise(() => undefined);
      case 'is late':
        late.push(work);
        return new Promise(() => undefined);
      case 'loses the reply':
        await work();
        throw new Error('connection reset by peer');
      case 'answers nonsense':
        return fault.nonsense(await work(), asked);
    }
  }

  return {
    calls,
    store: (store) => ({
      ...store,
      ...wrapEach(store, ['replay', 'links', 'linkedLogins', 'policyStates', 'deliveries', 'feeds', 'accounts']),
      artifacts: (model: string) => wrap('store', model, store.artifacts(model)),
    }),
    directory: (directory) => wrap('directory', 'directory', directory),
    approver: (approver) => wrap('approver', 'approver', approver),
    watch(at, fault) {
      calls.length = 0;
      failing = at === undefined || fault === undefined ? undefined : { at, fault };
    },
    takeAway(port) {
      away = { port, met: 0 };
    },
    async mend() {
      const met = away ? away.met > 0 : failing !== undefined && calls.length > failing.at;
      failing = undefined;
      away = undefined;
      await Promise.allSettled(late.splice(0).map((work) => work()));
      return met;
    },
  };

  function wrapEach(store: object, names: readonly string[]): object {
    const ports = names.map((name) => [name, Reflect.get(store, name)] as const).filter(([, port]) => port !== undefined);
    return Object.fromEntries(ports.map(([name, port]) => [name, wrap('store', name, port)]));
  }
}
