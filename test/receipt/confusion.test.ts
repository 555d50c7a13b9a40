/**
 * A receipt is signed with the key of ID tokens and security events: it must be none of them, wherever one is taken, and none of them a
 * receipt (RFC 8725 sections 2.8 and 3.11).
 */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createRemoteJWKSet, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { createSetVerification } from '../../src/events/set-verification.ts';
import { publishedKeys } from '../../src/server/receipt/published-keys.ts';
import { receiptAudience } from '../../src/server/receipt/receipt.ts';
import { verifyReceipt } from '../../src/server/receipt/verify-receipt.ts';
import type { Browser } from '../world/browser.ts';
import { linkedCustomer } from '../world/customers.ts';
import { login } from '../world/people.ts';
import { openWorld, type World } from '../world/world.ts';
import { signedReceipt } from './asking.ts';

let world: World;
let browser: Browser;
let receipt: string;
let idToken: string;
let keys: JWTVerifyGetKey;
beforeAll(async () => {
  world = await openWorld('memory');
  const { pro, linkId } = await linkedCustomer(world);
  browser = world.openBrowser();
  const { tokens } = await world.exchange('outside-pro', await login(world, browser, 'pro', pro));
  idToken = tokens.id_token;
  receipt = (await signedReceipt(browser, linkId)).text;
  keys = createRemoteJWKSet(new URL(`${world.demo.urls.issuer}/jwks`));
});
afterAll(() => world.close());

async function token(fields: Readonly<Record<string, string>>, authorization?: string): Promise<{ status: number; error: string }> {
  const response = await fetch(`${world.demo.urls.issuer}/token`, {
    method: 'POST',
    body: new URLSearchParams(fields),
    ...(authorization !== undefined && { headers: { authorization } }),
  });
  return { status: response.status, error: ((await response.json()) as { error: string }).error };
}
const asOutside = `Basic ${btoa('outside-pro:outside-secret')}`;

it('no access token: neither here nor by introspection', async () => {
  for (const path of ['/me', '/linked-accounts', '/admin/v1/policies']) {
    const { status } = await fetch(`${world.demo.urls.issuer}${path}`, { headers: { authorization: `Bearer ${receipt}` } });
    expect([path, status]).toEqual([path, 401]);
  }
  expect(await world.introspect({ access_token: receipt } as never)).toMatchObject({ error: 'unsupported_token_type' });
});

it('no subject token, code or refresh token', async () => {
  const type = 'urn:ietf:params:oauth:token-type:';
  for (const kind of ['access_token', 'id_token', 'jwt']) {
    const grant = { grant_type: 'urn:passerelle:grant-type:linked-account', subject_token: receipt, subject_token_type: `${type}${kind}` };
    const resource = `${world.demo.urls.particuliers}/api`;
    expect(await token({ ...grant, resource, scope: 'balance' }, asOutside)).toEqual({ status: 400, error: 'invalid_request' });
  }
  expect(await token({ grant_type: 'refresh_token', refresh_token: receipt }, asOutside)).toEqual({ status: 400, error: 'invalid_grant' });
  const exchange = {
    grant_type: 'authorization_code',
    code: receipt,
    redirect_uri: `${world.demo.urls.outside}/callback`,
    code_verifier: 'v',
  };
  expect(await token(exchange, asOutside)).toMatchObject({ status: 400, error: 'invalid_grant' });
});

it('no client assertion', async () => {
  const assertion = { client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer', client_assertion: receipt };
  const answer = await token({ ...assertion, client_id: 'espace-pro', grant_type: 'refresh_token', refresh_token: 'r' });
  expect(answer).toEqual({ status: 401, error: 'invalid_client' });
});

it('no hint of who is signed in, and none of whom to sign out', async () => {
  const silent = await world.authorize(browser, 'outside-pro', { prompt: 'none', id_token_hint: receipt });
  expect([silent.left?.searchParams.get('code') ?? null, silent.left?.searchParams.get('error')]).toEqual([null, 'invalid_request']);
  const genuine = await world.authorize(browser, 'outside-pro', { prompt: 'none', id_token_hint: idToken });
  expect(genuine.left?.searchParams.get('code')).toBeTruthy();
  expect((await browser.get(`/session/end?id_token_hint=${receipt}`)).status).toBe(400);
});

it('no ID token or logout token for a relying party, and no security event for a receiver that trusts us', async () => {
  const { issuer } = world.demo.urls;
  for (const audience of ['outside-pro', 'espace-pro', issuer])
    await expect(jwtVerify(receipt, keys, { issuer, audience })).rejects.toMatchObject({
      code: 'ERR_JWT_CLAIM_VALIDATION_FAILED',
      claim: 'aud',
    });
  for (const typ of ['JWT', 'logout+jwt', 'at+jwt', 'secevent+jwt'])
    await expect(jwtVerify(receipt, keys, { issuer, typ })).rejects.toMatchObject({ claim: 'typ' });

  const published = await publishedKeys(issuer, fetch);
  const receiver = { issuer, audience: receiptAudience, keys: { jwks: { keys: [...published] } }, spaces: ['pro'] };
  const verifySet = createSetVerification({ issuers: [receiver], clock: () => new Date(), fetch });
  expect(await verifySet(receipt)).toMatchObject({ ok: false });
  const pushed = await fetch(`${issuer}/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/secevent+jwt' },
    body: receipt,
  });
  expect(pushed.status).toBe(400);
});

it('and an ID token of ours is no receipt', async () => {
  const published = await publishedKeys(world.demo.urls.issuer, fetch);
  const verified = await verifyReceipt(idToken, { keys: published, issuer: world.demo.urls.issuer, now: new Date() });
  expect(verified).toEqual({ ok: false, code: 'wrong_type', found: 'undefined' });
});
