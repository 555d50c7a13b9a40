/** Security events out: who is told of a link, in which words, and what each answer means. Over HTTP, to a server of the test's own. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { RefusedForGood } from '../../src/events/delivery-failure.ts';
import { createSecurityEventSender } from '../../src/events/security-event-sender.ts';
import type { Announcement, Delivery, NewDelivery } from '../../src/linking/outbox.ts';
import type { EventReceiver } from '../../src/oidc/passerelle-types.ts';
import { createTokenSigner } from '../../src/server/token-signer.ts';
import { active, revoked } from '../linking/sample-link.ts';
import { type EventSystem, openEventSystem } from './event-system.ts';
import { signingKeys } from './signing-keys.ts';
import { issSub, now, ourIssuer, seconds } from './transmitter.ts';

const ofActivation = announced('activated');

describe('a link that was activated or revoked', () => {
  const receivers: readonly EventReceiver[] = [
    receiver({ id: 'risk' }),
    receiver({ id: 'archive', events: ['activated'] }),
    receiver({ id: 'crm', events: ['revoked'] }),
  ];
  const { deliveriesOf } = senderTo(receivers);

  test('is told to each receiver that wants the event, once however often it is asked', () => {
    expect(deliveriesOf(active, ofActivation).map(({ destination }) => destination)).toEqual(['receiver:risk', 'receiver:archive']);
    expect(deliveriesOf(revoked, announced('revoked')).map(({ id }) => id)).toEqual([`set:${active.id}:4:risk`, `set:${active.id}:4:crm`]);
    expect(deliveriesOf(revoked, ofActivation)).toEqual(deliveriesOf(active, ofActivation));
  });

  test('is a payload of plain text, with the head of the history at that change', () => {
    const [delivery] = deliveriesOf(revoked, announced('revoked'));
    expect(delivery).toEqual({
      id: expect.any(String),
      kind: 'security_event',
      destination: 'receiver:risk',
      createdAt: announced('revoked').at,
      payload: {
        event: 'urn:passerelle:event:account-link-revoked',
        linkId: revoked.id,
        policyId: 'pro-particuliers',
        activating: 'p-camille',
        activatingSpace: 'pro',
        other: 'q-camille',
        otherSpace: 'particuliers',
        reason: 'adviser',
        at: announced('revoked').at.toISOString(),
        historyHead: revoked.history.at(-1)?.hash,
      },
    });
    expect(deliveriesOf(revoked, ofActivation)[0]?.payload).toMatchObject({ historyHead: active.history.at(-1)?.hash });
    expect(deliveriesOf(revoked, ofActivation)[0]?.payload).not.toHaveProperty('reason');
  });
});

describe('a push', () => {
  let system: EventSystem;
  let send: (delivery: Delivery) => Promise<void>;
  let delivery: Delivery;
  beforeEach(async () => {
    system = await openEventSystem();
    const sender = senderTo([receiver({ id: 'risk', endpoint: system.endpoint, authorization: 'Bearer of-the-receiver' })]);
    send = sender.send;
    delivery = due(sender.deliveriesOf(revoked, announced('revoked')));
  });
  afterEach(() => system.close());

  test('is a signed security event token', async () => {
    await send(delivery);
    const [request] = system.received;
    expect(request).toMatchObject({
      method: 'POST',
      headers: { 'content-type': 'application/secevent+jwt', accept: 'application/json', authorization: 'Bearer of-the-receiver' },
    });
    const { payload, protectedHeader } = await jwtVerify(request?.body ?? '', createLocalJWKSet(signingKeys.published), {
      typ: 'secevent+jwt',
      issuer: ourIssuer,
      audience: 'https://risk.bank.example',
      currentDate: now,
    });
    const occurred = Math.floor(announced('revoked').at.getTime() / 1000);
    expect(protectedHeader).toEqual({ alg: 'ES256', typ: 'secevent+jwt', kid: signingKeys.kid });
    expect(payload).toEqual({
      iss: ourIssuer,
      aud: 'https://risk.bank.example',
      iat: seconds,
      jti: expect.stringMatching(/^[\w-]{43}$/),
      toe: occurred,
      sub_id: issSub('p-camille'),
      events: {
        'urn:passerelle:event:account-link-revoked': {
          reason: 'adviser',
          link_id: revoked.id,
          policy_id: 'pro-particuliers',
          accounts: [
            { space: 'pro', sub_id: issSub('p-camille') },
            { space: 'particuliers', sub_id: issSub('q-camille') },
          ],
          event_timestamp: occurred,
          history_head: revoked.history.at(-1)?.hash,
        },
      },
    });
  });

  test('that is tried again is the same event to its receiver, and to no other', async () => {
    await send(delivery);
    await send({ ...delivery, attempts: 2 });
    await send({ ...delivery, id: `${delivery.id}-other` });
    const [first, second, other] = await Promise.all(system.received.map(({ body }) => jtiOf(body)));
    expect(second).toBe(first);
    expect(other).not.toBe(first);
  });

  test.each(['invalid_request', 'invalid_key', 'invalid_issuer', 'invalid_audience', 'authentication_failed', 'access_denied'])(
    'answered 400 %s is refused for good',
    async (err) => {
      system.says = { status: 400, body: JSON.stringify({ err, description: 'acc_pro_camille is not known' }) };
      const failure = await failureOf(send(delivery));
      expect(failure).toBeInstanceOf(RefusedForGood);
      expect(failure.message).toBe(`status 400 ${err}`);
    },
  );

  test.each([
    ['200', { status: 200 }],
    ['204', { status: 204 }],
    ['400 without a code of the RFC', { status: 400, body: JSON.stringify({ err: 'camille_martin' }) }],
    ['400 with a page', { status: 400, body: '<html>' }],
    ['400 without end', { status: 400, body: `{"err":"invalid_request","description":"${'a'.repeat(1e6)}"}` }],
    ['401', { status: 401 }],
    ['429', { status: 429 }],
    ['500', { status: 500, body: 'acc_pro_camille' }],
    ['503', { status: 503 }],
  ])('answered %s is tried again, and nothing of the answer is kept', async (_, says) => {
    system.says = says;
    const failure = await failureOf(send(delivery));
    expect(failure).not.toBeInstanceOf(RefusedForGood);
    expect(failure.message).toBe(`status ${says.status}`);
  });

  test.each([301, 307, 308])('answered %d goes nowhere else', async (status) => {
    const elsewhere = await openEventSystem();
    system.says = { status, headers: { location: elsewhere.endpoint } };
    expect(await failureOf(send(delivery))).not.toBeInstanceOf(RefusedForGood);
    expect(elsewhere.received).toEqual([]);
    await elsewhere.close();
  });

  test('that is not answered is tried again', async () => {
    system.says = 'nothing';
    expect(await failureOf(send(delivery))).not.toBeInstanceOf(RefusedForGood);
    await system.close();
    expect(await failureOf(send(delivery))).not.toBeInstanceOf(RefusedForGood);
  });

  test('to a receiver that this node does not know is left for one that does', async () => {
    const failure = await failureOf(send({ ...delivery, destination: 'receiver:new' }));
    expect(failure).not.toBeInstanceOf(RefusedForGood);
    expect(system.received).toEqual([]);
  });
});

function announced(type: Announcement['type']): Announcement {
  const link = type === 'activated' ? active : revoked;
  const announcement = link.outbox.find((candidate) => candidate.type === type);
  if (!announcement) throw new Error(`the sample link announces no ${type}`);
  return announcement;
}

function receiver(change: Partial<EventReceiver>): EventReceiver {
  return {
    id: 'risk',
    endpoint: 'https://risk.bank.example/events',
    audience: 'https://risk.bank.example',
    events: ['activated', 'revoked'],
    ...change,
  };
}

function senderTo(receivers: readonly EventReceiver[]) {
  return createSecurityEventSender({
    issuer: ourIssuer,
    out: { receivers, sign: createTokenSigner(signingKeys.own)('secevent+jwt'), fetch },
    clock: () => now,
  });
}

function due([delivery]: readonly NewDelivery[]): Delivery {
  if (!delivery) throw new Error('nobody is told');
  return { ...delivery, status: 'due', attempts: 1, dueAt: delivery.createdAt };
}

async function jtiOf(token: string): Promise<string | undefined> {
  return (await jwtVerify(token, createLocalJWKSet(signingKeys.published), { currentDate: now })).payload.jti;
}

async function failureOf(sending: Promise<void>): Promise<Error> {
  return sending.then(
    () => {
      throw new Error('it was taken');
    },
    (failure: Error) => failure,
  );
}
