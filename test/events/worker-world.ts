/** Workers on one outbox, whose deliveries go to functions of the test instead of the wire. */
import { createWorker, type WorkerDeps } from '../../src/events/worker.ts';
import type { Delivery, DeliveryStore, NewDelivery } from '../../src/linking/outbox.ts';
import type { PasserelleEvent } from '../../src/oidc/passerelle-types.ts';
import { now } from './transmitter.ts';

export interface WorkerWorld {
  readonly worker: ReturnType<typeof createWorker>;
  readonly sent: Delivery[];
  readonly events: PasserelleEvent[];
  /** Resolves once so many events of a name have been told. */
  told(event: PasserelleEvent['event'], count?: number): Promise<void>;
}

/** Longer than any test: whoever waits for it is not woken. */
export const never = 3_600_000;

export function openWorker(
  deps: Partial<WorkerDeps> & Pick<WorkerDeps, 'deliveries' | 'clock'> & { readonly send?: (delivery: Delivery) => Promise<void> },
): WorkerWorld {
  const { send = async () => undefined, ...overrides } = deps;
  const sent: Delivery[] = [];
  const events: PasserelleEvent[] = [];
  const waiting = new Set<() => void>();

  async function handle(delivery: Delivery): Promise<void> {
    sent.push(delivery);
    await send(delivery);
  }

  const worker = createWorker({
    handlers: { backchannel_logout: handle, security_event: handle, notice: handle },
    prepare: async () => false,
    random: () => 0.5,
    interval: never,
    emit(event) {
      events.push(event);
      for (const look of waiting) look();
    },
    ...overrides,
  });

  function told(event: PasserelleEvent['event'], count = 1): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        if (events.filter((candidate) => candidate.event === event).length < count) return;
        waiting.delete(look);
        resolve();
      };
      waiting.add(look);
      look();
    });
  }

  return { worker, sent, events, told };
}

export function newDelivery(id: string, destination = 'rp', createdAt = now): NewDelivery {
  return { id, kind: 'backchannel_logout', destination, payload: { sid: id }, createdAt };
}

export async function putMany(
  deliveries: DeliveryStore,
  count: number,
  destination: (index: number) => string,
): Promise<readonly string[]> {
  const added = Array.from({ length: count }, (_, index) => newDelivery(`delivery-${index}`, destination(index)));
  await deliveries.put(added);
  return added.map(({ id }) => id);
}
