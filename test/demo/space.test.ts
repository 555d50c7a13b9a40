/** A space over the wire, against a plain provider: what it sends, what it believes, what it refuses. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { importJWK, SignJWT } from 'jose';
import { type Browser, createBrowser } from './plain-browser.ts';
import { CODE, type Ground, STRONG, startGround } from './stock-provider.ts';

let ground: Ground;
let browser: Browser;
let space: string;

beforeEach(async () => {
  ground = await startGround();
  space = ground.space.url;
  browser = createBrowser();
});

afterEach(() => ground.close());

const atCallback = (url: string) => url.startsWith(`${space}/callback`);
const session = () => browser.json(`${space}/session`);
const operations = () => browser.json(`${space}/operations`);

async function callbackOf(path: string): Promise<URL> {
  const page = await browser.follow(`${space}${path}`, atCallback);
  return new URL(page.location ?? '');
}

describe('GET /login and /callback', () => {
  test('code flow with PAR and PKCE S256; the session gets another id and the page shows the customer', async () => {
    await browser.request(`${space}/login`);
    const anonymous = browser.cookie('espace-pro.sid');
    const page = await browser.follow(`${space}/login?ui_locales=fr&login_hint=70000001`);

    expect(page.url.href).toBe(`${space}/`);
    expect(browser.cookie('espace-pro.sid')).not.toBe(anonymous);
    expect(page.body).toContain('Bonjour Camille &lt;Martin&gt;');
    expect(page.body).toContain('•••• 0001');
    expect(page.body).toContain(
      `href="http://localhost:3002/login?iss=${encodeURIComponent(ground.issuer)}&amp;linked_from=pro&amp;ui_locales=fr"`,
    );
    expect(page.body).toContain(`href="${ground.issuer}/preferences?space=pro&amp;ui_locales=fr"`);
    expect(await session()).toMatchObject({
      signed_in: true,
      id_token_claims: { sub: 'pro-1', acr: CODE, name: 'Camille <Martin>' },
      error: null,
      error_description: null,
    });
    expect(Object.fromEntries(ground.pushed.at(-1) ?? [])).toMatchObject({
      client_id: 'espace-pro',
      code_challenge_method: 'S256',
      ui_locales: 'fr',
      login_hint: '70000001',
      redirect_uri: `${space}/callback`,
    });
  });

  test('linked_from is passed on verbatim, and twice when given twice: the PAR error is the outcome', async () => {
    await browser.follow(`${space}/login?linked_from=a%20b%26c`);
    expect(ground.pushed.at(-1)?.get('linked_from')).toBe('a b&c');

    const page = await browser.follow(`${space}/login?linked_from=pro&linked_from=pro`);
    expect(page.url.href).toBe(`${space}/`);
    expect(page.body).toContain('Demande non reconnue');
    expect(await session()).toMatchObject({
      signed_in: true,
      error: 'invalid_request',
      error_description: expect.stringContaining('linked_from'),
    });
  });

  test('iss of another provider is refused with 400, the right one is taken', async () => {
    expect((await browser.request(`${space}/login?iss=https://evil.example`)).status).toBe(400);
    expect((await browser.request(`${space}/login?iss=${ground.issuer}&iss=${ground.issuer}`)).status).toBe(400);
    expect((await browser.request(`${space}/login?iss=${ground.issuer}`)).status).toBe(303);
  });

  test('access_denied leaves signed_in as it was and tells the customer what to do', async () => {
    ground.login = { error: 'access_denied' };
    const page = await browser.follow(`${space}/login`);
    expect(page.body).toContain('L’accès n’a pas été ouvert');
    expect(await session()).toMatchObject({ signed_in: false, id_token_claims: null, error: 'access_denied' });

    ground.login = { accountId: 'pro-1', acr: CODE };
    await browser.follow(`${space}/login`);
    ground.login = { error: 'access_denied' };
    await browser.follow(`${space}/login?prompt=login`);
    expect(await session()).toMatchObject({ signed_in: true, error: 'access_denied' });
  });

  test('two tabs finish in any order', async () => {
    const first = await callbackOf('/login');
    const second = await callbackOf('/login');
    expect((await browser.follow(first)).status).toBe(200);
    expect((await browser.follow(second)).status).toBe(200);
    expect(await session()).toMatchObject({ signed_in: true, error: null });
  });

  test('T60: a forged callback, a foreign browser and a callback played again are refused by state', async () => {
    const callback = await callbackOf('/login');
    const forged = new URL(callback);
    forged.searchParams.set('state', 'forged');
    expect((await browser.request(forged)).status).toBe(400);
    expect((await createBrowser().request(callback)).status).toBe(400);
    expect(await session()).toMatchObject({ signed_in: false });

    expect((await browser.request(callback)).status).toBe(303);
    expect((await browser.request(callback)).status).toBe(400);
    expect(await session()).toMatchObject({ signed_in: true, error: 'unknown_state' });
  });

  test.each([
    ['another issuer', (url: URL) => url.searchParams.set('iss', 'https://evil.example')],
    ['no issuer', (url: URL) => url.searchParams.delete('iss')],
  ])('T31: an answer with %s is not believed', async (_title, alter) => {
    const callback = await callbackOf('/login');
    alter(callback);
    await browser.request(callback);
    expect(await session()).toMatchObject({ signed_in: false, error: 'invalid_response' });
  });
});

describe('POST /operations', () => {
  const transfer = { payee: 'EDF & fils', amount: '12,50' };

  beforeEach(() => browser.follow(`${space}/login`));

  async function approve(login: Ground['login']): Promise<URL> {
    ground.login = login;
    const asked = await browser.post(`${space}/operations`, transfer);
    expect(asked.status).toBe(303);
    const page = await browser.follow(asked.location ?? '', atCallback);
    return new URL(page.location ?? '');
  }

  test.each([
    ['another amount', [{ type: 'operation', payee: 'EDF & fils', amount: '12.51' }]],
    ['another payee', [{ type: 'operation', payee: 'EDF', amount: '12.50' }]],
    ['two operations', [0, 1].map(() => ({ type: 'operation', payee: 'EDF & fils', amount: '12.50' }))],
  ])('T29: executes nothing when %s came back as approved', async (_title, approved) => {
    const page = await browser.follow(await approve({ accountId: 'pro-1', acr: STRONG, approved }));
    expect(page.body).toContain('Opération non exécutée');
    expect(await operations()).toEqual([]);
  });

  test('T27: asks for prompt=login and an essential strong acr, and executes once after it', async () => {
    const callback = await approve({ accountId: 'pro-1', acr: STRONG });
    const sent = ground.pushed.at(-1);
    expect(sent?.get('prompt')).toBe('login');
    expect(JSON.parse(sent?.get('authorization_details') ?? '')).toEqual([{ type: 'operation', payee: 'EDF & fils', amount: '12.50' }]);
    expect(JSON.parse(sent?.get('claims') ?? '')).toEqual({ id_token: { acr: { essential: true, value: STRONG } } });
    expect(await operations()).toEqual([]);

    const page = await browser.follow(callback);
    expect(page.body).toContain('Opération exécutée');
    await browser.request(callback);
    expect(await operations()).toEqual([{ id: expect.any(String), payee: 'EDF & fils', amount: '12.50', executed_at: expect.any(String) }]);
  });

  test('T27: a login of level strong does not spare the approval of an operation', async () => {
    ground.login = { accountId: 'pro-1', acr: STRONG };
    await browser.follow(`${space}/login?prompt=login`);
    ground.login = { error: 'access_denied' };
    const asked = await browser.post(`${space}/operations`, transfer);
    const page = await browser.follow(asked.location ?? '');
    expect(page.body).toContain('Opération non validée');
    expect(await operations()).toEqual([]);
  });

  test.each([
    ['acr of level code', 'operation_not_strong', { accountId: 'pro-1', acr: CODE }],
    ['no acr', 'operation_not_strong', { accountId: 'pro-1' }],
    [
      'an auth_time before the operation',
      'operation_not_fresh',
      { accountId: 'pro-1', acr: STRONG, ts: Math.floor(Date.now() / 1000) - 60 },
    ],
  ])('T28: %s ends in %s and executes nothing', async (_title, error, login) => {
    await browser.follow(await approve(login));
    expect(await operations()).toEqual([]);
    expect(await session()).toMatchObject({ signed_in: true, error });
  });

  /** The authorization that `browser` started, answered at the provider by somebody else. */
  async function answeredBy(accountId: string, started: string | undefined): Promise<URL> {
    ground.login = { accountId, acr: STRONG };
    const page = await createBrowser().follow(started ?? '', atCallback);
    return new URL(page.location ?? '');
  }

  test('an ID token about another sub executes nothing, and its login is not adopted', async () => {
    const asked = await browser.post(`${space}/operations`, transfer);
    await browser.request(await answeredBy('pro-2', asked.location));
    expect(await session()).toMatchObject({ signed_in: true, id_token_claims: { sub: 'pro-1' }, error: 'operation_other_account' });
    expect(await operations()).toEqual([]);
  });

  test('an approval that arrives when somebody else is signed in executes nothing', async () => {
    const callback = await approve({ accountId: 'pro-1', acr: STRONG });
    const otherTab = await browser.request(`${space}/login`);
    await browser.request(await answeredBy('pro-2', otherTab.location));
    await browser.request(callback);
    expect(await session()).toMatchObject({ id_token_claims: { sub: 'pro-2' }, error: 'operation_other_account' });
    expect(await operations()).toEqual([]);
  });

  test.each([
    ['no payee', { payee: '', amount: '1' }],
    ['payee of 71 characters', { payee: 'a'.repeat(71), amount: '1' }],
    ['payee with a control character', { payee: 'a\u0000', amount: '1' }],
    ['amount 0', { payee: 'EDF', amount: '0.00' }],
    ['negative amount', { payee: 'EDF', amount: '-1' }],
    ['amount 1e9', { payee: 'EDF', amount: '1e9' }],
    ['no amount', { payee: 'EDF' }],
  ])('%s: 400, nothing asked', async (_title, form) => {
    const before = ground.pushed.length;
    const answer = await browser.post(`${space}/operations`, form);
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.body)).toMatchObject({ error: 'invalid_operation' });
    expect(ground.pushed).toHaveLength(before);
  });

  test('a form of another port of localhost is refused', async () => {
    const answer = await browser.post(`${space}/operations`, transfer, { origin: 'http://localhost:9', accept: 'text/html' });
    expect(answer.status).toBe(403);
    expect((await browser.post(`${space}/operations`, transfer, { origin: space })).status).toBe(303);
  });
});

