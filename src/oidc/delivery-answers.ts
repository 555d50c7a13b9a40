/**
 * What the store of deliveries may answer. What is taken for a lease and is none would be sent again and again, without a rest in between;
 * what is taken for a settlement would be told as done.
 */
import type { Delivery, DeliveryStatus, DeliveryStore } from '../linking/outbox.ts';
import { faultIn, firstFault, isAmount, isDate, isDateOrNone, isMembers, isText, yesOrNo } from './answer-shapes.ts';
import type { AnswerChecks } from './unavailable.ts';

const statuses = new Set<unknown>(['due', 'done', 'dead'] satisfies DeliveryStatus[]);

export const deliveryChecks: AnswerChecks<DeliveryStore> = {
  lease(leased, { now, limit, except }) {
    if (Array.isArray(leased) && leased.length > limit) return 'more than was asked for';
    return faultIn(leased, (delivery) =>
      deliveryFault(delivery, ({ status, attempts, dueAt, destination }) => {
        const isFree = status === 'due' && attempts > 0 && dueAt <= now && !except.includes(destination);
        return isFree && isText(Reflect.get(Object(delivery), 'lease'));
      }),
    );
  },
  settle: yesOrNo,
  find: (delivery, id) => (delivery === undefined ? undefined : deliveryFault(delivery, (found) => found.id === id)),
  list: (deliveries, { status }) => faultIn(deliveries, (delivery) => deliveryFault(delivery, (found) => found.status === status)),
  retry: yesOrNo,
  counts(counts) {
    if (!isMembers(counts)) return 'not counts';
    return firstFault({ due: isAmount(counts.due), dead: isAmount(counts.dead), oldest: isDateOrNone(counts.oldest) });
  },
};

function deliveryFault(delivery: unknown, isAsked: (delivery: Delivery) => boolean): string | undefined {
  if (!isDelivery(delivery)) return 'not a delivery';
  return isAsked(delivery) ? undefined : 'another delivery';
}

/** Of whatever kind: a newer node may have put one that this one does not know. */
function isDelivery(delivery: unknown): delivery is Delivery {
  return (
    isMembers(delivery) &&
    [delivery.id, delivery.kind, delivery.destination].every(isText) &&
    isMembers(delivery.payload) &&
    statuses.has(delivery.status) &&
    isAmount(delivery.attempts) &&
    [delivery.createdAt, delivery.dueAt].every(isDate)
  );
}
