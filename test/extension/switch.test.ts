import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { decodeJwt } from 'jose';
import { createMemoryStore } from '../../src/storage/memory/memory-store.ts';
import { type Answer, type Browser, openBrowser } from '../world/browser.ts';
import { type BareHost, redirectUri, startBareHost } from './bare-host.ts';

describe('a bare host of the extension', () => {
  let host: BareHost;
  let browser: Browser;
  beforeEach(async () => {
    host = await startBareHost(createMemoryStore({ clock: () => new Date() }));
    browser = openBrowser(host.origin);
  });
  afterEach(() => host.close());

  const authorize = (client: string, parameters: Record<string, string> = {}) =>
    browser.get(
      `/auth?${new URLSearchParams({ client_id: client, redirect_uri: redirectUri, response_type: 'code', scope: 'openid', state: 's', ...parameters })}`,
    );
  const move = (page: Answer, name: string, ...parameters: unknown[]) =>
    browser.post(`${page.url.pathname}/${name}?with=${encodeURIComponent(JSON.stringify(parameters))}`, {});
  const exchange = async (answer: Answer, client: string) => {
    const code = answer.left?.searchParams.get('code');
    if (!code) throw new Error(`no code: ${answer.status} ${answer.left ?? answer.url} ${answer.text} ${JSON.stringify(host.events)}`);
    const response = await fetch(`${host.origin}/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`${client}:outside-secret`)}` },
      body: new URLSearchParams({ grant_type: 'authorization_code', code, redirect_uri: redirectUri }),
    });
    return { status: response.status, tokens: (await response.json()) as Record<string, string> };
  };
  const login = async (client: string, accountId: string, parameters: Record<string, string> = {}) => {
    const page = await authorize(client, parameters);
    if (page.status !== 200) throw new Error(page.status + page.text);
    return move(page, 'finish', { accountId, level: 'code', amr: ['pin'], at: new Date() });
  };
  const bearer = (tokens: Record<string, string>) => ({ authorization: `Bearer ${tokens.access_token}` });
  const userinfo = async (tokens: Record<string, string>) => (await fetch(`${host.origin}/me`, { headers: bearer(tokens) })).json();
  const asClient = (client: string, path: string, body: Record<string, string>) =>
    fetch(`${host.origin}${path}`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`${client}:outside-secret`)}` },
      body: new URLSearchParams(body),
    });
  const introspect = async (tokens: Record<string, string>) =>
    (await asClient('rp-rs', '/token/introspection', { token: tokens.access_token ?? '' })).json();
  const refresh = (tokens: Record<string, string>) =>
    asClient('rp-particuliers', '/token', { grant_type: 'refresh_token', refresh_token: tokens.refresh_token ?? '' });
  const activate = async () => {
    const consent = await authorize('rp-particuliers', { linked_from: 'pro' });
    const { shown, counterparts } = JSON.parse(consent.text);
    await move(consent, 'accept', {
      shown,
      counterpart: counterparts[0].accountId,
      text: 'text',
      language: 'en',
      bindingMessage: 'ABC',
      proved: [],
    });
    await move(consent, 'poll');
    return move(consent, 'finish');
  };

  it('activates, switches silently, and steps up with the own login of the target', async () => {
    const first = await login('rp-pro', 'pro-camille');
    const pro = await exchange(first, 'rp-pro');
    expect(pro.status).toBe(200);
    const opened = await activate();
    const { status, tokens } = await exchange(opened, 'rp-particuliers');
    expect(status).toBe(200);
    expect(decodeJwt(tokens.id_token ?? '')).toMatchObject({
      sub: 'particuliers-camille',
      acr: 'urn:passerelle:acr:linked',
      linked_from: 'pro',
      act: { sub: 'pro-camille' },
    });
    expect(decodeJwt(tokens.id_token ?? '')).not.toHaveProperty('amr');
    const again = await authorize('rp-particuliers', { linked_from: 'pro', prompt: 'none' });
    expect(again.left?.searchParams.get('code')).toBeTruthy();
    expect(again.requests).toBe(1);
    expect(await userinfo(tokens)).toMatchObject({
      sub: 'particuliers-camille',
      acr: 'urn:passerelle:acr:linked',
      linked_from: 'pro',
      act: { sub: 'pro-camille' },
    });
    expect(await introspect(tokens)).toMatchObject({ active: true, acr: 'urn:passerelle:acr:linked', linked_from: 'pro' });

    const page = await authorize('rp-particuliers', { prompt: 'login' });
    expect(JSON.parse(page.text)).toMatchObject({ page: 'login', account: { accountId: 'particuliers-camille' } });
    const direct = await exchange(
      await move(page, 'finish', { accountId: 'particuliers-camille', level: 'code', amr: ['pin'], at: new Date() }),
      'rp-particuliers',
    );
    expect(decodeJwt(direct.tokens.id_token ?? '')).toMatchObject({ acr: 'urn:passerelle:acr:code', amr: ['pin'] });
    expect(decodeJwt(direct.tokens.id_token ?? '')).not.toHaveProperty('act');
    expect(await introspect(tokens)).toEqual({ active: false });
    expect(await introspect(pro.tokens)).toMatchObject({ active: true });
  });

  it('fences everything at once when the link is revoked', async () => {
    await login('rp-pro', 'pro-camille');
    const { tokens } = await exchange(await activate(), 'rp-particuliers');
    const pendingCode = await authorize('rp-particuliers', { prompt: 'none' });
    expect(await introspect(tokens)).toMatchObject({ active: true });
    const [link] = await host.passerelle.links.list('pro-camille');
    await host.passerelle.links.revoke(link?.id ?? '', { reason: 'customer', actor: 'account:pro-camille' });
    expect(await introspect(tokens)).toEqual({ active: false });
    expect(await userinfo(tokens)).toMatchObject({ error: 'invalid_token' });
    expect((await refresh(tokens)).status).toBe(400);
    expect((await exchange(pendingCode, 'rp-particuliers')).status).toBe(400);
    expect((await authorize('rp-particuliers', { prompt: 'none' })).left?.searchParams.get('error')).toBe('login_required');
    expect((await authorize('rp-particuliers', { linked_from: 'pro', prompt: 'none' })).left?.searchParams.get('error')).toBe(
      'interaction_required',
    );
  });

  it('switches the other way from a direct login of the personal space', async () => {
    await login('rp-pro', 'pro-camille');
    await activate();
    const other = openBrowser(host.origin);
    browser = other;
    await login('rp-particuliers', 'particuliers-camille');
    const opened = await authorize('rp-pro', { linked_from: 'particuliers', prompt: 'none' });
    const { tokens } = await exchange(opened, 'rp-pro');
    expect(decodeJwt(tokens.id_token ?? '')).toMatchObject({ sub: 'pro-camille', linked_from: 'particuliers' });
    const back = await authorize('rp-particuliers', { linked_from: 'pro', prompt: 'none' });
    expect(decodeJwt((await exchange(back, 'rp-particuliers')).tokens.id_token ?? '')).toMatchObject({ acr: 'urn:passerelle:acr:code' });
  });

  it("opens the counterpart where somebody else is signed in, by the provider's own end of session", async () => {
    await login('rp-pro', 'pro-camille');
    await activate();
    const other = openBrowser(host.origin);
    browser = other;
    await login('rp-particuliers', 'particuliers-paul');
    await login('rp-pro', 'pro-camille');
    const page = await authorize('rp-particuliers', { linked_from: 'pro' });
    const seen = JSON.parse(page.text);
    expect(seen).toMatchObject({
      page: 'choose_account',
      account: { accountId: 'particuliers-paul' },
      counterpart: { accountId: 'particuliers-camille' },
    });
    const confirm = await move(page, 'choose', 'linked', seen.shown);
    expect(confirm.forms).toHaveLength(1);
    const opened = await browser.submit(confirm);
    expect(decodeJwt((await exchange(opened, 'rp-particuliers')).tokens.id_token ?? '')).toMatchObject({
      sub: 'particuliers-camille',
      acr: 'urn:passerelle:acr:linked',
    });
  });
});
