/**
 * The worker of one node: leases what is due in the outbox and delivers it. Any number of nodes run one; a lease keeps two of them from one
 * delivery, and its end hands over what a crash has left. A destination that is slow, down, or answers nonsense keeps nobody else waiting.
 */
import type { DeliveryKind, DeliveryStore, LeasedDelivery } from '../linking/outbox.ts';
import type { Worker } from '../oidc/passerelle-types.ts';
import { createDeliveryAttempt, type DeliveryAttemptDeps } from './delivery-attempt.ts';
import { createRest } from './rest.ts';

export interface WorkerDeps extends Omit<DeliveryAttemptDeps, 'deliveries' | 'patienceFor'> {
  readonly deliveries: DeliveryStore;
  /** Turns what was announced into deliveries; answers whether there was anything. */
  readonly prepare: () => Promise<boolean>;
  /** Milliseconds between two looks when nobody nudges. */
  readonly interval: number;
  /** Milliseconds after which an attempt of whatever kind is given up. */
  readonly patience?: number;
}

const atOnce = 32;
const atOnceToOne = 4;
/** Destinations that failed last time are tried one delivery at a time, and never leave the others without room. */
const atOnceFailing = 16;
/** Longer than an attempt and its settlement take, so that nobody else begins while we are at it. */
const leaseMs = 15_000;
/** A mail server that is cut off while it reads what it was sent may yet pass it on: it is left more time. */
const defaultPatience: Readonly<Record<DeliveryKind, number>> = { backchannel_logout: 6_000, security_event: 6_000, notice: 11_000 };

export function createWorker({ patience, ...deps }: WorkerDeps): Worker & { nudge(): void } {
  const { deliveries, prepare, clock, interval, emit } = deps;
  const attempt = createDeliveryAttempt({ ...deps, patienceFor: (kind) => patience ?? defaultPatience[kind] });
  const rest = createRest(interval);
  const underWay = new Map<Promise<void>, string>();
  let started = false;
  let loop = Promise.resolve();
  let looking: Promise<unknown> = Promise.resolve();
  /** Something may be due for which there was no room. */
  let crowded = false;
  const failing = new Set<string>();

  /** One look at a time, or two would overfill the same room. */
  function look(wanted: () => boolean): Promise<boolean> {
    const next = looking.then(() => lookOnce(wanted));
    looking = next.catch(() => undefined);
    return next;
  }

  /** Answers whether something was prepared: there may be more. */
  async function lookOnce(wanted: () => boolean): Promise<boolean> {
    // One part of what was announced at a time: a suspension of many must not keep one revocation's news waiting.
    const prepared = wanted() && (await prepare());
    if (prepared) rest.nudge();
    while (wanted()) {
      const except = fullDestinations();
      crowded = underWay.size >= atOnce || except.length > 0;
      if (underWay.size >= atOnce) return prepared;
      // One by one: of several that were leased at once, too many could be for one destination.
      const now = clock();
      const [delivery] = await deliveries.lease({ now, until: new Date(now.getTime() + leaseMs), limit: 1, except });
      if (!delivery) return prepared;
      send(delivery);
    }
    return prepared;
  }

  function send(delivery: LeasedDelivery): void {
    const sending = attempt(delivery).then((delivered) => {
      underWay.delete(sending);
      if (delivered) failing.delete(delivery.destination);
      else failing.add(delivery.destination);
      if (crowded) rest.nudge();
    });
    underWay.set(sending, delivery.destination);
  }

  function fullDestinations(): string[] {
    const counts = new Map<string, number>();
    for (const destination of underWay.values()) counts.set(destination, (counts.get(destination) ?? 0) + 1);
    const toFailing = [...underWay.values()].filter((destination) => failing.has(destination)).length;
    const full = [...counts].filter(([destination, count]) => count >= (failing.has(destination) ? 1 : atOnceToOne));
    return [...new Set([...full.map(([destination]) => destination), ...(toFailing >= atOnceFailing ? failing : [])])];
  }

  async function work(): Promise<void> {
    while (started) {
      try {
        await look(() => started);
        await rest.untilNudged();
      } catch (error) {
        emit({ event: 'fault', during: 'outbox', error: error instanceof Error ? error : new Error(String(error)) });
        if (started) await rest.wholly();
      }
    }
  }

  return {
    start() {
      if (started) return;
      started = true;
      loop = loop.then(work);
    },
    async stop() {
      started = false;
      rest.end();
      await loop;
      await Promise.all(underWay.keys());
    },
    async run() {
      for (;;) {
        const prepared = await look(() => true);
        if (underWay.size > 0) await Promise.race(underWay.keys());
        else if (!prepared) return;
      }
    },
    nudge: rest.nudge,
  };
}
