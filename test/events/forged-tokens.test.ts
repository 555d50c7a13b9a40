/** T38: what is refused, with which code of RFC 8935 section 2.4, and that nothing comes of it. */
import { beforeAll, describe, expect, test } from '@jest/globals';
import { base64url, SignJWT, UnsecuredJWT } from 'jose';
import { openReceiver, type ReceiverWorld } from './receiver-world.ts';
import { bankIssuer, caep, createTransmitter, goodClaims, issSub, ourIssuer, risc, seconds, type Transmitter } from './transmitter.ts';

type Claims = Readonly<Record<string, unknown>>;
type Make = (transmitter: Transmitter, others: Others) => Promise<string> | string;

interface Others {
  /** A stranger, who calls themselves and their key what they like. */
  readonly stranger: Transmitter;
  /** A key of the issuer's own set, of an algorithm that is not accepted. */
  readonly unaccepted: Transmitter;
}

const account = 'acc_pro_camille';
const claims = (change: Claims, header?: Claims): Make => {
  return (transmitter) => transmitter.sign(change, header);
};
const subject = (sub_id: unknown) => claims({ sub_id });
const day = 24 * 60 * 60;

const cases: Readonly<Record<string, readonly (readonly [title: string, make: Make])[]>> = {
  invalid_request: [
    ['nothing', () => ''],
    ['no token', () => 'a security event'],
    ['a token that was cut', async (transmitter) => (await transmitter.sign()).split('.').slice(0, 2).join('.')],
    ['two tokens', async (transmitter) => `${await transmitter.sign()}\n${await transmitter.sign()}`],
    ['a list of tokens', async (transmitter) => JSON.stringify([await transmitter.sign()])],
    ['a token beyond 64 kB', (transmitter) => transmitter.sign({ padding: 'a'.repeat(64 * 1024) })],
    ['no typ', claims({}, { typ: undefined })],
    ['typ JWT', claims({}, { typ: 'JWT' })],
    [
      'a logout token',
      claims(
        { sid: 'sid', sub_id: undefined, events: { 'http://schemas.openid.net/event/backchannel-logout': {} } },
        { typ: 'logout+jwt' },
      ),
    ],
    ['an access token', claims({ scope: 'openid', client_id: 'rp', exp: seconds + 60 }, { typ: 'at+jwt' })],
    ['an ID token', claims({ sub: account, nonce: 'n', exp: seconds + 60, events: undefined }, { typ: undefined })],
    ['an ID token that calls itself an event', claims({ nonce: 'n' })],
    ['a subject beside sub_id', claims({ sub: account })],
    ['a subject in place of sub_id', claims({ sub: account, sub_id: undefined })],
    ['a critical header parameter that is unknown', (transmitter) => crit(transmitter)],
    ['no jti', claims({ jti: undefined })],
    ['an empty jti', claims({ jti: '' })],
    ['a long jti', claims({ jti: 'j'.repeat(201) })],
    ['a jti that is no text', claims({ jti: { $ne: null } })],
    ['no iat', claims({ iat: undefined })],
    ['iat as text', claims({ iat: String(seconds) })],
    ['iat in the future', claims({ iat: seconds + 61 })],
    ['iat so long ago that a replay would not be known', claims({ iat: seconds - 400 * day })],
    ['exp in the past', claims({ exp: seconds - 61 })],
    ['nbf in the future', claims({ nbf: seconds + 61 })],
    ['no events', claims({ events: undefined })],
    ['an empty object of events', claims({ events: {} })],
    ['a list of events', claims({ events: [caep('session-revoked')] })],
    ['an event that is no object', claims({ events: { [caep('session-revoked')]: true } })],
    ['no subject', subject(undefined)],
    ['a subject that is text', subject(account)],
    ['no format', subject({ iss: ourIssuer, sub: account })],
    ['the subject format email', subject({ format: 'email', email: 'camille@example.com' })],
    ['the subject format phone_number', subject({ format: 'phone_number', phone_number: '+33600000000' })],
    ['the subject format account', subject({ format: 'account', uri: `acct:${account}@bank.example` })],
    ['the subject format did', subject({ format: 'did', url: 'did:example:123456' })],
    ['the subject format uri', subject({ format: 'uri', uri: `urn:${account}` })],
    ['the subject format jwt_id', subject({ format: 'jwt_id', iss: ourIssuer, jti: account })],
    ['the subject format aliases', subject({ format: 'aliases', identifiers: [issSub(account)] })],
    ['an account of the transmitter and not of ours', subject(issSub(account, bankIssuer))],
    ['an iss_sub without iss', subject({ format: 'iss_sub', sub: account })],
    ['an empty account', subject(issSub(''))],
    ['an account that is an operator', subject({ format: 'opaque', id: { $ne: null } })],
    ['an account beyond any length', subject({ format: 'opaque', id: `acc_pro_${'a'.repeat(300)}` })],
    ['a complex subject without user', subject({ format: 'complex', session: issSub(account) })],
    ['a complex subject in a complex one', subject({ format: 'complex', user: { format: 'complex', user: issSub(account) } })],
    ['two subjects', claims({ events: { [caep('session-revoked')]: { subject: issSub('acc_pro_paul') } } })],
    [
      'a second subject that cannot be read',
      claims({ events: { [caep('session-revoked')]: { subject: { format: 'email', email: 'a@b.c' } } } }),
    ],
  ],
  invalid_issuer: [
    ['an issuer that is not known', claims({ iss: 'https://stranger.example' })],
    ['our own issuer', claims({ iss: ourIssuer })],
    ['no issuer', claims({ iss: undefined })],
    ['an issuer that is no text', claims({ iss: { toString: bankIssuer } })],
    ['an issuer with a slash more', claims({ iss: `${bankIssuer}/` })],
  ],
  invalid_audience: [
    ['another audience', claims({ aud: 'https://other.example' })],
    ['no audience', claims({ aud: undefined })],
    ['an audience that begins like ours', claims({ aud: `${ourIssuer}.evil.example` })],
    ['audiences that are not ours', claims({ aud: ['https://other.example', bankIssuer] })],
  ],
  invalid_key: [
    ['alg none', () => `${new UnsecuredJWT({ ...goodClaims() }).encode()}`],
    ['alg none with kid and typ', () => unsecured()],
    ['no kid', claims({}, { kid: undefined })],
    ['another kid', claims({}, { kid: 'key-2' })],
    ['the issuer’s public key used as a shared secret', (transmitter) => sharedSecret(transmitter)],
    ['an algorithm that is not accepted, by a key of the issuer', (_, { unaccepted }) => unaccepted.sign()],
    ['a key that the token brings along', async (_, { stranger }) => stranger.sign({}, { kid: undefined, jwk: stranger.jwk })],
  ],
  authentication_failed: [
    ['a stranger’s signature under the issuer’s name and kid', (_, { stranger }) => stranger.sign()],
    ['a signature of other claims', async (transmitter) => withClaims(await transmitter.sign(), { sub_id: issSub('acc_pro_paul') })],
    ['no signature', async (transmitter) => `${(await transmitter.sign()).split('.').slice(0, 2).join('.')}.`],
  ],
  access_denied: [
    ['an event that the issuer may not send', claims({ events: { [risc('account-purged')]: {} } })],
    ['an event that nobody knows', claims({ events: { 'https://bank.example/event/tea-time': {} } })],
    ['an event named like a member of every object', claims({ events: { constructor: {} } })],
    ['an account of another space', subject(issSub('acc_particuliers_camille'))],
    ['an account of no space', subject({ format: 'opaque', id: 'camille' })],
  ],
};

