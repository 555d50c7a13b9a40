import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { UnsecuredJWT } from 'jose';
import { createMemoryStore } from '../../src/storage/memory/memory-store.ts';
import { openBrowser } from '../world/browser.ts';
import { authorizationUrl, idTokenOf, loginOf, openPerson, outcomeOf, type Person, pageOf, relyingParty } from './bare-flows.ts';
import { type BareHost, startBareHost } from './bare-host.ts';

const spellings = ['/AUTH', '/Auth', '/auth/', '/AUTH/'];

describe('one browser, one session per space', () => {
  let host: BareHost;
  let person: Person;
  beforeEach(async () => {
    host = await startBareHost(createMemoryStore({ clock: () => new Date() }));
    person = openPerson(host);
  });
  afterEach(() => host.close());

  const silently = async (client: string) => outcomeOf(await person.authorize(client, { prompt: 'none' }));
  const subOf = async (client: string) =>
    idTokenOf(await relyingParty(host, client).exchange(await person.authorize(client, { prompt: 'none' }))).sub;

  it('keeps a login in each space, and a code carries the account of its own space', async () => {
    await person.login('rp-pro', 'pro-camille');
    await person.login('rp-particuliers', 'particuliers-paul');
    expect([await subOf('rp-pro'), await subOf('rp-particuliers')]).toEqual(['pro-camille', 'particuliers-paul']);
  });

  it("T55: a space in the URL of the resume gives no client another space's account", async () => {
    await person.login('rp-pro', 'pro-camille');
    const page = await person.authorize('rp-particuliers');
    const resume = `/auth/${page.url.pathname.split('/').at(-1)}`;
    const answer = await person.browser.get(`${resume}?space=pro&client_id=rp-pro`);
    expect(answer.left).toBeUndefined();
    expect(pageOf(answer)).toMatchObject({ page: 'login', space: 'particuliers' });
    const unnamed = await person.move(answer, 'finish', loginOf('particuliers-paul'));
    expect(idTokenOf(await relyingParty(host, 'rp-particuliers').exchange(unnamed)).sub).toBe('particuliers-paul');
  });

  it('T10: the uid of one interaction with the cookie of another is refused', async () => {
    const [first, second] = [await person.authorize('rp-pro'), await person.authorize('rp-particuliers')];
    const uidOf = (url: URL) => url.pathname.split('/').at(-1) ?? '';
    const cookiePath = `/auth/${uidOf(second.url)}`;
    const [value, signature] = ['_interaction_resume', '_interaction_resume.sig'].map((name) => person.browser.cookie(name, cookiePath));
    const swapped = await fetch(`${host.origin}/auth/${uidOf(first.url)}`, {
      headers: { cookie: `_interaction_resume=${value}; _interaction_resume.sig=${signature}` },
      redirect: 'manual',
    });
    expect(swapped.status).toBe(400);
    expect(await swapped.json()).toMatchObject({ error: 'invalid_request' });
    const [pageValue, pageSignature] = ['_interaction', '_interaction.sig'].map((name) => person.browser.cookie(name, second.url.pathname));
    const page = await fetch(`${host.origin}${first.url.pathname}`, {
      headers: { cookie: `_interaction=${pageValue}; _interaction.sig=${pageSignature}` },
    });
    expect(await page.json()).toMatchObject({ page: 'not_found', reason: 'unknown' });
  });

  it.each(spellings)("T55: the authorization endpoint written %s is answered in the space's own session or not at all", async (path) => {
    await person.login('rp-pro', 'pro-camille');
    const answer = await person.authorize('rp-pro', { prompt: 'none' }, path);
    expect(answer.status === 404 || outcomeOf(answer) === 'code').toBe(true);
  });

  it.each(['/', 'upper case'])('T10: a resume address written otherwise (%s) passes no check by', async (change) => {
    await person.login('rp-particuliers', 'particuliers-camille');
    const hint = (await relyingParty(host, 'rp-particuliers').exchange(await person.authorize('rp-particuliers'))).id_token ?? '';
    person = openPerson(host);
    const page = await person.authorize('rp-particuliers', { id_token_hint: hint });
    const resume = await person.moveOnly(page, 'finish', loginOf('particuliers-paul'));
    const { pathname } = new URL(resume.headers.location ?? '');
    const uid = pathname.split('/').at(-1);
    const cookies = ['_interaction_resume', '_interaction_resume.sig']
      .map((name) => `${name}=${person.browser.cookie(name, pathname)}`)
      .join('; ');
    const answer = await fetch(`${host.origin}${change === '/' ? `${pathname}/` : `/AUTH/${uid}`}`, {
      headers: { cookie: cookies },
      redirect: 'manual',
    });
    expect(answer.headers.get('location') ?? '').not.toContain('code=');
  });

  it("T58: a session cookie copied under the other space's name, with its signature, is no session", async () => {
    await person.login('rp-pro', 'pro-camille');
    const thief = openPerson(host);
    thief.browser.setCookie(`_session.particuliers=${person.browser.cookie('_session.pro')}`);
    thief.browser.setCookie(`_session.particuliers.sig=${person.browser.cookie('_session.pro.sig')}`);
    expect(outcomeOf(await thief.authorize('rp-particuliers', { prompt: 'none' }))).toBe('login_required');
    thief.browser.setCookie(`_session.pro=${person.browser.cookie('_session.pro')}`);
    expect(outcomeOf(await thief.authorize('rp-pro', { prompt: 'none' }))).toBe('login_required');
  });

  it('T9: a session id planted before a login or a switch is worthless afterwards', async () => {
    await person.browser.get('/session/end?client_id=rp-particuliers');
    const planted = ['_session.particuliers', '_session.particuliers.sig'].map((name) => `${name}=${person.browser.cookie(name)}`);
    await person.login('rp-pro', 'pro-camille');
    await person.activate();
    expect(await silently('rp-particuliers')).toBe('code');
    const attacker = openPerson(host, openBrowser(host.origin));
    for (const cookie of planted) attacker.browser.setCookie(cookie);
    expect(outcomeOf(await attacker.authorize('rp-particuliers', { prompt: 'none' }))).toBe('login_required');
  });

  describe('logout', () => {
    beforeEach(async () => {
      await person.login('rp-pro', 'pro-camille');
      await person.login('rp-particuliers', 'particuliers-paul');
    });

    it('ends the session of the space of the client, and no other', async () => {
      await person.browser.submit(await person.browser.get('/session/end?client_id=rp-pro'), { logout: 'yes' });
      expect([await silently('rp-pro'), await silently('rp-particuliers')]).toEqual(['login_required', 'code']);
    });

    it('refuses a hint that the provider did not sign', async () => {
      const forged = new UnsecuredJWT({ sub: 'pro-camille' }).setAudience('rp-pro').setIssuer(host.origin).encode();
      const answer = await person.browser.get(`/session/end?id_token_hint=${forged}`);
      expect(answer.status).toBe(400);
      expect([await silently('rp-pro'), await silently('rp-particuliers')]).toEqual(['code', 'code']);
    });

    it('a space forged in the confirmation logs nobody out', async () => {
      const page = await person.browser.get('/session/end?client_id=rp-pro');
      const [form] = page.forms;
      for (const space of ['particuliers', '__proto__', 'constructor', '']) {
        const answer = await person.browser.post(`/session/end/confirm?space=${space}`, { ...form?.hidden, logout: 'yes' });
        expect(answer.status).toBe(400);
      }
      expect([await silently('rp-pro'), await silently('rp-particuliers')]).toEqual(['code', 'code']);
    });
  });

  describe('requests by POST, taken from the body alone', () => {
    beforeEach(async () => {
      await host.close();
      host = await startBareHost(createMemoryStore({ clock: () => new Date() }), {
        configuration: { enableHttpPostMethods: true, cookies: { keys: ['a-key'], long: { sameSite: 'none' } } },
        options: { postMethods: 'body-only' },
      });
      person = openPerson(host);
      await person.login('rp-pro', 'pro-camille');
    });
    const fields = (client: string) => Object.fromEntries(new URLSearchParams(authorizationUrl(client, { prompt: 'none' }).slice(6)));

    it('T59: answers in the space of the client in the body', async () => {
      expect(outcomeOf(await person.browser.post('/auth', fields('rp-pro')))).toBe('code');
      expect(outcomeOf(await person.browser.post('/auth', fields('rp-particuliers')))).toBe('login_required');
    });

    it.each(['/auth', '/auth/'])('T59: refuses another client in the query of %s', async (path) => {
      expect((await person.browser.post(`${path}?client_id=rp-pro`, fields('rp-particuliers'))).left).toBeUndefined();
    });
  });
});
