/** The Pass Sécurité simulator over the wire, as an approver meets it (CIBA poll mode) and as a customer does. */
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { exportJWK, generateKeyPair } from 'jose';
import * as client from 'openid-client';
import { type Phone, startPhone } from '../../src/demo/phone.ts';

const CIBA = 'urn:openid:params:grant-type:ciba';
const CHALLENGE = 'q0bS3oZk3m2yT4W1p9uQ7g';
const NO_TIMERS_BUT_DATE = [
  'hrtime',
  'nextTick',
  'performance',
  'queueMicrotask',
  'setImmediate',
  'clearImmediate',
  'setInterval',
  'clearInterval',
  'setTimeout',
  'clearTimeout',
] as const;

let phone: Phone;
let approver: client.Configuration;

beforeAll(async () => {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  const jwk = { ...(await exportJWK(publicKey)), kid: 'approver', alg: 'ES256', use: 'sig' };
  phone = await startPhone({ port: 0, clients: [{ client_id: 'approver', jwks: { keys: [jwk] } }] });
  approver = await client.discovery(new URL(phone.url), 'approver', {}, client.PrivateKeyJwt({ key: privateKey, kid: 'approver' }), {
    execute: [client.allowInsecureRequests],
  });
});

afterAll(() => phone.close());

function ask(identifier: string, parameters: Record<string, string> = {}) {
  return client.initiateBackchannelAuthentication(approver, {
    scope: 'openid',
    login_hint: identifier,
    binding_message: 'Relier l’espace pro ••01 à l’espace particuliers ••02 ?',
    authorization_details: JSON.stringify([{ type: 'account_link', challenge: CHALLENGE, accounts: ['••01', '••02'] }]),
    ...parameters,
  });
}

function poll(authReqId: string) {
  return client.genericGrantRequest(approver, CIBA, { auth_req_id: authReqId });
}

function decide(authReqId: string, decision: string, headers: Record<string, string> = {}) {
  return fetch(`${phone.url}/approvals/${authReqId}`, {
    method: 'POST',
    headers,
    body: new URLSearchParams({ decision }),
    redirect: 'manual',
  });
}

async function pageFor(identifier: string): Promise<string> {
  return (
    await fetch(`${phone.url}/?${new URLSearchParams({ identifier, ui_locales: 'fr' })}`, { headers: { accept: 'text/html' } })
  ).text();
}

async function approvalsOf(identifier: string): Promise<unknown> {
  return (await fetch(`${phone.url}/approvals?${new URLSearchParams({ identifier })}`)).json();
}

describe('backchannel authentication', () => {
  test('answers interval 1 and the requested expiry, and the approval is pending', async () => {
    const asked = await ask('70000001', { requested_expiry: '120' });
    expect(asked).toMatchObject({ interval: 1, expires_in: 120 });
    expect(await approvalsOf('70000001')).toEqual([
      {
        auth_req_id: asked.auth_req_id,
        identifier: '70000001',
        state: 'pending',
        binding_message: 'Relier l’espace pro ••01 à l’espace particuliers ••02 ?',
        authorization_details: [{ type: 'account_link', challenge: CHALLENGE, accounts: ['••01', '••02'] }],
      },
    ]);
    await expect(poll(asked.auth_req_id)).rejects.toMatchObject({ error: 'authorization_pending' });
  });

  test('decision=approve gives an ID token with sub, auth_time and the challenge of that request', async () => {
    const before = Math.floor(Date.now() / 1000);
    const other = await ask('70000002', { authorization_details: JSON.stringify([{ type: 'login', challenge: 'another' }]) });
    const asked = await ask('70000002');
    expect(await (await decide(asked.auth_req_id, 'approve')).json()).toMatchObject({ state: 'approved' });

    const tokens = await poll(asked.auth_req_id);
    expect(tokens.claims()).toMatchObject({ sub: '70000002', challenge: CHALLENGE, iss: phone.url, aud: 'approver' });
    expect(tokens.claims()?.auth_time).toBeGreaterThanOrEqual(before);
    expect(tokens.authorization_details).toEqual([{ type: 'account_link', challenge: CHALLENGE, accounts: ['••01', '••02'] }]);
    await expect(poll(other.auth_req_id)).rejects.toMatchObject({ error: 'authorization_pending' });
    await expect(poll(asked.auth_req_id)).rejects.toMatchObject({ error: 'invalid_grant' });
  });

  test('decision=deny ends in access_denied', async () => {
    const asked = await ask('70000003');
    expect(await (await decide(asked.auth_req_id, 'deny')).json()).toMatchObject({ state: 'denied' });
    await expect(poll(asked.auth_req_id)).rejects.toMatchObject({ error: 'access_denied' });
  });

  test.each([
    ['binding_message with a control character', { binding_message: 'Oui\u0000non' }, 'invalid_binding_message'],
    ['binding_message with a direction override', { binding_message: 'Oui \u202Enon' }, 'invalid_binding_message'],
    ['binding_message of 201 characters', { binding_message: 'a'.repeat(201) }, 'invalid_binding_message'],
    ['unknown authorization_details type', { authorization_details: '[{"type":"payment"}]' }, 'invalid_authorization_details'],
    ['login_hint with a space', { login_hint: '70000001 or so' }, 'unknown_user_id'],
  ])('refuses %s', async (_title, parameters, error) => {
    await expect(ask('70000004', parameters)).rejects.toMatchObject({ error });
    expect(await approvalsOf('70000004')).toEqual([]);
  });

  test('a binding message of 200 characters and no authorization_details are accepted', async () => {
    const asked = await client.initiateBackchannelAuthentication(approver, {
      scope: 'openid',
      login_hint: '70000005',
      binding_message: 'é'.repeat(200),
    });
    await decide(asked.auth_req_id, 'approve');
    expect((await poll(asked.auth_req_id)).claims()).not.toHaveProperty('challenge');
  });
});

