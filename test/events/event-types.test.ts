/** What follows from each security event, in which order, and from which nothing follows. */
import { beforeEach, describe, expect, test } from '@jest/globals';
import { openReceiver, type ReceiverWorld } from './receiver-world.ts';
import { bankIssuer, caep, createTransmitter, issSub, ours, risc, seconds, ssf } from './transmitter.ts';

const account = 'acc_pro_camille';
const revoked = (reason: string) => `revokeAllOf ${account} ${reason} issuer:${bankIssuer}`;
const changed = `credentialsChanged ${account}`;
const revokedAround = (change: string, reason: string) => [revoked(reason), change, revoked(reason)];
const at = '2026-05-04T10:00:00.000Z';
const handedOver = (to: string) => revokedAround(`administratorChanged ${account} ${at} ${to}`, 'administrator_changed');

type Case = readonly [type: string, payload: Readonly<Record<string, unknown>>, effects: readonly string[]];

const credentialChange = (credential_type: string, change_type: string, effects: readonly string[]): Case => [
  caep('credential-change'),
  { credential_type, change_type },
  effects,
];

const cases: readonly Case[] = [
  [risc('account-credential-change-required'), {}, revokedAround(changed, 'secret_reset')],
  [risc('credential-compromise'), { credential_type: 'password' }, [...revokedAround(changed, 'secret_reset'), `endSessions ${account}`]],
  [risc('identifier-changed'), {}, revokedAround(changed, 'identifier_changed')],
  [risc('account-purged'), {}, [...revokedAround(`purged ${account} ${at}`, 'account_closed'), `endSessions ${account}`]],
  [risc('account-disabled'), { reason: 'hijacking' }, [`disabled ${account} ${at}`, `endLinkedLogins ${account}`]],
  [risc('account-enabled'), {}, [`enabled ${account} ${at}`]],
  credentialChange('password', 'update', revokedAround(changed, 'secret_changed')),
  credentialChange('pin', 'update', revokedAround(changed, 'secret_changed')),
  credentialChange('password', 'revoke', revokedAround(changed, 'secret_reset')),
  credentialChange('pin', 'delete', revokedAround(changed, 'secret_reset')),
  credentialChange('password', 'create', []),
  credentialChange('pin', 'create', []),
  credentialChange('phone-app', 'create', []),
  credentialChange('phone-app', 'delete', []),
  credentialChange('fido2-roaming', 'update', []),
  credentialChange('constructor', 'revoke', []),
  [caep('session-revoked'), {}, [`endSessions ${account}`]],
  [ours('administrator-changed'), {}, handedOver('nobody')],
  [ours('adviser-revocation'), {}, [revoked('adviser')]],
  [ssf('verification'), { state: 'VGhpcyBpcyBhbg' }, []],
  [ssf('stream-updated'), { status: 'enabled' }, []],
  ['https://schemas.openid.net/secevent/sse/event-type/verification', {}, []],
];

