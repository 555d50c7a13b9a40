import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createMemoryStore } from '../../src/storage/memory/memory-store.ts';
import { idTokenOf, loginOf, openPerson, outcomeOf, type Person, pageOf, relyingParty } from './bare-flows.ts';
import { account, type BareHost, policy, startBareHost } from './bare-host.ts';

describe('a request with linked_from', () => {
  let host: BareHost;
  let person: Person;
  beforeEach(async () => {
    host = await startBareHost(createMemoryStore({ clock: () => new Date() }));
    person = openPerson(host);
  });
  afterEach(() => host.close());

  const open = (parameters = {}) => person.authorize('rp-particuliers', { linked_from: 'pro', ...parameters });
  const silently = async (parameters = {}) => outcomeOf(await open({ ...parameters, prompt: 'none' }));
  const claimsOf = async (answer: Awaited<ReturnType<typeof open>>) =>
    idTokenOf(await relyingParty(host, 'rp-particuliers').exchange(answer));
  /** A link between Camille's accounts, activated in a browser of its own. */
  const link = async () => {
    const elsewhere = openPerson(host);
    await elsewhere.login('rp-pro', 'pro-camille');
    await elsewhere.activate();
  };

  it('a choice that was made is not asked for again when the page is loaded once more before it is followed', async () => {
    await person.login('rp-particuliers', 'particuliers-paul');
    const page = await person.authorize('rp-particuliers', { linked_from: 'pro' });
    await person.moveOnly(page, 'choose', 'current', pageOf(page).shown);
    expect(pageOf(await person.browser.get(page.url))).toMatchObject({ page: 'resolved' });
    expect(outcomeOf(await person.move(page, 'proceed'))).toBe('code');
  });

  it('row 3: answers without a page for nobody else than the counterpart', async () => {
    await link();
    await person.login('rp-pro', 'pro-camille');
    await person.login('rp-particuliers', 'particuliers-paul');
    expect(await silently({ max_age: '300' })).toBe('login_required');
    const page = await open({ max_age: '300' });
    expect(pageOf(page)).toMatchObject({ page: 'signed_in_here', account: { accountId: 'particuliers-paul' } });
    expect((await claimsOf(await person.move(page, 'choose', 'current', pageOf(page).shown))).sub).toBe('particuliers-paul');
  });

  it('row 4: single sign-on for the linked account, whose direct login stays direct', async () => {
    await link();
    await person.login('rp-pro', 'pro-camille');
    await person.login('rp-particuliers', 'particuliers-camille');
    expect((await claimsOf(await open({ prompt: 'none' }))).acr).toBe('urn:passerelle:acr:code');
  });

  it('row 5: without a source session, the ordinary login, and then that account (row 2)', async () => {
    await link();
    expect(await silently()).toBe('login_required');
    const page = await open();
    expect(pageOf(page).page).toBe('login');
    expect(await claimsOf(await person.move(page, 'finish', loginOf('particuliers-paul')))).toMatchObject({
      sub: 'particuliers-paul',
      acr: 'urn:passerelle:acr:code',
    });
  });

  it('row 5: somebody signed in is asked; to log in is to log in, and a stale answer counts for nobody', async () => {
    await person.login('rp-particuliers', 'particuliers-paul');
    expect(await silently()).toBe('login_required');
    const page = await open();
    expect(pageOf(page)).toMatchObject({ page: 'signed_in_here', account: { accountId: 'particuliers-paul' } });
    expect(pageOf(await person.move(page, 'choose', 'current', 'something else'))).toEqual({ refused: 'changed' });
    const login = await person.move(page, 'choose', 'login', pageOf(page).shown);
    expect(pageOf(login)).toMatchObject({ page: 'login' });
    const swap = await person.move(login, 'finish', loginOf('particuliers-camille'));
    expect((await claimsOf(await person.browser.submit(swap))).sub).toBe('particuliers-camille');
  });

  it('row 5: a linked login is never a source', async () => {
    await link();
    await person.login('rp-particuliers', 'particuliers-camille');
    expect(outcomeOf(await person.authorize('rp-pro', { linked_from: 'particuliers', prompt: 'none' }))).toBe('code');
    await person.browser.submit(await person.browser.get('/session/end?client_id=rp-particuliers'), { logout: 'yes' });
    expect(await silently()).toBe('login_required');
  });

  it.each([
    ['source_blocked', () => host.accounts.set('pro-camille', account('pro', 'camille', { status: 'blocked' }))],
    [
      'counterpart_never_opened',
      () => host.accounts.set('particuliers-camille', account('particuliers', 'camille', { status: 'never_opened' })),
    ],
    ['counterpart_unknown', () => host.accounts.delete('particuliers-camille')],
    ['not_administrator', () => host.accounts.set('pro-camille', account('pro', 'camille', { mayActivate: false }))],
    ['policy_suspended', () => host.policies.splice(0, 1, policy({ status: 'suspended' }))],
  ])('row 6: %s', async (reason, change) => {
    await person.login('rp-pro', 'pro-camille');
    change();
    expect(await silently()).toBe('access_denied');
    const page = await open();
    expect(pageOf(page)).toMatchObject({ page: 'unavailable', reason });
    expect(outcomeOf(await person.move(page, 'giveUp'))).toBe('access_denied');
  });

  it('row 7: another account: stay, or log in, each for the account that was shown', async () => {
    await link();
    await person.login('rp-pro', 'pro-camille');
    await person.login('rp-particuliers', 'particuliers-paul');
    expect(await silently()).toBe('account_selection_required');
    const stay = await open();
    expect((await claimsOf(await person.move(stay, 'choose', 'current', pageOf(stay).shown))).sub).toBe('particuliers-paul');
    const page = await open();
    expect(pageOf(await person.move(page, 'choose', 'login', pageOf(page).shown)).page).toBe('login');
  });

  it('row 7: the form that opens the counterpart, never posted, signs nobody out', async () => {
    await link();
    await person.login('rp-pro', 'pro-camille');
    await person.login('rp-particuliers', 'particuliers-paul');
    const page = await open();
    await person.move(page, 'choose', 'linked', pageOf(page).shown);
    expect((await claimsOf(await person.authorize('rp-particuliers', { prompt: 'none' }))).sub).toBe('particuliers-paul');
  });

  it('row 9: consent; a direct session of the counterpart stays direct afterwards', async () => {
    await person.login('rp-pro', 'pro-camille');
    await person.login('rp-particuliers', 'particuliers-camille');
    expect(await silently()).toBe('interaction_required');
    expect((await claimsOf(await person.activate())).acr).toBe('urn:passerelle:acr:code');
  });

  it('row 10: from where nothing can be activated: the ordinary login that says where, or the page of row 5', async () => {
    await person.login('rp-particuliers', 'particuliers-camille');
    const silent = await person.authorize('rp-pro', { linked_from: 'particuliers', prompt: 'none' });
    expect(outcomeOf(silent)).toBe('interaction_required');
    expect(pageOf(await person.authorize('rp-pro', { linked_from: 'particuliers' }))).toMatchObject({
      page: 'login',
      activateFrom: 'pro',
    });
    await person.login('rp-pro', 'pro-paul');
    expect(pageOf(await person.authorize('rp-pro', { linked_from: 'particuliers' }))).toMatchObject({ page: 'signed_in_here' });
  });

  describe('in two tabs', () => {
    it('two step-ups, two logins and a switch all end well', async () => {
      await link();
      await person.login('rp-pro', 'pro-camille');
      const anonymous = await person.authorize('rp-particuliers');
      expect(await silently()).toBe('code');
      const [one, two] = [
        await person.authorize('rp-particuliers', { prompt: 'login' }),
        await person.authorize('rp-particuliers', { prompt: 'login' }),
      ];
      for (const page of [one, two, anonymous])
        expect(outcomeOf(await person.move(page, 'finish', loginOf('particuliers-camille')))).toBe('code');
    });

    it('a step-up whose linked login ended meanwhile is still for its own person', async () => {
      await link();
      await person.login('rp-pro', 'pro-camille');
      await silently();
      const page = await person.authorize('rp-particuliers', { prompt: 'login' });
      await person.browser.submit(await person.browser.get('/session/end?client_id=rp-pro'), { logout: 'yes' });
      expect(pageOf(await person.move(page, 'finish', loginOf('particuliers-paul')))).toEqual({ refused: 'wrong_account' });
      expect((await claimsOf(await person.move(page, 'finish', loginOf('particuliers-camille')))).acr).toBe('urn:passerelle:acr:code');
    });

    it('somebody else who signed in meanwhile meets a page of ours', async () => {
      await link();
      await person.login('rp-pro', 'pro-camille');
      await silently();
      const page = await person.authorize('rp-particuliers', { prompt: 'login' });
      await person.browser.submit(await person.browser.get('/session/end?client_id=rp-particuliers'), { logout: 'yes' });
      await person.login('rp-particuliers', 'particuliers-paul');
      expect(pageOf(await person.look(page))).toMatchObject({ page: 'not_found', reason: 'somebody_else' });
    });
  });
});