describe('T38: refused', () => {
  let world: ReceiverWorld;
  let others: Others;
  beforeAll(async () => {
    const unaccepted = await createTransmitter({}, 'ES512', 'key-512');
    const own = await createTransmitter();
    const entry = {
      ...own.entry,
      keys: { jwks: { keys: [own.jwk, unaccepted.jwk] } },
      events: [risc('account-credential-change-required'), caep('session-revoked')],
    };
    others = { stranger: await createTransmitter(), unaccepted };
    world = await openReceiver({ issuers: [entry], transmitter: own });
  });

  const table = Object.entries(cases).flatMap(([err, rows]) => rows.map(([title, make]) => [err, title, make] as const));

  test.each(table)('%s: %s', async (err, _title, make) => {
    world.notices.length = 0;
    const answer = await world.push(await make(world.transmitter, others));
    expect([answer.status, answer.body]).toEqual([400, { err, description: expect.stringMatching(/^[\x20-\x7e]+$/) }]);
    expect(answer.get('Content-Type')).toMatch(/^application\/json/);
    expect(answer.get('Content-Language')).toBe('en');
    expect(answer.get('Cache-Control')).toBe('no-store');
    expect(world.notices).toEqual([expect.objectContaining({ event: 'security_event.refused' })]);
    expect(JSON.stringify(world.notices)).not.toContain('acc_');
    expect(world.effects).toEqual([]);
    expect(await world.store.feeds.lastHeard(bankIssuer)).toBeUndefined();
  });

  test.each(['application/json', 'application/jwt', 'text/plain', 'application/x-www-form-urlencoded', 'application/secevent+jwt-seq'])(
    'invalid_request: a token as %s',
    async (contentType) => {
      const { status, body } = await world.push(await world.transmitter.sign(), contentType);
      expect([status, body.err]).toEqual([400, 'invalid_request']);
      expect(world.effects).toEqual([]);
    },
  );

  test('says of an account of ours what it says of none', async () => {
    const answers = await Promise.all(
      ['acc_particuliers_camille', 'acc_nowhere_camille', 'camille'].map(async (id) =>
        world.push(await world.transmitter.sign({ sub_id: issSub(id) })),
      ),
    );
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
  });
});