describe('a security event', () => {
  let world: ReceiverWorld;
  beforeEach(async () => {
    world = await openReceiver();
  });
  const push = async (claims: Readonly<Record<string, unknown>>) => (await world.push(await world.transmitter.sign(claims))).status;

  test.each(cases)('%s %j: the links, before and after the directory, then the logins', async (type, payload, effects) => {
    expect(await push({ events: { [type]: payload } })).toBe(202);
    expect(world.effects).toEqual(effects);
    expect(world.notices).toMatchObject([{ event: 'security_event.accepted', issuer: bankIssuer, type }]);
  });

  test.each([
    ['a credential-change that does not say of what', { change_type: 'update' }],
    ['a credential-change that does not say how', { credential_type: 'password' }],
    ['a credential-change of a kind that CAEP does not have', { credential_type: 'password', change_type: 'rotate' }],
  ])('%s is refused', async (_, payload) => {
    expect(await push({ events: { [caep('credential-change')]: payload } })).toBe(400);
    expect(world.effects).toEqual([]);
  });

  test('names the next administrator where its issuer may, and else leaves nobody known', async () => {
    const events = { [ours('administrator-changed')]: { administrator: 'nadia' } };
    expect(await push({ events })).toBe(202);
    expect(world.effects).toEqual(handedOver('nobody'));
    const believing = await openReceiver({ transmitter: await createTransmitter({ namesAdministrators: true }) });
    expect((await believing.push(await believing.transmitter.sign({ events }))).status).toBe(202);
    expect(believing.effects).toEqual(handedOver('nadia'));
  });

  test.each([
    ['a number', 7],
    ['an object', { $ne: '' }],
    ['null', null],
    ['empty', ''],
    ['endless', 'n'.repeat(201)],
  ])('with an administrator that is %s is refused', async (_, administrator) => {
    const answer = await world.push(await world.transmitter.sign({ events: { [ours('administrator-changed')]: { administrator } } }));
    expect([answer.status, answer.body.err]).toEqual([400, 'invalid_request']);
    expect(world.effects).toEqual([]);
  });

  test('of several in one token, each takes effect', async () => {
    const events = { [risc('account-disabled')]: {}, [ours('administrator-changed')]: {}, [caep('session-revoked')]: {} };
    expect(await push({ events })).toBe(202);
    expect(world.effects).toEqual([
      `disabled ${account} ${at}`,
      `endLinkedLogins ${account}`,
      ...handedOver('nobody'),
      `endSessions ${account}`,
    ]);
  });

  test('that nobody here understands is ignored beside one that is', async () => {
    const events = { 'https://bank.example/event/tea-time': {}, [caep('session-revoked')]: {}, constructor: {} };
    expect(await push({ events })).toBe(202);
    expect(world.effects).toEqual([`endSessions ${account}`]);
    expect(world.notices).toMatchObject([{ type: caep('session-revoked') }]);
  });

  test('that is refused leaves nothing of the others in its token', async () => {
    const events = { [ours('adviser-revocation')]: {}, [caep('credential-change')]: { credential_type: 'pin' } };
    expect(await push({ events })).toBe(400);
    expect(world.effects).toEqual([]);
  });

  test('finds a directory that knows already, where the accounts are not kept here', async () => {
    const elsewhere = await openReceiver({ keptElsewhere: true });
    const token = await elsewhere.transmitter.sign({ events: { [risc('account-purged')]: {} } });
    expect((await elsewhere.push(token)).status).toBe(202);
    expect(elsewhere.effects).toEqual([revoked('account_closed'), `endSessions ${account}`]);
  });

  describe('of a status', () => {
    const disabled = (payload: Readonly<Record<string, unknown>>, claims = {}) =>
      push({ ...claims, events: { [risc('account-disabled')]: payload } });

    test('is as of event_timestamp, else toe, else iat', async () => {
      await disabled({ event_timestamp: seconds - 30.25 }, { toe: seconds - 20, iat: seconds - 10 });
      await disabled({}, { toe: seconds - 20, iat: seconds - 10 });
      await disabled({}, { iat: seconds - 10 });
      expect(world.effects.filter((effect) => effect.startsWith('disabled'))).toEqual([
        `disabled ${account} 2026-05-04T09:59:29.750Z`,
        `disabled ${account} 2026-05-04T09:59:40.000Z`,
        `disabled ${account} 2026-05-04T09:59:50.000Z`,
      ]);
    });

    test.each([
      ['in milliseconds', seconds * 1000],
      ['of the next hour', seconds + 3600],
      ['as text', '2026-05-04T10:00:00Z'],
      ['of nothing', 0],
    ])('T37: with a time %s is refused: it would outlive every later one', async (_, event_timestamp) => {
      expect(await disabled({ event_timestamp })).toBe(400);
      expect(world.effects).toEqual([]);
    });

    test('alone needs its time: a reset is not lost over it', async () => {
      expect(await push({ events: { [ours('administrator-changed')]: { event_timestamp: seconds * 1000 } } })).toBe(202);
      expect(world.effects).toEqual(handedOver('nobody'));
    });
  });

  describe('of an account named', () => {
    const subjects: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
      ['by iss_sub', { sub_id: issSub(account) }],
      ['by opaque', { sub_id: { format: 'opaque', id: account } }],
      [
        'by the user of a complex subject',
        { sub_id: { format: 'complex', user: issSub(account), tenant: { format: 'opaque', id: 'bank' } } },
      ],
      ['by an opaque user of one', { sub_id: { format: 'complex', user: { format: 'opaque', id: account } } }],
      ['in the event', { sub_id: undefined, events: { [caep('session-revoked')]: { subject: issSub(account) } } }],
      ['in both, alike', { events: { [caep('session-revoked')]: { subject: { format: 'opaque', id: account } } } }],
    ];
    test.each(subjects)('%s', async (_, claims) => {
      expect(await push({ events: { [caep('session-revoked')]: {} }, ...claims })).toBe(202);
      expect(world.effects).toEqual([`endSessions ${account}`]);
    });

    test('with one session of it ends all of them', async () => {
      const sub_id = { format: 'complex', user: issSub(account), session: { format: 'opaque', id: 'dMTlD|1600802906337.16|16008.16' } };
      expect(await push({ sub_id, events: { [caep('session-revoked')]: {} } })).toBe(202);
      expect(world.effects).toEqual([`endSessions ${account}`]);
    });
  });
});