describe('with and without a session', () => {
  test.each([
    ['GET', '/userinfo'],
    ['POST', '/refresh'],
    ['GET', '/operations'],
    ['POST', '/operations'],
    ['GET', '/counterpart'],
  ])('%s %s answers 401 no_session', async (method, path) => {
    const answer = await browser.request(`${space}${path}`, { method });
    expect(answer.status).toBe(401);
    expect(JSON.parse(answer.body)).toEqual({ error: 'no_session' });
  });

  test('/userinfo and /refresh give the provider’s answer with its status', async () => {
    await browser.follow(`${space}/login`);
    expect(await browser.json(`${space}/userinfo`)).toMatchObject({ sub: 'pro-1' });
    const refreshed = await browser.post(`${space}/refresh`);
    expect(refreshed.status).toBe(200);
    expect(JSON.parse(refreshed.body)).toMatchObject({ token_type: 'bearer', access_token: expect.any(String) });

    const { refresh_token: current } = JSON.parse((await browser.post(`${space}/refresh`)).body);
    expect(current).toEqual(expect.any(String));
    expect(await session()).toMatchObject({ signed_in: true });
  });

  test('tokens that died give 401 invalid_token and 400 invalid_grant', async () => {
    await browser.follow(`${space}/login`);
    ground.grantsEnded = true;
    const userinfo = await browser.request(`${space}/userinfo`);
    expect([userinfo.status, JSON.parse(userinfo.body).error]).toEqual([401, 'invalid_token']);
    const refreshed = await browser.post(`${space}/refresh`);
    expect([refreshed.status, JSON.parse(refreshed.body).error]).toEqual([400, 'invalid_grant']);
    expect(await session()).toMatchObject({ signed_in: true });
  });
});

