/** Why the provider ended a login: said by the logout token, kept with the browser's session, told to the customer until the next login. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { importJWK, SignJWT } from 'jose';
import { revocationReasons } from '../../src/linking/reasons.ts';
import { type Browser, createBrowser } from './plain-browser.ts';
import { CODE, type Ground, startGround } from './stock-provider.ts';

let ground: Ground;
let browser: Browser;
let space: string;

beforeEach(async () => {
  ground = await startGround();
  space = ground.space.url;
  browser = createBrowser();
  await browser.follow(`${space}/login`);
});

afterEach(() => ground.close());

const otherReasons = ['signed_out', 'account_unusable', 'policy_suspended', 'session_revoked'];
const session = () => browser.json(`${space}/session`);
const home = async () => (await browser.request(`${space}/`)).body;

async function endLogin(also: object): Promise<void> {
  const events = { 'http://schemas.openid.net/event/backchannel-logout': {}, ...also };
  const token = new SignJWT({ events, jti: crypto.randomUUID() })
    .setProtectedHeader({ alg: 'ES256', kid: 'provider', typ: 'logout+jwt' })
    .setIssuer(ground.issuer)
    .setAudience('espace-pro')
    .setSubject('pro-1')
    .setIssuedAt()
    .setExpirationTime('2m');
  const logout_token = await token.sign(await importJWK(ground.signingKey, 'ES256'));
  const answer = await createBrowser().post(`${space}/backchannel-logout`, { logout_token });
  expect(answer.status).toBe(200);
}

const because = (reason: unknown) => ({ 'urn:passerelle:event:linked-login-ended': { reason } });

/** What the page says, without what every ending says. */
async function toldFor(reason: string): Promise<string> {
  await endLogin(because(reason));
  const [, text = ''] = /<h2>Vous avez été déconnecté<\/h2>\s*<p>([^<]+)<\/p>/.exec(await home()) ?? [];
  return text;
}

test('every reason that the provider may give has words of its own, with what to do now', async () => {
  const told = new Map<string, string>();
  for (const reason of [...revocationReasons, ...otherReasons]) {
    told.set(reason, await toldFor(reason));
    await browser.follow(`${space}/login`);
  }
  const otherwise = await toldFor('unheard-of');
  for (const [reason, text] of told) expect([reason, text === otherwise, /ecte|conseiller/.test(text)]).toEqual([reason, false, true]);
  expect(new Set(told.values()).size).toBe(told.size);
});

test('/session tells the reason until the next login, beside the fields it always has', async () => {
  const before = Object(await session());
  expect(before).not.toHaveProperty('ended');
  await endLogin(because('secret_reset'));
  const after = Object(await session());
  expect(after).toEqual({ ...before, signed_in: false, id_token_claims: null, ended: { reason: 'secret_reset' } });
  expect(await home()).toContain('un de vos codes secrets a été réinitialisé');

  await browser.follow(`${space}/login`);
  expect(await session()).not.toHaveProperty('ended');
  expect(await home()).not.toContain('Vous avez été déconnecté');
});

test.each([
  ['no event that says why', {}],
  ['a reason that is no text', because({})],
  ['a reason without end', because('a'.repeat(101))],
])('%s: signed out all the same, in a plain sentence', async (_title, also) => {
  await endLogin(also);
  expect(await session()).toMatchObject({ signed_in: false, ended: { reason: null } });
  expect(await home()).toContain('Votre connexion a pris fin.');
});

test('a login that is refused afterwards is newer news, an outcome from before is not', async () => {
  ground.login = { error: 'access_denied' };
  await browser.follow(`${space}/login?prompt=login`);
  await endLogin(because('adviser'));
  expect(await home()).toContain('par votre conseiller');
  expect(await session()).toMatchObject({ error: 'access_denied', ended: { reason: 'adviser' } });

  const page = await browser.follow(`${space}/login?prompt=login`);
  expect(page.body).toContain('L’accès n’a pas été ouvert');
  expect(page.body).not.toContain('Vous avez été déconnecté');
});

test('only the browser that was signed in is told', async () => {
  const other = createBrowser();
  ground.login = { accountId: 'pro-2', acr: CODE };
  await other.follow(`${space}/login`);
  await endLogin(because('adviser'));
  expect(await other.json(`${space}/session`)).toMatchObject({ signed_in: true, id_token_claims: { sub: 'pro-2' } });
  expect((await createBrowser().request(`${space}/`)).body).not.toContain('Vous avez été déconnecté');
});