describe('what is near to that is taken', () => {
  test.each([
    ['typ with its prefix', {}, { typ: 'application/secevent+jwt' }],
    ['typ in capitals', {}, { typ: 'SECEVENT+JWT' }],
    ['us among the audiences', { aud: ['https://other.example', ourIssuer] }, {}],
    ['iat within the tolerance', { iat: seconds + 60 }, {}],
    ['iat of last year', { iat: seconds - 365 * day }, {}],
    ['an exp to come', { exp: seconds + 60 }, {}],
    ['an account that does not exist', { sub_id: issSub('acc_pro_nobody') }, {}],
  ])('%s', async (_, change, header) => {
    const world = await openReceiver();
    expect((await world.push(await world.transmitter.sign(change, header))).status).toBe(202);
    expect(world.effects).not.toEqual([]);
  });

  test.each(['application/secevent+jwt; charset=utf-8', 'Application/SecEvent+JWT'])('%s', async (contentType) => {
    const world = await openReceiver();
    expect((await world.push(await world.transmitter.sign(), contentType)).status).toBe(202);
  });

  test.each(['ES256', 'ES384', 'PS256', 'RS256', 'EdDSA'])('a signature by %s', async (alg) => {
    const world = await openReceiver({ transmitter: await createTransmitter({}, alg) });
    expect((await world.push(await world.transmitter.sign())).status).toBe(202);
  });

  test.each(['ES384', 'RS256'])('but not by %s, where the issuer is held to ES256', async (alg) => {
    const world = await openReceiver({ transmitter: await createTransmitter({ algorithms: ['ES256'] }, alg) });
    expect((await world.push(await world.transmitter.sign())).body.err).toBe('invalid_key');
  });

  test('an event about the feed needs no permission', async () => {
    const world = await openReceiver({ transmitter: await createTransmitter({ events: [], spaces: [] }) });
    const verification = {
      sub_id: { format: 'opaque', id: 'stream-1' },
      events: { 'https://schemas.openid.net/secevent/ssf/event-type/verification': {} },
    };
    expect((await world.push(await world.transmitter.sign(verification))).status).toBe(202);
    expect(world.effects).toEqual([]);
  });
});

function unsecured(): string {
  const header = { alg: 'none', typ: 'secevent+jwt', kid: 'key-1' };
  return `${encoded(header)}.${encoded(goodClaims())}.`;
}

function sharedSecret({ jwk }: Transmitter): Promise<string> {
  return new SignJWT({ ...goodClaims() })
    .setProtectedHeader({ alg: 'HS256', typ: 'secevent+jwt', kid: 'key-1' })
    .sign(new TextEncoder().encode(JSON.stringify(jwk)));
}

/** Signing such a header is refused by the library, so it is put in afterwards. */
async function crit(transmitter: Transmitter): Promise<string> {
  const [, payload, signature] = (await transmitter.sign()).split('.');
  return `${encoded({ alg: 'ES256', typ: 'secevent+jwt', kid: 'key-1', crit: ['exp'], exp: 1 })}.${payload}.${signature}`;
}

function withClaims(token: string, change: Claims): string {
  const [header, , signature] = token.split('.');
  return `${header}.${encoded({ ...goodClaims(), ...change })}.${signature}`;
}

function encoded(value: unknown): string {
  return base64url.encode(JSON.stringify(value));
}
