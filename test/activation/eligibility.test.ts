/** Who may not activate, and learns why before any consent: each such customer of the demo, and people who only share a name. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { describeOnStores } from '../ground/stores.ts';
import type { Answer, Browser } from '../world/browser.ts';
import { approveAtOnce, camille, hasButton, login } from '../world/people.ts';
import { openWorld, type World } from '../world/world.ts';
import {
  accept,
  accountOf,
  activateLink,
  askToOpen,
  codeAt,
  collect,
  errorAt,
  linksOf,
  newAccount,
  newCustomer,
  newestLink,
  returnToSpace,
  textOf,
  toConsent,
  toWaiting,
} from './journey.ts';

const secondCompany = '70000008';

describeOnStores('eligibility for activation', (kind) => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld(kind);
  });
  afterAll(() => world.close());

  async function expectUnavailable(browser: Browser, page: Answer, pro: string, why: string): Promise<void> {
    expect(page.status).toBe(200);
    expect(textOf(page)).toContain(why);
    expect(page.forms.some(hasButton('decision', 'accept'))).toBe(false);
    const returned = await returnToSpace(browser, page);
    expect([errorAt(returned), codeAt(returned)]).toEqual(['access_denied', null]);
    expect(errorAt(await askToOpen(world, browser, { prompt: 'none' }))).toBe('access_denied');
    expect(await linksOf(world, 'pro', pro)).toEqual([]);
    expect(await world.phone.list(pro)).toEqual([]);
  }

  describe('of the demo’s customers: a page with the reason, access_denied, nothing written', () => {
    it.each([
      ['Karim, who never opened his personal space', '70000002', 'Vous ne vous êtes encore jamais connecté à votre Espace Particuliers'],
      ['Louise, whose personal account is blocked', '70000003', 'Le compte de votre Espace Particuliers est bloqué'],
      ['Hugo, who is not the administrator', '70000004', 'Seul l’administrateur de l’entreprise peut activer la passerelle'],
      ['Nadia, who has no personal account', '70000005', 'Nous n’avons pas trouvé de compte à votre nom'],
      ['Inès, who has no Pass Sécurité', '70000007', 'L’application Pass Sécurité n’est pas installée'],
    ])('%s', async (_who, pro, why) => {
      const browser = world.openBrowser();
      await expectUnavailable(browser, await toConsent(world, browser, { pro }), pro, why);
    });

    it('Karim after his first login in the personal space may activate', async () => {
      const browser = world.openBrowser();
      await login(world, world.openBrowser(), 'particuliers', '10000002');
      expect(codeAt(await activateLink(world, browser, { pro: '70000002' }))).toEqual(expect.any(String));
      expect(await linksOf(world, 'particuliers', '10000002')).toMatchObject([{ status: 'active' }]);
    });

    it('Camille’s second company, while her personal account is linked from the first, and when it is free again', async () => {
      await activateLink(world, world.openBrowser(), camille);
      const browser = world.openBrowser();
      const page = await toConsent(world, browser, { pro: secondCompany });
      await expectUnavailable(
        browser,
        page,
        secondCompany,
        'Le compte de votre Espace Particuliers est déjà relié à un autre de vos comptes',
      );
      const { accountNumber } = await accountOf(world, 'pro', camille.pro);
      expect(page.text).not.toContain(accountNumber);

      const { id } = await newestLink(world, camille);
      await world.demo.server.passerelle.links.revoke(id, { reason: 'customer', actor: 'operator:adviser' });
      expect(codeAt(await activateLink(world, world.openBrowser(), { pro: secondCompany }))).toEqual(expect.any(String));
      expect(await linksOf(world, 'particuliers', camille.particuliers)).toMatchObject([{ status: 'active' }, { id, status: 'revoked' }]);
    });
  });

  describe('lost between the consent and the approval: the page says what stands in the way, not that the telephone was too slow', () => {
    it('the other company was approved first', async () => {
      const customer = await newCustomer(world);
      const otherCompany = { pro: `73${customer.pro.slice(2)}` };
      await newAccount(world, 'pro', otherCompany.pro, { person: customer.pro, company: 'Société seconde' });
      const [browser, otherBrowser] = [world.openBrowser(), world.openBrowser()];
      const waiting = await toWaiting(world, otherBrowser, otherCompany);
      expect(codeAt(await activateLink(world, browser, customer))).toEqual(expect.any(String));
      const told = await approveAtOnce(world, otherBrowser, otherCompany.pro, waiting);
      expect(textOf(told)).toContain('est déjà relié à un autre de vos comptes');
      expect(textOf(told)).not.toContain('à temps');
      expect(errorAt(await returnToSpace(otherBrowser, told))).toBe('access_denied');
      expect(await newestLink(world, otherCompany)).toMatchObject({ status: 'expired' });
    });

    it('the policy was suspended', async () => {
      const customer = await newCustomer(world);
      const browser = world.openBrowser();
      const waiting = await toWaiting(world, browser, customer);
      const { policies } = world.demo.server.passerelle;
      await policies.suspend('pro-particuliers', { actor: 'operator:adviser' });
      try {
        const told = await approveAtOnce(world, browser, customer.pro, waiting);
        expect(textOf(told)).toContain('est momentanément suspendue');
        expect(errorAt(await returnToSpace(browser, told))).toBe('access_denied');
      } finally {
        await policies.resume('pro-particuliers', { actor: 'operator:adviser' });
      }
      expect(await newestLink(world, customer)).toMatchObject({ status: 'expired' });
    });
  });

  describe('T1: only the bank-proven person decides', () => {
    it('somebody else of the same name is no counterpart', async () => {
      await newAccount(world, 'pro', '72000001', { name: 'Alix Moreau', person: 'attacker', company: 'Moreau' });
      await newAccount(world, 'particuliers', '12000001', { name: 'Alix Moreau', person: 'victim' });
      const browser = world.openBrowser();
      const page = await toConsent(world, browser, { pro: '72000001' });
      await expectUnavailable(browser, page, '72000001', 'Nous n’avons pas trouvé de compte à votre nom');
      expect(await linksOf(world, 'particuliers', '12000001')).toEqual([]);
    });

    it('somebody else signed in in the personal space of this browser is shown, and never linked', async () => {
      const customer = await newCustomer(world);
      const stranger = await newCustomer(world);
      const browser = world.openBrowser();
      await login(world, browser, 'particuliers', stranger.particuliers);
      const page = await toConsent(world, browser, customer);
      expect(page.forms.some(hasButton('decision', 'accept'))).toBe(false);
      expect(['current', 'linked', 'login'].every((choice) => page.forms.some(hasButton('decision', choice)))).toBe(true);
      expect(errorAt(await askToOpen(world, browser, { prompt: 'none' }))).toBe('account_selection_required');
      expect(await linksOf(world, 'particuliers', stranger.particuliers)).toEqual([]);
    });
  });

  describe('several counterparts', () => {
    it('the customer chooses one of them, and no other account', async () => {
      const customer = await newCustomer(world);
      const stranger = await newCustomer(world);
      const second = `${Number(customer.particuliers) + 500_000}`;
      await newAccount(world, 'particuliers', second, { person: customer.pro });
      const browser = world.openBrowser();
      const page = await toConsent(world, browser, customer);
      const idOf = async (identifier: string) => (await accountOf(world, 'particuliers', identifier)).accountId;
      const offered = [...page.text.matchAll(/type="radio" name="counterpart" value="([^"]+)"/g)].map(([, id]) => id);
      expect(new Set(offered)).toEqual(new Set([await idOf(customer.particuliers), await idOf(second)]));

      for (const counterpart of [{}, { counterpart: await idOf(stranger.particuliers) }])
        expect(textOf(await accept(browser, page, counterpart))).toContain('Erreur');
      expect(await linksOf(world, 'pro', customer.pro)).toEqual([]);

      const waiting = await accept(browser, page, { counterpart: await idOf(second) });
      await world.phone.answer(customer.pro, 'approve');
      expect(codeAt(await collect(world, browser, waiting))).toEqual(expect.any(String));
      expect(await newestLink(world, customer)).toMatchObject({ status: 'active', other: { accountId: await idOf(second) } });
      expect(await linksOf(world, 'particuliers', customer.particuliers)).toEqual([]);
    });
  });

  it('T5: an account that becomes ineligible while the approval is open is never linked', async () => {
    const customer = await newCustomer(world);
    const browser = world.openBrowser();
    const waiting = await accept(browser, await toConsent(world, browser, customer));
    await world.phone.answer(customer.pro, 'approve');
    const account = await accountOf(world, 'particuliers', customer.particuliers);
    await world.demo.store.accounts.change(account.accountId, account, { status: 'blocked' });
    expect(codeAt(await collect(world, browser, waiting))).toBeUndefined();
    expect((await newestLink(world, customer)).activatedAt).toBeUndefined();
  });
});