describe('logout', () => {
  test('POST /logout ends the local session and goes to the end_session_endpoint with id_token_hint', async () => {
    await browser.follow(`${space}/login`);
    const answer = await browser.post(`${space}/logout`);
    const target = new URL(answer.location ?? '');
    expect(answer.status).toBe(303);
    expect(target.origin + target.pathname).toBe(`${ground.issuer}/session/end`);
    expect(Object.fromEntries(target.searchParams)).toMatchObject({
      client_id: 'espace-pro',
      post_logout_redirect_uri: `${space}/`,
      id_token_hint: expect.any(String),
    });
    expect(await session()).toMatchObject({ signed_in: false });
  });

  test('a logout at the provider ends the local session by back-channel logout', async () => {
    await browser.follow(`${space}/login`);
    const page = await browser.request(`${ground.issuer}/session/end`);
    const xsrf = /name="xsrf" value="([^"]+)"/.exec(page.body)?.[1] ?? '';
    await browser.post(`${ground.issuer}/session/end/confirm`, { xsrf, logout: 'yes' });
    expect(await session()).toMatchObject({ signed_in: false, id_token_claims: null });
  });

  async function logoutToken(claims: Record<string, unknown>, typ = 'logout+jwt'): Promise<string> {
    const events = { 'http://schemas.openid.net/event/backchannel-logout': {} };
    const payload = { iss: ground.issuer, aud: 'espace-pro', jti: 'one', events, ...claims };
    const jwt = new SignJWT(payload).setProtectedHeader({ alg: 'ES256', kid: 'provider', typ }).setIssuedAt().setExpirationTime('2m');
    return jwt.sign(await importJWK(ground.signingKey, 'ES256'));
  }

  async function sidOf(): Promise<string> {
    const page = await session();
    return typeof page === 'object' && page !== null && 'id_token_claims' in page ? Object(page.id_token_claims).sid : '';
  }

  test('POST /backchannel-logout with the sid ends that session only', async () => {
    await browser.follow(`${space}/login`);
    const other = createBrowser();
    await other.follow(`${space}/login`);

    const token = await logoutToken({ sub: 'pro-1', sid: await sidOf() });
    const answer = await createBrowser().post(`${space}/backchannel-logout`, { logout_token: token });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(await session()).toMatchObject({ signed_in: false });
    expect(await other.json(`${space}/session`)).toMatchObject({ signed_in: true });

    await browser.post(`${space}/backchannel-logout`, { logout_token: await logoutToken({ sub: 'pro-1' }) });
    expect(await other.json(`${space}/session`)).toMatchObject({ signed_in: false });
  });

  test.each([
    ['another issuer', { iss: 'https://evil.example' }],
    ['another audience', { aud: 'espace-particuliers' }],
    ['a nonce', { nonce: 'n' }],
    ['no event', { events: {} }],
    ['neither sub nor sid', { sub: undefined }],
    ['no jti', { jti: undefined }],
  ])('a logout_token with %s is refused with 400 and ends nothing', async (_title, claims) => {
    await browser.follow(`${space}/login`);
    const token = await logoutToken({ sub: 'pro-1', ...claims });
    expect((await browser.post(`${space}/backchannel-logout`, { logout_token: token })).status).toBe(400);
    expect(await session()).toMatchObject({ signed_in: true });
  });

  test('an ID token, a missing and a malformed token are no logout_token', async () => {
    await browser.follow(`${space}/login`);
    for (const form of [{ logout_token: await logoutToken({ sub: 'pro-1' }, 'JWT') }, {}, { logout_token: 'a.b.c' }]) {
      expect((await browser.post(`${space}/backchannel-logout`, form)).status).toBe(400);
    }
    expect(await session()).toMatchObject({ signed_in: true });
  });
});

describe('a provider that is away', () => {
  test('gives a clear page and 502, and the space works once it is back', async () => {
    let away = true;
    const late = await startGround({ fetch: (input, init) => (away ? Promise.reject(new TypeError('fetch failed')) : fetch(input, init)) });
    const visitor = createBrowser();
    const page = await visitor.request(`${late.space.url}/login`, { headers: { accept: 'text/html' } });
    expect(page.status).toBe(502);
    expect(page.body).toContain('Service de connexion injoignable');
    away = false;
    expect((await visitor.follow(`${late.space.url}/login`)).body).toContain('Bonjour Camille');
    away = true;
    expect((await visitor.request(`${late.space.url}/userinfo`)).status).toBe(502);
    await late.close();
  });
});
