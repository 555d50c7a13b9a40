import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createMemoryStore } from '../../src/storage/memory/memory-store.ts';
import { idTokenOf, openPerson, outcomeOf, type Person, pageOf, relyingParty } from './bare-flows.ts';
import { type BareHost, startBareHost } from './bare-host.ts';

describe('a bare host of the extension', () => {
  let host: BareHost;
  let person: Person;
  beforeEach(async () => {
    host = await startBareHost(createMemoryStore({ clock: () => new Date() }));
    person = openPerson(host);
  });
  afterEach(() => host.close());

  const pro = () => relyingParty(host, 'rp-pro');
  const particuliers = () => relyingParty(host, 'rp-particuliers');
  const linkedClaims = { sub: 'particuliers-camille', acr: 'urn:passerelle:acr:linked', linked_from: 'pro', act: { sub: 'pro-camille' } };

  it('activates, then switches silently in one request, and says what kind of login it is wherever a token is read', async () => {
    await pro().exchange(await person.login('rp-pro', 'pro-camille'));
    const tokens = await particuliers().exchange(await person.activate());
    expect(idTokenOf(tokens)).toMatchObject(linkedClaims);
    expect(idTokenOf(tokens)).not.toHaveProperty('amr');
    const again = await person.authorize('rp-particuliers', { linked_from: 'pro', prompt: 'none' });
    expect([outcomeOf(again), again.requests]).toEqual(['code', 1]);
    expect((await particuliers().userinfo(tokens)).claims).toMatchObject(linkedClaims);
    const introspected = await relyingParty(host, 'rp-rs').post('/token/introspection', { token: tokens.access_token ?? '' });
    expect(await introspected.json()).toMatchObject({ active: true, ...linkedClaims });
    const refreshed = await particuliers().refresh(tokens);
    expect(idTokenOf(refreshed.tokens)).toMatchObject(linkedClaims);
    expect((await particuliers().userinfo(refreshed.tokens)).claims).toMatchObject(linkedClaims);
  });

  it('switches the other way from a direct login of the personal space', async () => {
    await person.login('rp-pro', 'pro-camille');
    await person.activate();
    const other = openPerson(host);
    await other.login('rp-particuliers', 'particuliers-camille');
    const opened = await pro().exchange(await other.authorize('rp-pro', { linked_from: 'particuliers', prompt: 'none' }));
    expect(idTokenOf(opened)).toMatchObject({ sub: 'pro-camille', linked_from: 'particuliers' });
    const back = await particuliers().exchange(await other.authorize('rp-particuliers', { linked_from: 'pro', prompt: 'none' }));
    expect(idTokenOf(back)).toMatchObject({ acr: 'urn:passerelle:acr:code' });
  });

  it("opens the counterpart where somebody else is signed in, by the provider's own end of session", async () => {
    await person.login('rp-pro', 'pro-camille');
    await person.activate();
    const other = openPerson(host);
    await other.login('rp-particuliers', 'particuliers-paul');
    await other.login('rp-pro', 'pro-camille');
    const page = await other.authorize('rp-particuliers', { linked_from: 'pro' });
    expect(pageOf(page)).toMatchObject({
      page: 'choose_account',
      account: { accountId: 'particuliers-paul' },
      counterpart: { accountId: 'particuliers-camille' },
    });
    const confirm = await other.move(page, 'choose', 'linked', pageOf(page).shown);
    expect(confirm.forms).toHaveLength(1);
    const opened = await particuliers().exchange(await other.browser.submit(confirm));
    expect(idTokenOf(opened)).toMatchObject({ sub: 'particuliers-camille', acr: 'urn:passerelle:acr:linked' });
  });
});
