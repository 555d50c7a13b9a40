import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createMemoryStore } from '../../src/storage/memory/memory-store.ts';
import { idTokenOf, isActive, loginOf, openPerson, outcomeOf, type Person, pageOf, relyingParty, type Tokens } from './bare-flows.ts';
import { type BareHost, startBareHost } from './bare-host.ts';

const acr = (level: string) => `urn:passerelle:acr:${level}`;
const essential = (value: unknown) => ({ claims: JSON.stringify({ id_token: { acr: { essential: true, value } } }) });

describe('a linked session', () => {
  let host: BareHost;
  let person: Person;
  let tokens: Tokens;
  beforeEach(async () => {
    host = await startBareHost(createMemoryStore({ clock: () => new Date() }));
    person = openPerson(host);
    await person.login('rp-pro', 'pro-camille');
    tokens = await target().exchange(await person.activate());
  });
  afterEach(() => host.close());

  const target = () => relyingParty(host, 'rp-particuliers');
  const ask = (parameters: Record<string, string>) => person.authorize('rp-particuliers', parameters);
  const more: readonly (readonly [string, Record<string, string>])[] = [
    ['max_age=1', { max_age: '1' }],
    ['max_age=300', { max_age: '300' }],
    ['max_age=86400', { max_age: '86400' }],
    ['acr_values=code', { acr_values: acr('code') }],
    ['acr_values=strong', { acr_values: acr('strong') }],
    ['an essential acr', essential(acr('strong'))],
    ['an essential acr beside acr_values=linked', { ...essential(acr('code')), acr_values: acr('linked') }],
    ['a voluntary acr claim', { claims: JSON.stringify({ id_token: { acr: { value: acr('code') } } }) }],
  ];

  it.each(more)("T57, T27: %s asks for the target's own credentials, with or without linked_from", async (_, parameters) => {
    for (const way of [{}, { linked_from: 'pro' }]) {
      expect(outcomeOf(await ask({ ...parameters, ...way, prompt: 'none' }))).toBe('login_required');
      expect(pageOf(await ask({ ...parameters, ...way }))).toMatchObject({ page: 'login', account: { accountId: 'particuliers-camille' } });
    }
  });

  it.each(more.slice(0, 6))('T57: %s opens no linked login in an empty target either', async (_, parameters) => {
    const other = openPerson(host);
    await other.login('rp-pro', 'pro-camille');
    const before = (await host.passerelle.links.uses('pro-camille')).length;
    const answer = await other.authorize('rp-particuliers', { ...parameters, linked_from: 'pro', prompt: 'none' });
    expect(outcomeOf(answer)).toBe('login_required');
    expect(await host.passerelle.links.uses('pro-camille')).toHaveLength(before);
  });

  it('T57: max_age=0 by PAR with prompt=none gives no code', async () => {
    const uri = await target().push({ max_age: '0', prompt: 'none', linked_from: 'pro' });
    const answer = await person.browser.get(`/auth?${new URLSearchParams({ client_id: 'rp-particuliers', request_uri: uri })}`);
    expect(['invalid_request', 'login_required']).toContain(outcomeOf(answer).split(' ')[0] ?? '');
  });

  it.each([acr('linked'), `${acr('strong')} ${acr('linked')}`, 'urn:example:unknown', '__proto__'])(
    'is enough for acr_values=%s',
    async (values) => expect(outcomeOf(await ask({ acr_values: values, prompt: 'none' }))).toBe('code'),
  );

  it('T28: an essential acr that no login reaches ends in unmet_authentication_requirements', async () => {
    const page = await ask(essential('urn:example:unknown'));
    expect(outcomeOf(await person.move(page, 'finish', loginOf('particuliers-camille', 'strong')))).toBe(
      'unmet_authentication_requirements',
    );
  });

  it('T28: an essential acr whose values are no list asks for nothing silently', async () => {
    const claims = JSON.stringify({ id_token: { acr: { essential: true, values: { 0: acr('strong') } } } });
    expect(outcomeOf(await ask({ claims, prompt: 'none' }))).not.toBe('code');
  });

  it('T28: a code where strong is asked for is refused by the page', async () => {
    const page = await ask({ acr_values: acr('strong') });
    expect(pageOf(await person.move(page, 'finish', loginOf('particuliers-camille', 'code')))).toEqual({ refused: 'level_not_reached' });
    const strong = idTokenOf(await target().exchange(await person.move(page, 'finish', loginOf('particuliers-camille', 'strong'))));
    expect(strong).toMatchObject({ acr: acr('strong'), amr: ['pin', 'swk'] });
  });

  it("T27: stepped up by its own person: direct, new sub-session, and the linked login's tokens are dead", async () => {
    const before = person.browser.cookie('_session.particuliers');
    const page = await ask({ prompt: 'login' });
    const claims = idTokenOf(await target().exchange(await person.move(page, 'finish', loginOf('particuliers-camille'))));
    expect(claims).toMatchObject({ sub: 'particuliers-camille', acr: acr('code'), amr: ['pin'] });
    expect([claims.act, claims.linked_from]).toEqual([undefined, undefined]);
    expect(await isActive(host, tokens)).toBe(false);
    expect((await target().refresh(tokens)).status).toBe(400);
    expect(person.browser.cookie('_session.particuliers')).not.toBe(before);
    expect(outcomeOf(await person.authorize('rp-pro', { prompt: 'none' }))).toBe('code');
  });

  it('T30: somebody else at the step-up is refused, on the page and when the host writes the result itself', async () => {
    const page = await ask({ prompt: 'login' });
    expect(pageOf(await person.move(page, 'finish', loginOf('particuliers-paul')))).toEqual({ refused: 'wrong_account' });
    expect(pageOf(await person.move(page, 'finish', loginOf('pro-camille')))).toEqual({ refused: 'wrong_account' });
    const uid = page.url.pathname.split('/').at(-1) ?? '';
    const interaction = await host.provider.Interaction.find(uid);
    if (!interaction) throw new Error('no interaction');
    Object.assign(interaction, { result: { login: { accountId: 'particuliers-paul', ts: Math.floor(Date.now() / 1000) } } });
    await interaction.persist();
    expect(outcomeOf(await person.browser.get(`/auth/${uid}`))).toBe('access_denied');
    expect(idTokenOf(await target().exchange(await ask({ prompt: 'none' }))).acr).toBe(acr('linked'));
  });

  it('T56: a login result written on the consent page opens nothing', async () => {
    await host.passerelle.links.revokeAllOf('pro-camille', { reason: 'customer', actor: 'account:pro-camille' });
    const page = await ask({ linked_from: 'pro' });
    expect(pageOf(page).page).toBe('consent');
    const uid = page.url.pathname.split('/').at(-1) ?? '';
    const interaction = await host.provider.Interaction.find(uid);
    if (!interaction) throw new Error('no interaction');
    Object.assign(interaction, { result: { login: { accountId: 'particuliers-camille', ts: Math.floor(Date.now() / 1000) } } });
    await interaction.persist();
    expect(outcomeOf(await person.browser.get(`/auth/${uid}`))).toBe('access_denied');
    expect(outcomeOf(await ask({ prompt: 'none' }))).toBe('login_required');
  });

  it("T56: activation with prompt=login asks for the target's credentials before any code", async () => {
    await host.passerelle.links.revokeAllOf('pro-camille', { reason: 'customer', actor: 'account:pro-camille' });
    expect(pageOf(await ask({ linked_from: 'pro', prompt: 'login' }))).toMatchObject({ page: 'login' });
    expect(pageOf(await ask({ linked_from: 'pro', max_age: '300' }))).toMatchObject({ page: 'login' });
  });

  it('T28: a hint for one and a login as another give no code', async () => {
    const hint = tokens.id_token ?? '';
    const other = openPerson(host);
    const page = await other.authorize('rp-particuliers', { id_token_hint: hint });
    expect(outcomeOf(await other.move(page, 'finish', loginOf('particuliers-paul')))).toBe('login_required');
  });

  it('T63: a resource server that wants JWT gets invalid_target, and a direct login gets its token', async () => {
    const jwt = { resource: 'https://rs.example/jwt', scope: 'openid balance' };
    expect(outcomeOf(await ask({ ...jwt, prompt: 'none' }))).toBe('invalid_target');
    expect(outcomeOf(await ask({ ...jwt, prompt: 'none', linked_from: 'pro' }))).toBe('invalid_target');
    const page = await ask({ ...jwt, prompt: 'login' });
    expect(outcomeOf(await person.move(page, 'finish', loginOf('particuliers-camille')))).toBe('code');
  });
});
