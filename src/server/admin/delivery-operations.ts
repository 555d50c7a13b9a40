/** The outbox: what is still to be told to others, what was given up, and another try. What is told (the payload) does not leave. */
import { z } from 'zod';
import type { AdminDeps } from './deps.ts';
import { answered, type Operation, operation, refused } from './operation.ts';
import { nextCursor, pageOf, pageQuery } from './paging.ts';
import { deliveryView } from './views.ts';
import * as wire from './wire.ts';

export function deliveryOperations({ passerelle: { deliveries } }: AdminDeps): readonly Operation[] {
  return [
    operation({
      id: 'listDeliveries',
      method: 'get',
      path: '/deliveries',
      scope: 'deliveries:manage',
      tag: 'Deliveries',
      summary: 'Deliveries of a status, newest first',
      query: z.strictObject({ status: z.enum(wire.deliveryStatuses).default('dead'), ...pageQuery }),
      answer: z.strictObject({ deliveries: z.array(wire.delivery), next_cursor: nextCursor }),
      refusals: [],
      async handle({ query }) {
        const { items, next } = await pageOf(query, (page) => deliveries.list({ ...page, status: query.status }));
        return answered({ deliveries: items.map(deliveryView), ...next });
      },
    }),
    operation({
      id: 'countDeliveries',
      method: 'get',
      path: '/deliveries/counts',
      scope: 'deliveries:manage',
      tag: 'Deliveries',
      summary: 'How many deliveries wait, and how many were given up',
      answer: z.strictObject({
        due: z.int(),
        dead: z.int(),
        oldest_at: z.iso.datetime().optional().describe('When the delivery that has waited longest was put.'),
      }),
      refusals: [],
      async handle() {
        const { due, dead, oldest } = await deliveries.counts();
        return answered({ due, dead, ...(oldest && { oldest_at: oldest.toISOString() }) });
      },
    }),
    operation({
      id: 'retryDelivery',
      method: 'post',
      path: '/deliveries/{delivery_id}/retry',
      scope: 'deliveries:manage',
      tag: 'Deliveries',
      summary: 'Try a dead delivery again',
      description: 'Answers the delivery as it is now; one that is not dead is left as it is.',
      params: z.strictObject({ delivery_id: z.string().regex(/^[\x21-\x7e]{1,400}$/) }),
      body: z.strictObject({ actor: wire.actor }),
      answer: wire.delivery,
      refusals: ['unknown_delivery'],
      async handle({ params: { delivery_id: id } }) {
        await deliveries.retry(id);
        const delivery = await deliveries.find(id);
        return delivery ? answered(deliveryView(delivery)) : refused('unknown_delivery');
      },
    }),
  ];
}
