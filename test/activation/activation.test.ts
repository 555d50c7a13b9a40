/** An activation from the first click to the open personal space, and what is kept as evidence. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeJwt } from 'jose';
import { typeset } from '../../src/server/i18n/translate.ts';
import { describeOnStores } from '../ground/stores.ts';
import { hasButton, hasField, login } from '../world/people.ts';
import { openWorld, type World } from '../world/world.ts';
import {
  accept,
  accountOf,
  activateLink,
  askToOpen,
  bindingMessageOn,
  type Customer,
  codeAt,
  collect,
  errorAt,
  later,
  linksOf,
  newCustomer,
  newestLink,
  textOf,
  toConsent,
  toWaiting,
} from './journey.ts';

describeOnStores('activation', (kind) => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld(kind);
  });
  afterAll(() => world.close());

  async function shown(customer: Customer) {
    const [pro, particuliers] = await Promise.all([
      accountOf(world, 'pro', customer.pro),
      accountOf(world, 'particuliers', customer.particuliers),
    ]);
    const mask = (number: string) => `•••• ${number.slice(-4)}`;
    return { pro, particuliers, proMasked: mask(pro.accountNumber), particuliersMasked: mask(particuliers.accountNumber) };
  }

  /** The security team's text with this customer's accounts in it, as the page must show and hash it. */
  async function consentText(customer: Customer, language: 'fr' | 'en'): Promise<string> {
    const { pro, particuliers, proMasked, particuliersMasked } = await shown(customer);
    const template = (await readFile(`config/consent/pro-particuliers/1.${language}.md`, 'utf8')).trim();
    const values: Record<string, string> = {
      source: language === 'fr' ? 'Espace Professionnel' : 'Business space',
      source_account: proMasked,
      source_name: pro.name,
      company: customer.company,
      target: language === 'fr' ? 'Espace Particuliers' : 'Personal space',
      target_account: particuliersMasked,
      target_name: particuliers.name,
    };
    return typeset(language, template).replace(/\{\{\s*(\w+)\s*\}\}/g, (_all, name: string) => values[name] ?? `?${name}?`);
  }

  describe('the consent page', () => {
    it('names both accounts masked, the company and the whole consent text, and writes nothing', async () => {
      const customer = await newCustomer(world);
      const page = await toConsent(world, world.openBrowser(), customer);
      const { pro, particuliers, proMasked, particuliersMasked } = await shown(customer);
      const read = textOf(page);
      expect(page.status).toBe(200);
      for (const named of [proMasked, particuliersMasked, customer.company, pro.name, particuliers.name]) expect(read).toContain(named);
      for (const clear of [pro.accountNumber, particuliers.accountNumber]) expect(page.text).not.toContain(clear);
      const lines = (await consentText(customer, 'fr')).split('\n').map((line) => line.replace(/^(#+|-)\s*/, '').replace(/\s+/g, ' '));
      for (const line of lines) expect(read).toContain(line);
      expect(await linksOf(world, 'pro', customer.pro)).toEqual([]);
      expect(await world.phone.list(customer.pro)).toEqual([]);
    });

    it('asks for no secret code after a recent login, and needs no script', async () => {
      const page = await toConsent(world, world.openBrowser(), await newCustomer(world));
      expect(page.forms.some(hasField('secret_code'))).toBe(false);
      expect(page.forms.filter(hasButton('decision', 'accept')).map(({ method }) => method)).toEqual(['POST']);
      expect(page.forms.some(hasButton('decision', 'refuse'))).toBe(true);
    });

    it('is not shown with prompt=none: interaction_required', async () => {
      const customer = await newCustomer(world);
      expect(errorAt(await toConsent(world, world.openBrowser(), customer, { prompt: 'none' }))).toBe('interaction_required');
      expect(await linksOf(world, 'pro', customer.pro)).toEqual([]);
    });
  });

  describe('accepting', () => {
    it.each(['fr', 'en'] as const)(
      'T43: keeps the consent version, the language (%s) and the SHA-256 of the exact text shown',
      async (language) => {
        const customer = await newCustomer(world);
        const browser = world.openBrowser();
        const page = await toConsent(world, browser, customer, { ui_locales: language });
        await accept(browser, page);
        const link = await newestLink(world, customer);
        const { pro, particuliers } = await shown(customer);
        expect(link).toMatchObject({
          status: 'pending',
          policyId: 'pro-particuliers',
          activating: { space: 'pro', accountId: pro.accountId, credentialsVersion: pro.credentialsVersion },
          other: { space: 'particuliers', accountId: particuliers.accountId, credentialsVersion: particuliers.credentialsVersion },
          activation: { clientId: 'outside-particuliers', proofs: { source: 'login', counterpart: 'same_person' } },
        });
        const textHash = createHash('sha256')
          .update(await consentText(customer, language))
          .digest('base64url');
        expect(page.forms.find(hasButton('decision', 'accept'))?.hidden.text_digest).toBe(textHash);
        expect(link.activation.consent).toEqual({ version: '1', language, textHash });
        const life = link.activation.expiresAt.getTime() - link.createdAt.getTime();
        expect(life).toBe(5 * 60 * 1000);
      },
    );

    it('pushes one approval that names both accounts masked, the consent version and the challenge, with the binding_message of the page', async () => {
      const customer = await newCustomer(world);
      const browser = world.openBrowser();
      const waiting = await toWaiting(world, browser, customer);
      const link = await newestLink(world, customer);
      const { proMasked, particuliersMasked } = await shown(customer);
      const [approval, ...others] = await world.phone.list(customer.pro);
      expect(others).toEqual([]);
      expect(approval).toMatchObject({ state: 'pending', identifier: customer.pro, binding_message: bindingMessageOn(waiting) });
      expect(approval?.authorization_details).toEqual([
        {
          type: 'account_link',
          challenge: link.activation.challenge,
          source_space: 'pro',
          source_account: proMasked,
          company: customer.company,
          target_space: 'particuliers',
          target_account: particuliersMasked,
          consent_version: '1',
        },
      ]);
      for (const account of [proMasked, particuliersMasked]) expect(textOf(waiting)).toContain(account);
    });

    it('waits on a page that works without script: a GET button to its own address, and cancel', async () => {
      const browser = world.openBrowser();
      const waiting = await toWaiting(world, browser, await newCustomer(world));
      const asksAgain = waiting.forms.find(({ method }) => method === 'GET');
      expect(asksAgain?.action).toBe(waiting.url.href);
      expect(waiting.text).not.toMatch(/http-equiv="refresh"|<noscript/i);
      const again = await browser.submit(waiting, {}, ({ method }) => method === 'GET');
      expect(bindingMessageOn(again)).toBe(bindingMessageOn(waiting));
    });
  });

  describe('approved', () => {
    it('opens the personal space with no further page, as a linked login', async () => {
      const browser = world.openBrowser();
      const customer = await newCustomer(world);
      const opened = await activateLink(world, browser, customer);
      const { tokens } = await world.exchange('outside-particuliers', opened);
      const { particuliers } = await shown(customer);
      expect(decodeJwt(tokens.id_token)).toMatchObject({
        sub: particuliers.accountId,
        acr: 'urn:passerelle:acr:linked',
        linked_from: 'pro',
      });
      expect(await linksOf(world, 'particuliers', customer.particuliers)).toMatchObject([{ status: 'active' }]);
      const silent = await askToOpen(world, browser, { prompt: 'none' });
      expect([codeAt(silent), silent.requests]).toEqual([expect.any(String), 1]);
    });

    it('leaves a direct session of the counterpart direct', async () => {
      const browser = world.openBrowser();
      const customer = await newCustomer(world);
      await login(world, browser, 'particuliers', customer.particuliers);
      const opened = await activateLink(world, browser, customer);
      const claims = decodeJwt((await world.exchange('outside-particuliers', opened)).tokens.id_token);
      expect(claims).toMatchObject({ acr: 'urn:passerelle:acr:code' });
      expect(claims).not.toHaveProperty('linked_from');
      expect(await newestLink(world, customer)).toMatchObject({ status: 'active' });
    });

    it('shows the history in its order on the preferences of both spaces', async () => {
      const browser = world.openBrowser();
      const customer = await newCustomer(world);
      await activateLink(world, browser, customer);
      for (const space of ['pro', 'particuliers']) {
        const read = textOf(await browser.get(`/preferences?space=${space}`));
        expect(read).toMatch(/Consentement donné.*Confirmation demandée dans Pass Sécurité.*Passerelle activée/);
      }
      expect((await newestLink(world, customer)).history.map(({ event }) => event)).toEqual([
        'consented',
        'approval_requested',
        'activated',
      ]);
    });
  });

  it('starts in the professional space only: from the personal one its login asks, and says where to activate', async () => {
    const customer = await newCustomer(world);
    const browser = world.openBrowser();
    await login(world, browser, 'particuliers', customer.particuliers);
    const page = await world.authorize(browser, 'outside-pro', { linked_from: 'particuliers' });
    expect(page.forms.some(hasField('secret_code'))).toBe(true);
    expect(page.forms.some(hasButton('decision', 'accept'))).toBe(false);
    expect(textOf(page)).toContain('activez d’abord la passerelle depuis votre Espace Professionnel');
    const silent = await world.authorize(browser, 'outside-pro', { linked_from: 'particuliers', prompt: 'none' });
    expect(errorAt(silent)).toBe('interaction_required');
    expect(await linksOf(world, 'particuliers', customer.particuliers)).toEqual([]);
  });

  it('asks the approver no sooner than its interval, however often the page is looked at', async () => {
    const customer = await newCustomer(world);
    const browser = world.openBrowser();
    const waiting = await toWaiting(world, browser, customer);
    await world.phone.answer(customer.pro, 'approve');
    // Before the interval is over nobody is asked: the page still waits.
    const early = await later(world, -10, () => browser.get(waiting.url));
    expect(bindingMessageOn(early)).toBe(bindingMessageOn(waiting));
    expect(codeAt(await collect(world, browser, waiting))).toEqual(expect.any(String));
  });
});
