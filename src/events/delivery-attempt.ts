/** One attempt at a leased delivery: sends it, waits only so long, and settles it for as long as the lease is held. */
import type { Delivery, DeliveryKind, DeliveryStore, LeasedDelivery, Settlement } from '../linking/outbox.ts';
import type { PasserelleEvent } from '../oidc/passerelle-types.ts';
import { nextAttempt } from './backoff.ts';
import { DeliveryFailure, failureOf, RefusedForGood } from './delivery-failure.ts';

/** MUST stop what it does when the signal aborts: the delivery may be somebody else's then. */
export type DeliveryHandler = (delivery: Delivery, signal: AbortSignal) => Promise<void>;

export interface DeliveryAttemptDeps {
  readonly deliveries: Pick<DeliveryStore, 'settle'>;
  readonly handlers: Readonly<Record<DeliveryKind, DeliveryHandler>>;
  readonly clock: () => Date;
  readonly random: () => number;
  /** Milliseconds after which an attempt at one of the kind is given up; shorter than the lease. */
  readonly patienceFor: (kind: DeliveryKind) => number;
  readonly emit: (event: PasserelleEvent) => void;
}

export function createDeliveryAttempt({ deliveries, handlers, clock, random, patienceFor, emit }: DeliveryAttemptDeps) {
  /** Answers whether it was delivered. Never rejects: a store that fails here leaves the delivery to the end of its lease. */
  return async function attempt(delivery: LeasedDelivery): Promise<boolean> {
    try {
      const settlement = await settlementOf(delivery);
      // Whoever took it over after our lease has settled it, or will.
      if (await deliveries.settle(delivery.id, delivery.lease, settlement)) tell(delivery, settlement);
      return settlement.status === 'done';
    } catch (error) {
      emit({ event: 'fault', during: 'delivery', error: error instanceof Error ? error : new Error(String(error)) });
      return false;
    }
  };

  async function settlementOf(delivery: LeasedDelivery): Promise<Settlement> {
    try {
      await within(patienceFor(delivery.kind), (signal) => handlers[delivery.kind](delivery, signal));
      return { status: 'done', at: clock() };
    } catch (failure) {
      const [now, error] = [clock(), failureOf(failure)];
      const again = failure instanceof RefusedForGood ? undefined : nextAttempt(delivery, now, random());
      return again ? { status: 'due', at: again, error } : { status: 'dead', at: now, error };
    }
  }

  function tell({ kind, destination, attempts, createdAt }: LeasedDelivery, settlement: Settlement): void {
    const about = { kind, destination, attempts };
    if (settlement.status === 'done') emit({ event: 'delivery.done', ...about, delay_ms: settlement.at.getTime() - createdAt.getTime() });
    else emit({ event: settlement.status === 'dead' ? 'delivery.dead' : 'delivery.failed', ...about, reason: settlement.error });
  }
}

/** What comes later than that is nobody's any more, and no unhandled rejection either. */
async function within(milliseconds: number, work: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const { promise, reject } = Promise.withResolvers<never>();
  const abandoned = new AbortController();
  const timer = setTimeout(() => {
    reject(new DeliveryFailure('no answer in time'));
    abandoned.abort();
  }, milliseconds);
  try {
    await Promise.race([work(abandoned.signal), promise]);
  } finally {
    clearTimeout(timer);
  }
}
