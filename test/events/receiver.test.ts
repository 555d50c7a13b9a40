/** The answers of RFC 8935, what they promise, and what a replay, a fault and a silent feed do. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { decodeJwt } from 'jose';
import type { PasserelleStore } from '../../src/oidc/store.ts';
import { createMemoryStore } from '../../src/storage/memory/memory-store.ts';
import { describeOnStores } from '../ground/stores.ts';
import { openStore } from './open-store.ts';
import { openReceiver, type ReceiverWorld } from './receiver-world.ts';
import { bankIssuer, createTransmitter, now, ourIssuer, ours, ssf } from './transmitter.ts';

const clock = () => now;
const revoked = `revokeAllOf acc_pro_camille secret_reset issuer:${bankIssuer}`;
const wholeEffect = [revoked, 'credentialsChanged acc_pro_camille', revoked];

describeOnStores('a pushed security event', (kind) => {
  let world: ReceiverWorld;
  let close: () => Promise<void>;
  beforeEach(async () => {
    const opened = await openStore(kind);
    close = opened.close;
    world = await openReceiver({ store: opened.store });
  });
  afterEach(() => close());

  test('is acknowledged by 202 and nothing else, when it has taken effect', async () => {
    const answer = await world.push(await world.transmitter.sign());
    expect([answer.status, answer.text, answer.get('Content-Length'), answer.get('Content-Type')]).toEqual([202, '', '0', undefined]);
    expect(answer.get('Cache-Control')).toBe('no-store');
    expect(world.effects).toEqual(wholeEffect);
  });

  test('T38: that comes again is acknowledged, and nothing is done', async () => {
    const token = await world.transmitter.sign();
    const statuses = [];
    for (const pushed of [token, token, await world.transmitter.sign(jtiOf(token))]) statuses.push((await world.push(pushed)).status);
    expect(statuses).toEqual([202, 202, 202]);
    expect(world.effects).toEqual(wholeEffect);
    expect(world.notices.map(({ event }) => event)).toEqual([
      'security_event.accepted',
      'security_event.replayed',
      'security_event.replayed',
    ]);
  });

  test('T38: of another issuer may have the same jti', async () => {
    const other = await createTransmitter({ issuer: 'https://fraud.bank.example' }, 'ES256', 'fraud-1');
    const both = await openReceiver({ store: world.store, issuers: [world.transmitter.entry, other.entry] });
    const token = await world.transmitter.sign();
    await both.push(token);
    await both.push(await other.sign({ ...jtiOf(token), iss: other.entry.issuer }));
    expect(both.notices.map(({ event }) => event)).toEqual(['security_event.accepted', 'security_event.accepted']);
  });

  test('T38: twenty times at once leaves what once leaves', async () => {
    const token = await world.transmitter.sign();
    const answers = await Promise.all(Array.from({ length: 20 }, () => world.push(token)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
    expect(new Set(world.effects)).toEqual(new Set(wholeEffect));
    expect((await world.push(token)).status).toBe(202);
    expect(world.notices.at(-1)?.event).toBe('security_event.replayed');
  });

  test.each(['credentialsChanged', 'revokeAllOf'])(
    'T36: whose %s fails is not acknowledged, and takes effect when it is sent again',
    async (effect) => {
      const token = await world.transmitter.sign();
      world.failing = effect;
      expect((await world.push(token)).status).toBe(503);
      expect(await world.store.feeds.lastHeard(bankIssuer)).toBeUndefined();
      world.failing = undefined;
      world.effects.length = 0;
      expect((await world.push(token)).status).toBe(202);
      expect(world.effects).toEqual(wholeEffect);
    },
  );

  test('T36: is heard of its issuer, and a replay is no news', async () => {
    const token = await world.transmitter.sign();
    await world.push(token);
    expect(await world.store.feeds.lastHeard(bankIssuer)).toEqual(now);
    world.time = new Date(now.getTime() + 600_000);
    await world.push(token);
    expect(await world.store.feeds.lastHeard(bankIssuer)).toEqual(now);
    // What was signed ten minutes ago and held back says nothing of now.
    await world.push(await world.transmitter.sign({ events: { [ssf('verification')]: {} } }));
    expect(await world.store.feeds.lastHeard(bankIssuer)).toEqual(now);
    await world.push(await world.transmitter.sign({ events: { [ssf('verification')]: {} }, iat: world.time.getTime() / 1000 }));
    expect(await world.store.feeds.lastHeard(bankIssuer)).toEqual(world.time);
    expect(await world.store.feeds.lastHeard(ourIssuer)).toBeUndefined();
  });
});

describe('the endpoint', () => {
  test.each(['get', 'put', 'delete', 'head', 'options'] as const)('answers %s by 405, and says what it takes', async (method) => {
    const answer = await (await openReceiver()).request(method);
    expect([answer.status, answer.get('Allow'), answer.text ?? '']).toEqual([405, 'POST', '']);
  });

  test('tells the log no account and no unknown issuer’s name', async () => {
    const world = await openReceiver();
    await world.push(await world.transmitter.sign());
    await world.push(await world.transmitter.sign({ iss: 'https://stranger.example' }));
    await world.push(await world.transmitter.sign({ events: { [ours('tea-time')]: {} } }));
    expect(world.notices).toEqual([
      { event: 'security_event.accepted', issuer: bankIssuer, type: expect.stringContaining('risc'), jti: expect.any(String) },
      { event: 'security_event.refused', reason: 'unknown_issuer' },
      { event: 'security_event.refused', issuer: bankIssuer, reason: 'event_not_allowed' },
    ]);
  });
});

describe('a store that does not answer', () => {
  test.each(['find', 'upsert'] as const)('T36: at the %s of the jti leaves the event unacknowledged', async (method) => {
    const inner = createMemoryStore({ clock });
    const failing = { ...inner.artifacts('SecurityEvent'), [method]: () => Promise.reject(new Error('connection timed out')) };
    const store: PasserelleStore = { ...inner, artifacts: () => failing };
    const world = await openReceiver({ store });
    expect((await world.push(await world.transmitter.sign())).status).toBe(503);
    expect(world.notices).toEqual([]);
  });
});

function jtiOf(token: string): { readonly jti: string | undefined } {
  return { jti: decodeJwt(token).jti };
}
