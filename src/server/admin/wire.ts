/** What the admin API speaks of, on the wire: snake_case, times in ISO 8601, accounts masked. The names are the OpenAPI document's. */
import { z } from 'zod';
import type { AccountStatus } from '../../linking/account-directory.ts';
import type { DeliveryKind, DeliveryStatus } from '../../linking/outbox.ts';

export const time = z.iso.datetime();

const accountStatuses = ['never_opened', 'active', 'blocked', 'closed'] as const satisfies readonly AccountStatus[];

export const deliveryStatuses = ['due', 'done', 'dead'] as const satisfies readonly DeliveryStatus[];

const deliveryKinds = ['backchannel_logout', 'security_event', 'notice'] as const satisfies readonly DeliveryKind[];

export const actor = z
  .string()
  .regex(/^[^\p{Cc}]{1,100}$/u, 'must be 1 to 100 characters, none of them a control character')
  .describe('The human behind the machine token, as the bank names its staff; kept in histories.');

export const accountId = z.string().regex(/^[\x21-\x7e]{1,200}$/, 'must be an account id');
export const space = z.string().min(1).max(40);

export const policy = z
  .strictObject({
    id: z.string(),
    status: z.enum(['active', 'suspended', 'withdrawn']),
    activating_space: z.string(),
    other_space: z.string(),
    suspended_at: time.optional(),
    suspended_by: z.string().optional().describe('Absent where the configuration says it.'),
  })
  .meta({ id: 'Policy' });

export const delivery = z
  .strictObject({
    id: z.string(),
    kind: z.enum(deliveryKinds),
    destination: z.string().describe('The client, the receiver of security events, or the customers of a space.'),
    status: z.enum(deliveryStatuses),
    attempts: z.int(),
    created_at: time,
    due_at: time.describe('When it is tried next; when it was settled, once done or dead.'),
    last_error: z.string().optional(),
  })
  .meta({ id: 'Delivery' });

export const account = z
  .strictObject({
    account_id: z.string(),
    space: z.string(),
    status: z.enum(accountStatuses),
    name: z.string().describe('Masked.'),
    account_number: z.string().describe('Masked.'),
    may_activate: z.boolean(),
  })
  .meta({ id: 'Account' });

export const problem = z
  .strictObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string().optional(),
    errors: z.array(z.strictObject({ in: z.enum(['path', 'query', 'body']), name: z.string(), detail: z.string() })).optional(),
    request_id: z.string().optional().describe("The request's, as in the `X-Request-Id` header and in the log."),
  })
  .meta({ id: 'Problem' });
