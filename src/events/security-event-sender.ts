/**
 * Security events out: the bank's other systems are told that a link was activated or revoked, by security event tokens (RFC 8417) that
 * are pushed (RFC 8935). It sends once; trying again is the worker's affair.
 */
import type { AccountLink, LinkSide } from '../linking/account-link.ts';
import { hashOf } from '../linking/canonical-json.ts';
import type { Announcement, Delivery, NewDelivery } from '../linking/outbox.ts';
import type { EventReceiver, SecurityEventsOut } from '../oidc/passerelle-types.ts';
import { DeliveryFailure } from './delivery-failure.ts';
import { pushToken } from './push-token.ts';

export interface SecurityEventSenderDeps {
  /** Ours. */
  readonly issuer: string;
  readonly out: SecurityEventsOut;
  readonly clock: () => Date;
}

const eventType = {
  activated: 'urn:passerelle:event:account-link-activated',
  revoked: 'urn:passerelle:event:account-link-revoked',
} as const satisfies Partial<Record<Announcement['type'], string>>;

export function createSecurityEventSender({ issuer, out, clock }: SecurityEventSenderDeps) {
  /** One for each receiver that wants the event. */
  function deliveriesOf(link: AccountLink, announcement: Announcement): readonly NewDelivery[] {
    const { type } = announcement;
    // A browser is the customer's affair and nobody else's.
    if (type === 'new_browser') return [];
    const payload = payloadOf(link, { ...announcement, type });
    return out.receivers
      .filter(({ events }) => events.includes(type))
      .map(({ id }) => ({
        id: `set:${announcement.id}:${id}`,
        kind: 'security_event',
        destination: destinationOf(id),
        payload,
        createdAt: announcement.at,
      }));
  }

  async function send(delivery: Delivery): Promise<void> {
    const receiver = out.receivers.find(({ id }) => destinationOf(id) === delivery.destination);
    // Another node, with a newer configuration, may know it.
    if (!receiver) throw new DeliveryFailure('unknown receiver');
    await pushToken(out.fetch, receiver, await out.sign(claimsOf(delivery, receiver)));
  }

  function claimsOf({ id, payload }: Delivery, { audience }: EventReceiver): Readonly<Record<string, unknown>> {
    const { event = '', at = '', activating = '', other = '', reason } = payload;
    const occurred = Math.floor(Date.parse(at) / 1000);
    return {
      iss: issuer,
      // The same at every try, so that a receiver which answered too late sees a replay.
      jti: hashOf(id),
      iat: Math.floor(clock().getTime() / 1000),
      aud: audience,
      toe: occurred,
      sub_id: subjectId(activating),
      events: {
        [event]: {
          ...(reason !== undefined && { reason }),
          link_id: payload.linkId,
          policy_id: payload.policyId,
          accounts: [
            { space: payload.activatingSpace, sub_id: subjectId(activating) },
            { space: payload.otherSpace, sub_id: subjectId(other) },
          ],
          event_timestamp: occurred,
          history_head: payload.historyHead,
        },
      },
    };
  }

  /** RFC 9493 section 3.2.4. */
  function subjectId(accountId: string) {
    return { format: 'iss_sub', iss: issuer, sub: accountId };
  }

  return { deliveriesOf, send };
}

function destinationOf(receiverId: string): string {
  return `receiver:${receiverId}`;
}

function payloadOf(
  link: AccountLink,
  { type, at }: Announcement & { readonly type: keyof typeof eventType },
): Readonly<Record<string, string>> {
  // The head of the chain at that change, whatever has happened since: whoever keeps it can prove a rewritten history.
  const head = link.history.findLast(({ event }) => event === type)?.hash;
  return {
    event: eventType[type],
    linkId: link.id,
    policyId: link.policyId,
    ...sideOf('activating', link.activating),
    ...sideOf('other', link.other),
    ...(type === 'revoked' && link.revocationReason !== undefined && { reason: link.revocationReason }),
    at: at.toISOString(),
    ...(head !== undefined && { historyHead: head }),
  };
}

function sideOf(name: 'activating' | 'other', { accountId, space }: LinkSide): Readonly<Record<string, string>> {
  return { [name]: accountId, [`${name}Space`]: space };
}
