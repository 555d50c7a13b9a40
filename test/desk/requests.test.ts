/** What the desk sends, to the letter: an OAuth client of the admin API and a transmitter of security events, and nothing else. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose';
import { account, type RecordingProvider, startRecordingProvider } from './recording-provider.ts';

const RISC = 'https://schemas.openid.net/secevent/risc/event-type/';
const customer = { space: 'pro', identifier: '70000001' };
const time = 1_800_000_000_123;

let provider: RecordingProvider;
let now: number;

beforeEach(async () => {
  now = time;
  provider = await startRecordingProvider({ now: () => now });
});
afterEach(() => provider.close());

async function act(action: string, fields: Readonly<Record<string, string>> = customer, headers: Readonly<Record<string, string>> = {}) {
  const response = await fetch(`${provider.desk.url}/actions/${action}`, {
    method: 'POST',
    headers,
    body: new URLSearchParams(fields),
    redirect: 'manual',
  });
  const text = await response.text();
  const type = response.headers.get('content-type') ?? '';
  return { status: response.status, type, body: /json/.test(type) ? (JSON.parse(text) as unknown) : text, headers: response.headers };
}

const sent = (path: string) => provider.requests.filter((request) => request.path === path);
const events = () => sent('/events').map(({ body }) => decodeJwt(body));

describe('security events', () => {
  test.each([
    ['reset-code', `${RISC}account-credential-change-required`],
    ['change-administrator', 'urn:passerelle:event:administrator-changed'],
    ['block', `${RISC}account-disabled`],
    ['unblock', `${RISC}account-enabled`],
    ['close', `${RISC}account-purged`],
  ])('%s is a SET of the type %s, about one account, signed with the key of /jwks', async (action, type) => {
    expect(await act(action)).toMatchObject({ status: 200, body: { ok: true } });
    const [pushed] = sent('/events');
    expect(pushed?.type).toBe('application/secevent+jwt');
    expect(pushed?.authorization).toBe('');
    const keys = createRemoteJWKSet(new URL(`${provider.desk.url}/jwks`));
    const { payload } = await jwtVerify(pushed?.body ?? '', keys, {
      typ: 'secevent+jwt',
      algorithms: ['ES256'],
      issuer: provider.desk.url,
      audience: provider.issuer,
      currentDate: new Date(now),
    });
    expect(payload).toEqual({
      iss: provider.desk.url,
      aud: provider.issuer,
      iat: 1_800_000_000,
      jti: expect.stringMatching(/^[\w-]{20,}$/),
      sub_id: { format: 'iss_sub', iss: provider.issuer, sub: account.account_id },
      events: { [type]: { event_timestamp: 1_800_000_000.123 } },
    });
  });

  test('change-administrator names who goes on, where the demo knows who has the account', async () => {
    await provider.close();
    const personOf = (space: string, identifier: string) => (space === 'pro' && identifier === customer.identifier ? 'camille' : undefined);
    provider = await startRecordingProvider({ now: () => now, personOf });
    await act('change-administrator');
    await act('change-administrator', { ...customer, identifier: '70000002' });
    await act('block');
    expect(events().flatMap(({ events: each }) => Object.values(Object(each)).map((payload) => Object(payload).administrator))).toEqual([
      'camille',
      undefined,
      undefined,
    ]);
  });

  test('T37: block and unblock in one moment, and on a clock set back, are told in the order asked', async () => {
    for (const action of ['block', 'unblock', 'block']) await act(action);
    now -= 5000;
    await act('unblock');
    const told = events().flatMap(({ events: each }) => Object.entries(Object(each)));
    expect(told.map(([type]) => type.slice(RISC.length))).toEqual([
      'account-disabled',
      'account-enabled',
      'account-disabled',
      'account-enabled',
    ]);
    const times = told.map(([, payload]) => Math.round(Object(payload).event_timestamp * 1000));
    expect(times).toEqual([...new Set(times)].sort((one, other) => one - other));
    expect(new Set(events().map(({ jti }) => jti)).size).toBe(4);
  });

  test('/jwks shows the public key and nothing of the private one', async () => {
    const response = await fetch(`${provider.desk.url}/jwks`);
    expect(await response.json()).toEqual({
      keys: [{ kty: 'EC', crv: 'P-256', x: expect.any(String), y: expect.any(String), alg: 'ES256', use: 'sig', kid: 'events' }],
    });
  });

  test('an event that is refused is no success, and the reset does not go on to the code', async () => {
    provider.replies.set('POST /events', { status: 400, body: { err: 'access_denied', description: 'no' } });
    expect(await act('reset-code')).toMatchObject({
      status: 502,
      type: expect.stringContaining('application/problem+json'),
      body: { type: 'urn:passerelle:demo:problem:event-refused', status: 502, detail: 'access_denied' },
    });
    expect(sent(`/admin/v1/accounts/${account.account_id}/reset-secret-code`)).toEqual([]);
  });

  test('anything but 202 is no success', async () => {
    for (const status of [200, 204, 503]) {
      provider.replies.set('POST /events', { status });
      expect(await act('block')).toMatchObject({ status: 502 });
    }
  });
});

describe('the admin API', () => {
  test('one token by client_credentials and private_key_jwt, for the resource of the API, serves many requests', async () => {
    await act('block');
    await act('unblock');
    const [asked, ...more] = sent('/token');
    expect(more).toEqual([]);
    expect(Object.fromEntries(new URLSearchParams(asked?.body))).toMatchObject({
      grant_type: 'client_credentials',
      resource: `${provider.issuer}/admin/v1`,
      scope: 'accounts:read accounts:manage account_links:read account_links:revoke policies:suspend',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    });
    now += 600_000;
    await act('block');
    expect(sent('/token')).toHaveLength(2);
    expect(sent('/admin/v1/accounts/search').map(({ authorization }) => authorization)).toEqual(Array(3).fill('Bearer token'));
  });

  test('a token that is not known any more is replaced once, and not for ever', async () => {
    await act('block');
    provider.replies.set('POST /admin/v1/accounts/search', {
      status: 401,
      headers: { 'www-authenticate': 'Bearer error="invalid_token"' },
    });
    expect(await act('block')).toMatchObject({ status: 502, body: { type: 'urn:passerelle:demo:problem:desk-refused' } });
    expect(sent('/token')).toHaveLength(2);
  });

  test('the identifier is in a body and in no address, and every change names the human', async () => {
    await act('reset-code');
    await act('suspend', { policy: 'pro-particuliers' });
    expect(sent('/admin/v1/accounts/search').map(({ body }) => JSON.parse(body))).toEqual([customer]);
    expect(sent(`/admin/v1/accounts/${account.account_id}/reset-secret-code`).map(({ body }) => JSON.parse(body))).toEqual([
      { secret_code: '000000', actor: 'conseiller-demo' },
    ]);
    expect(sent('/admin/v1/policies/pro-particuliers/suspend').map(({ body }) => JSON.parse(body))).toEqual([{ actor: 'conseiller-demo' }]);
    expect(JSON.stringify(provider.requests.map(({ path, query }) => [path, query]))).not.toContain(customer.identifier);
  });

  test('reset-code: the event goes before the code', async () => {
    await act('reset-code');
    const order = provider.requests.map(({ path }) => path);
    expect(order.indexOf('/events')).toBeLessThan(order.indexOf(`/admin/v1/accounts/${account.account_id}/reset-secret-code`));
  });

  test('revoke ends every active and pending link of every page, and no other; with none it is done already', async () => {
    const link = (id: string, state: string) => ({ id, state });
    const first = { account_links: [link('a', 'active'), link('b', 'revoked'), link('c', 'pending')], next_cursor: 'more' };
    provider.replies.set('GET /admin/v1/account-links', { status: 200, body: first });
    const last = { account_links: [link('d', 'active'), link('e', 'declined')] };
    provider.replies.set(`GET /admin/v1/account-links?account_id=${account.account_id}&limit=100&cursor=more`, { status: 200, body: last });
    expect(await act('revoke')).toMatchObject({ status: 200, body: { ok: true } });
    const revoked = provider.requests.filter(({ path }) => path.endsWith('/revoke'));
    expect(revoked.map(({ path }) => path.split('/').at(-2))).toEqual(['a', 'c', 'd']);
    expect(JSON.parse(revoked[0]?.body ?? '')).toEqual({ reason: 'adviser', actor: 'conseiller-demo' });

    provider.replies.set('GET /admin/v1/account-links', { status: 200, body: { account_links: [] } });
    expect(await act('revoke')).toMatchObject({ status: 200, body: { ok: true } });
  });

  test('a problem of the API is passed on as it came, also in the middle of an action', async () => {
    const problem = { type: 'urn:passerelle:problem:unknown-account', title: 'No such account', status: 404, request_id: 'r' };
    provider.replies.set('POST /admin/v1/accounts/search', { status: 404, body: problem });
    expect(await act('block')).toMatchObject({ status: 404, type: expect.stringContaining('application/problem+json'), body: problem });
    expect(sent('/events')).toEqual([]);

    provider.replies.set('POST /admin/v1/accounts/search', { status: 200, body: account });
    provider.replies.set(`POST /admin/v1/accounts/${account.account_id}/reset-secret-code`, {
      status: 409,
      body: { ...problem, status: 409 },
    });
    expect(await act('reset-code')).toMatchObject({ status: 409 });
  });

  test('an answer that is neither JSON nor a problem is a problem of the desk', async () => {
    provider.replies.set('POST /admin/v1/accounts/search', { status: 418, body: 'short and stout' });
    expect(await act('block')).toMatchObject({ status: 502, body: { detail: 'status 418' } });
    provider.replies.set('POST /admin/v1/accounts/search', { status: 200, body: 'short and stout' });
    expect(await act('block')).toMatchObject({ status: 500, body: { type: 'urn:passerelle:demo:problem:fault' } });
  });
});

describe('what is asked of the desk', () => {
  test.each([
    ['an unknown action', 'open-link', customer, 404],
    ['no identifier', 'block', { space: 'pro' }, 400],
    ['no space', 'block', { identifier: '70000001' }, 400],
    ['no policy', 'suspend', customer, 400],
    ['a member of every object', 'constructor', customer, 404],
  ])('%s: a problem, and nothing is sent', async (_title, action, fields, status) => {
    expect(await act(action, { ...fields })).toMatchObject({ status, type: expect.stringContaining('problem+json'), body: { status } });
    expect(provider.requests).toEqual([]);
  });

  test('JSON is taken as forms are', async () => {
    const response = await fetch(`${provider.desk.url}/actions/block`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(customer),
    });
    expect(await response.json()).toEqual({ ok: true });
  });

  test('a form of another port of localhost acts for nobody', async () => {
    expect(await act('block', customer, { origin: provider.issuer })).toMatchObject({ status: 403 });
    expect(provider.requests).toEqual([]);
    expect(await act('block', customer, { origin: provider.desk.url })).toMatchObject({ status: 200 });
  });

  test('GET never acts', async () => {
    const response = await fetch(`${provider.desk.url}/actions/block?space=pro&identifier=70000001`);
    expect(response.status).toBe(404);
    expect(provider.requests).toEqual([]);
  });
});

describe('a provider that is away', () => {
  test('is a problem with 502, for programs and for browsers, and the desk works once it is back', async () => {
    let away = true;
    const late = await startRecordingProvider({
      fetch: (input, init) => (away ? Promise.reject(new TypeError('fetch failed')) : fetch(input, init)),
    });
    const ask = (accept: string) =>
      fetch(`${late.desk.url}/actions/block`, {
        method: 'POST',
        headers: { accept },
        body: new URLSearchParams(customer),
        redirect: 'manual',
      });
    const program = await ask('application/json');
    expect([program.status, await program.json()]).toMatchObject([502, { type: 'urn:passerelle:demo:problem:provider-unreachable' }]);
    const page = await ask('text/html');
    expect([page.status, page.headers.get('content-type')]).toEqual([502, 'text/html; charset=utf-8']);
    away = false;
    expect((await ask('application/json')).status).toBe(200);
    await late.close();
  });
});