describe('time', () => {
  afterEach(() => {
    jest.useRealTimers();
  });

  test('T46: past its expiry a request is expired for the customer and expired_token for the client', async () => {
    jest.useFakeTimers({ doNotFake: [...NO_TIMERS_BUT_DATE], now: Date.now() });
    const asked = await ask('70000006', { requested_expiry: '5' });
    jest.setSystemTime(Date.now() + 6000);

    expect(await approvalsOf('70000006')).toMatchObject([{ state: 'expired' }]);
    const late = await decide(asked.auth_req_id, 'approve');
    expect(late.status).toBe(409);
    expect(await late.json()).toMatchObject({ auth_req_id: asked.auth_req_id, state: 'expired' });
    await expect(poll(asked.auth_req_id)).rejects.toMatchObject({ error: 'expired_token' });
  });
});

describe('GET and POST /approvals', () => {
  test('lists the newest first, and only those of the identifier', async () => {
    const first = await ask('70000007');
    const second = await ask('70000007');
    expect(await approvalsOf('70000007')).toMatchObject([{ auth_req_id: second.auth_req_id }, { auth_req_id: first.auth_req_id }]);
    expect(await approvalsOf('7000000')).toEqual([]);
  });

  test('the page says what is approved field by field, before the buttons; in euros, where no other currency is named', async () => {
    const details = { type: 'operation', challenge: CHALLENGE, payee: 'Boulangerie Lefèvre', amount: '12.50' };
    await ask('70000009', { authorization_details: JSON.stringify([details]) });
    await ask('70000010', { authorization_details: JSON.stringify([{ ...details, currency: 'CHF' }]) });
    const [inEuros, inFrancs] = await Promise.all(['70000009', '70000010'].map(pageFor));
    const saidIn = (page = '') =>
      [...page.replace(/value="approve".*/s, '').matchAll(/<dt>(.+?)<\/dt><dd>(.+?)<\/dd>/g)].map(([, ...field]) => field);
    expect(saidIn(inEuros)).toEqual([
      ['Bénéficiaire', 'Boulangerie Lefèvre'],
      ['Montant', '12,50\u00a0€'],
    ]);
    expect(saidIn(inFrancs)).toEqual([
      ['Bénéficiaire', 'Boulangerie Lefèvre'],
      ['Montant', '12.50 CHF'],
    ]);
  });

  test('without identifier 400, unknown 404, no decision 400, decided already 409', async () => {
    expect((await fetch(`${phone.url}/approvals`)).status).toBe(400);
    expect((await decide('unknown', 'approve')).status).toBe(404);
    const asked = await ask('70000008');
    expect((await decide(asked.auth_req_id, 'maybe')).status).toBe(400);
    expect((await decide(asked.auth_req_id, 'approve')).status).toBe(200);
    const again = await decide(asked.auth_req_id, 'deny');
    expect(again.status).toBe(409);
    expect(await again.json()).toMatchObject({ state: 'approved' });
  });

  test('takes the decision as JSON too', async () => {
    const asked = await ask('70000009');
    const answer = await fetch(`${phone.url}/approvals/${asked.auth_req_id}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ decision: 'deny' }),
    });
    expect(await answer.json()).toMatchObject({ state: 'denied' });
  });

  test.each([
    ['fr', '', '12,50\u00a0€', 'Bénéficiaire'],
    ['en', '&ui_locales=en', '€12.50', 'Payee'],
  ])('an operation is shown by value in %s: to whom, and how many euros', async (_language, asked, amount, payee) => {
    const operation = { type: 'operation', payee: 'Boulangerie Lefèvre', amount: '12.50' };
    await ask('70000013', { authorization_details: JSON.stringify([operation]) });
    const page = await (await fetch(`${phone.url}/?identifier=70000013${asked}`, { headers: { accept: 'text/html' } })).text();
    for (const text of [payee, operation.payee, amount]) expect(page).toContain(`>${text}<`);
    // What goes over the wire stays what it was.
    const [listed] = (await (await fetch(`${phone.url}/approvals?identifier=70000013`)).json()) as { authorization_details: unknown }[];
    expect(listed?.authorization_details).toEqual([expect.objectContaining(operation)]);
  });

  test('a browser gets a page with two buttons and comes back to it', async () => {
    const html = { accept: 'text/html,application/xhtml+xml' };
    const asked = await ask('70000010', { binding_message: 'Virement <b>12,50 €</b> & plus' });
    const page = await fetch(`${phone.url}/?identifier=70000010`, { headers: html });
    const body = await page.text();
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(body).toContain('Virement &lt;b&gt;12,50 €&lt;/b&gt; &amp; plus');
    expect(body).toContain(`action="/approvals/${asked.auth_req_id}"`);

    const posted = await decide(asked.auth_req_id, 'approve', html);
    expect(posted.status).toBe(303);
    expect(posted.headers.get('location')).toBe('/?identifier=70000010');
    const again = await decide(asked.auth_req_id, 'approve', html);
    expect(again.status).toBe(409);
    expect(await again.text()).toContain('n’est plus en attente');
  });
});
