/**
 * One list of flows on every kind of host: it is the proof of "on any node-oidc-provider". Only the wire is used, so that one list drives all.
 * On memory: what MongoDB adds to these flows is told on our server by the other tests.
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeJwt } from 'jose';
import type { Answer, Browser } from '../world/browser.ts';
import type { Tokens } from '../world/outside.ts';
import {
  camille,
  clientOf,
  consent,
  hasButton,
  hasField,
  login,
  otherSpace,
  type SpaceName,
  secretCodes,
  submitLogin,
} from '../world/people.ts';
import { linkedAccountGrant } from './bank.ts';
import { introspectNothing } from './office.ts';
import { kinds, type RunningHost } from './running-hosts.ts';

const code = 'urn:passerelle:acr:code';
const linked = 'urn:passerelle:acr:linked';
const paul = '10000006';
const spaces = ['pro', 'particuliers'] as const;

describe.each(kinds)('$name', ({ name: kindOfHost, mountPath, tls, open }) => {
  let host: RunningHost;
  beforeAll(async () => {
    host = await open();
  });
  afterAll(() => host.close());

  const silently = (browser: Browser, space: SpaceName, parameters = {}) =>
    host.authorize(browser, clientOf[space], { prompt: 'none', ...parameters });
  const errorOf = (answer: Answer) => answer.left?.searchParams.get('error');
  const isActive = async (tokens: Tokens) => (await host.introspect(tokens)).active;

  async function tokensOf(space: SpaceName, answer: Answer): Promise<Tokens> {
    const { status, tokens } = await host.exchange(clientOf[space], answer);
    expect(status).toBe(200);
    return tokens;
  }

  async function claimsOf(space: SpaceName, answer: Answer) {
    return decodeJwt((await tokensOf(space, answer)).id_token);
  }

  /** Signed in to one space, the other one opened from it. */
  async function switchedFrom(source: SpaceName) {
    const browser = host.openBrowser();
    const own = await tokensOf(source, await login(host, browser, source, camille[source]));
    const opened = await tokensOf(otherSpace(source), await silently(browser, otherSpace(source), { linked_from: source }));
    return { browser, own, opened };
  }

  it('says in its metadata where it is, whatever a request says of its host', async () => {
    const response = await fetch(`${host.issuer}/.well-known/openid-configuration`, { headers: { 'x-forwarded-host': 'evil.example' } });
    const { issuer, authorization_endpoint, token_endpoint, end_session_endpoint } = (await response.json()) as Record<string, string>;
    expect({ issuer, authorization_endpoint, token_endpoint, end_session_endpoint }).toEqual({
      issuer: host.issuer,
      authorization_endpoint: `${host.issuer}/auth`,
      token_endpoint: `${host.issuer}/token`,
      end_session_endpoint: `${host.issuer}/session/end`,
    });
  });

  it('T31, T34: an assertion that was made for another server is refused, by whatever name the request calls this one', async () => {
    const elsewhere = 'http://evil.example';
    const path = `${mountPath}/token/introspection`;
    const forwarded = { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'http', 'x-forwarded-prefix': '/evil' };
    const { host: own } = new URL(host.issuer);
    const ways = [
      { target: path, headers: { host: 'evil.example' } },
      { target: elsewhere + path, headers: { host: own } },
      { target: path, headers: { host: own, ...forwarded } },
      { target: path, headers: { host: 'evil.example', ...forwarded } },
    ];
    for (const called of ways) {
      for (const audience of [elsewhere, elsewhere + mountPath, elsewhere + path])
        expect([called, audience, await introspectNothing(host.issuer, audience, called)]).toEqual([
          called,
          audience,
          '401 invalid_client',
        ]);
      // The name changes nothing for one that was made for this server.
      for (const audience of [host.issuer, `${host.issuer}/token/introspection`])
        expect([called, audience, await introspectNothing(host.issuer, audience, called)]).toEqual([called, audience, '200']);
    }
  });

  it('the cookies of an interaction are for the path of its page and for that of its resume, below the mount', async () => {
    const answer = await host.openBrowser().request('GET', host.authorizationUrl('outside-pro'));
    expect(answer.status).toBe(303);
    const location = answer.headers.location ?? '';
    const uid = location.split('/').at(-1);
    const paths = [...(answer.headers['set-cookie'] ?? [])].map((line) => [
      /^[^=]*?(interaction|resume|session)/.exec(line)?.[1],
      pathOf(line),
    ]);
    expect(paths).toContainEqual(['interaction', location]);
    expect(paths).toContainEqual([expect.stringMatching(/interaction|resume/), `${mountPath}/auth/${uid}`]);
    expect(new Set(paths.map(([, path]) => path))).toEqual(new Set([location, `${mountPath}/auth/${uid}`]));
  });

  it('logs in to both spaces, each with its own codes and a session of its own', async () => {
    const browser = host.openBrowser();
    const subs: (string | undefined)[] = [];
    for (const space of spaces) {
      const claims = await claimsOf(space, await login(host, browser, space, camille[space]));
      expect(claims).toMatchObject({ iss: host.issuer, aud: clientOf[space], acr: code });
      subs.push(claims.sub);
    }
    expect(new Set(subs).size).toBe(2);
    for (const [index, space] of spaces.entries()) expect((await claimsOf(space, await silently(browser, space))).sub).toBe(subs[index]);
  });

  it('activates: consent, approval in the app, and the personal space is open', async () => {
    const browser = host.openBrowser();
    const own = await claimsOf('pro', await login(host, browser, 'pro', camille.pro));
    expect(errorOf(await silently(browser, 'particuliers', { linked_from: 'pro' }))).toBe('interaction_required');
    const page = await host.authorize(browser, 'outside-particuliers', { linked_from: 'pro' });
    const claims = await claimsOf('particuliers', await consent(host, browser, page));
    expect(claims).toMatchObject({ acr: linked, linked_from: 'pro', act: { sub: own.sub }, auth_time: own.auth_time });
    expect(claims).not.toHaveProperty('amr');
  });

  it.each(spaces)('opens the other space from %s in one request', async (source) => {
    const browser = host.openBrowser();
    const own = await claimsOf(source, await login(host, browser, source, camille[source]));
    const answer = await silently(browser, otherSpace(source), { linked_from: source });
    expect(answer.requests).toBe(1);
    expect(await claimsOf(otherSpace(source), answer)).toMatchObject({ acr: linked, linked_from: source, act: { sub: own.sub } });
  });

  it("steps up with the target's secret code alone; what the linked login had is dead", async () => {
    const { browser, opened } = await switchedFrom('pro');
    const page = await host.authorize(browser, 'outside-particuliers', { acr_values: code });
    expect(page.forms.find(hasField('secret_code'))?.fields).toEqual(['secret_code']);
    expect(page.text).toMatch(/•••• \d{4}/);
    const answer = await browser.submit(page, { secret_code: secretCodes.particuliers }, hasField('secret_code'));
    const claims = await claimsOf('particuliers', answer);
    expect(claims).toMatchObject({ acr: code });
    expect(claims).not.toHaveProperty('linked_from');
    expect(await isActive(opened)).toBe(false);
  });

  it('somebody else is signed in: signed out at the confirmation of that space, and the counterpart is open', async () => {
    const browser = host.openBrowser();
    await login(host, browser, 'pro', camille.pro);
    const theirs = await claimsOf('particuliers', await login(host, browser, 'particuliers', paul));
    const page = await host.authorize(browser, 'outside-particuliers', { linked_from: 'pro' });
    const leaving = await browser.submit(page, { decision: 'linked' }, hasButton('decision', 'linked'));
    expect(leaving.forms.map(({ action }) => action)).toEqual([`${host.issuer}/session/end/confirm?space=particuliers`]);
    const claims = await claimsOf('particuliers', await browser.submit(leaving));
    expect(claims).toMatchObject({ acr: linked });
    expect(claims.sub).not.toBe(theirs.sub);
  });

  it('linked-account grant: a token for the counterpart, without a browser', async () => {
    const own = await tokensOf('pro', await login(host, host.openBrowser(), 'pro', camille.pro));
    const response = await fetch(`${host.issuer}/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa('outside-pro:outside-secret')}` },
      body: new URLSearchParams({
        grant_type: linkedAccountGrant,
        subject_token: own.access_token,
        subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
        resource: host.resource,
        scope: 'balance',
      }),
    });
    expect(response.status).toBe(200);
    const exchanged = await host.introspect((await response.json()) as Tokens);
    const { sub } = decodeJwt(own.id_token);
    expect(exchanged).toMatchObject({ active: true, scope: 'balance', act: { sub, client_id: 'outside-pro' }, linked_from: 'pro' });
    expect(exchanged.sub).not.toBe(sub);
  });

  it('GET /linked-accounts is answered below the issuer', async () => {
    const browser = host.openBrowser();
    const page = await host.authorize(browser, 'outside-pro', { scope: 'openid linked_accounts' });
    const { access_token: token } = await tokensOf('pro', await submitLogin(browser, page, camille.pro, secretCodes.pro));
    const response = await fetch(`${host.issuer}/linked-accounts`, { headers: { authorization: `Bearer ${token}` } });
    expect(await response.json()).toMatchObject({ linked_accounts: [{ space: 'particuliers', status: 'active' }] });
  });

  it('T52: logs out of a space at the confirmation of that space; what was opened from it is dead', async () => {
    const { browser, own, opened } = await switchedFrom('pro');
    const page = await browser.get(`${host.issuer}/session/end?id_token_hint=${own.id_token}`);
    const [form] = page.forms;
    expect(form?.action).toBe(`${host.issuer}/session/end/confirm?space=pro`);
    await browser.submit(page, { logout: 'yes' });
    expect([await isActive(own), await isActive(opened)]).toEqual([false, false]);
    for (const space of spaces) expect(errorOf(await silently(browser, space))).toBe('login_required');
  });

  it('deactivates: refused at the very next request, and the sources stay signed in', async () => {
    const { browser, own, opened } = await switchedFrom('pro');
    const page = await browser.get('/preferences?space=pro');
    const asked = await browser.submit(page, { decision: 'deactivate' }, hasButton('decision', 'deactivate'));
    expect(await isActive(opened)).toBe(true);
    await browser.submit(asked, { decision: 'confirm' }, hasButton('decision', 'confirm'));
    expect([await isActive(opened), await isActive(own)]).toEqual([false, true]);
    expect((await host.refresh('outside-particuliers', opened)).tokens.error).toBe('invalid_grant');
    expect(errorOf(await silently(browser, 'particuliers', { linked_from: 'pro' }))).toBe('interaction_required');
  });

  // Last, over every cookie of the flows above.
  if (tls)
    it('every cookie is signed, Secure, HttpOnly, Lax; sessions are __Host-, what has a path is __Secure-', () => {
      expect(new Set(host.setCookies.map(nameOf))).toEqual(
        new Set(
          [
            '__Host-session.pro',
            '__Host-session.particuliers',
            '__Secure-interaction',
            '__Secure-resume',
            // Our server tells its customers of new browsers, and lets an expired page start again; the others have their own ways.
            ...(kindOfHost.startsWith('our server') ? ['__Host-passerelle.browser', '__Host-start_again'] : []),
          ].flatMap((name) => [name, `${name}.sig`]),
        ),
      );
      for (const line of host.setCookies) {
        const attributes = line.toLowerCase().split(/; */).slice(1);
        expect(attributes).toEqual(expect.arrayContaining(['secure', 'httponly', 'samesite=lax']));
        expect(attributes.filter((attribute) => attribute.startsWith('domain'))).toEqual([]);
        if (line.startsWith('__Host-')) expect(pathOf(line)).toBe('/');
      }
    });
});

function nameOf(line: string): string {
  return line.slice(0, line.indexOf('='));
}

function pathOf(line: string): string | undefined {
  return /; *path=([^;]*)/i.exec(line)?.[1];
}
