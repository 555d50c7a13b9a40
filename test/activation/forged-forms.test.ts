/** Forms of the activation posted by others, for others, or about something else than was shown: refused, and nothing written. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { describeOnStores } from '../ground/stores.ts';
import type { Answer, Browser } from '../world/browser.ts';
import type { Form } from '../world/forms.ts';
import { hasButton, login } from '../world/people.ts';
import { openWorld, type World } from '../world/world.ts';
import {
  accept,
  bindingMessageOn,
  type Customer,
  codeAt,
  linksOf,
  newCustomer,
  newestLink,
  textOf,
  toConsent,
  toWaiting,
} from './journey.ts';

describeOnStores('a consent form', (kind) => {
  let world: World;
  let customer: Customer;
  let browser: Browser;
  beforeAll(async () => {
    world = await openWorld(kind);
  });
  afterAll(() => world.close());
  beforeEach(async () => {
    customer = await newCustomer(world);
    browser = world.openBrowser();
  });

  async function expectNothingWritten(...identifiers: readonly string[]): Promise<void> {
    for (const identifier of [customer.pro, ...identifiers]) {
      expect(await linksOf(world, 'pro', identifier)).toEqual([]);
      expect(await world.phone.list(identifier)).toEqual([]);
    }
  }

  describe('T7: not posted by our page', () => {
    it.each(['https://attacker.example', 'null', 'http://localhost:1'])('with Origin: %s, it is refused', async (origin) => {
      const { action, hidden } = consentForm(await toConsent(world, browser, customer));
      const refused = await browser.post(action, { ...hidden, decision: 'accept' }, { origin });
      expect(refused.status).toBe(403);
      await expectNothingWritten();
    });

    it.each([
      ['no form_token', undefined],
      ['an empty form_token', ''],
      ['a forged form_token', 'A'.repeat(43)],
    ])('with %s, it is refused', async (_what, forged) => {
      const { action, hidden } = consentForm(await toConsent(world, browser, customer));
      const { form_token: _token, ...others } = hidden;
      const refused = await browser.post(action, { ...others, ...(forged !== undefined && { form_token: forged }), decision: 'accept' });
      expect(refused.status).toBe(403);
      await expectNothingWritten();
    });

    it('with the form_token of another interaction, it is refused', async () => {
      const attacker = await newCustomer(world);
      const own = consentForm(await toConsent(world, world.openBrowser(), attacker));
      const { action, hidden } = consentForm(await toConsent(world, browser, customer));
      const form_token = own.hidden.form_token ?? '';
      expect((await browser.post(action, { ...hidden, form_token, decision: 'accept' })).status).toBe(403);
      await expectNothingWritten(attacker.pro);
    });

    it('a refusal or a cancel is refused as well: the journey goes on', async () => {
      const page = await toConsent(world, browser, customer);
      const { action, hidden } = consentForm(page);
      expect((await browser.post(action, { ...hidden, decision: 'refuse' }, { origin: 'https://attacker.example' })).status).toBe(403);
      const waiting = await accept(browser, page);
      const cancel = { ...hidden, form_token: 'forged', decision: 'cancel' };
      expect((await browser.post(action, cancel)).status).toBe(403);
      expect(bindingMessageOn(await browser.get(waiting.url))).toBe(bindingMessageOn(waiting));
      expect(await newestLink(world, customer)).toMatchObject({ status: 'pending' });
    });
  });

  describe('T10: of another browser', () => {
    it('neither page nor form exist there, and the own browser goes on', async () => {
      const page = await toConsent(world, browser, customer);
      const other = await newCustomer(world);
      const stranger = world.openBrowser();
      await toConsent(world, stranger, other);
      expect((await stranger.get(page.url)).status).toBe(400);
      expect((await accept(stranger, page)).status).toBe(400);
      await expectNothingWritten(other.pro);
      expect(bindingMessageOn(await accept(browser, page))).toEqual(expect.any(String));
    });

    it('the waiting page of another browser collects nothing', async () => {
      const waiting = await toWaiting(world, browser, customer);
      await world.phone.answer(customer.pro, 'approve');
      world.advance(1);
      const stranger = world.openBrowser();
      await login(world, stranger, 'pro', customer.pro);
      const stolen = await stranger.get(waiting.url);
      expect([stolen.status, codeAt(stolen)]).toEqual([400, undefined]);
      expect(await newestLink(world, customer)).toMatchObject({ status: 'pending' });
    });
  });

  describe('T8: the professional session is another one when it is accepted', () => {
    it('another user signed in in this browser: no link of either, the page shows whose accounts it is about now', async () => {
      const other = await newCustomer(world);
      const page = await toConsent(world, browser, customer);
      await signOut();
      await login(world, browser, 'pro', other.pro);
      const again = await accept(browser, page);
      expect(bindingMessageOn(again)).toBeUndefined();
      expect(textOf(again)).toContain(other.company);
      expect(textOf(again)).not.toContain(customer.company);
      await expectNothingWritten(other.pro);
    });

    it('nobody is signed in any more: no link', async () => {
      const page = await toConsent(world, browser, customer);
      await signOut();
      const again = await accept(browser, page);
      expect([bindingMessageOn(again), codeAt(again)]).toEqual([undefined, undefined]);
      await expectNothingWritten();
    });

    it('the session cookie of another user was planted: no link of either', async () => {
      const other = await newCustomer(world);
      const attacker = world.openBrowser();
      await login(world, attacker, 'pro', other.pro);
      const page = await toConsent(world, browser, customer);
      for (const name of ['session.pro', 'session.pro.sig']) browser.setCookie(`${name}=${attacker.cookie(name)}; path=/; httponly`);
      expect(bindingMessageOn(await accept(browser, page))).toBeUndefined();
      await expectNothingWritten(other.pro);
    });

    it('while the approval is open: approved, it activates nothing', async () => {
      const other = await newCustomer(world);
      const waiting = await toWaiting(world, browser, customer);
      await signOut();
      await login(world, browser, 'pro', other.pro);
      await world.phone.answer(customer.pro, 'approve');
      world.advance(1);
      const after = await browser.get(waiting.url);
      expect(codeAt(after)).toBeUndefined();
      expect(after.forms.some(hasButton('decision', 'return'))).toBe(true);
      expect((await newestLink(world, customer)).activatedAt).toBeUndefined();
      expect(await linksOf(world, 'pro', other.pro)).toEqual([]);
    });
  });

  describe('T43: about another text than was shown', () => {
    it.each(['text_digest', 'shown'])('with another %s, the page is shown again and nothing is written', async (field) => {
      const page = await toConsent(world, browser, customer);
      const { action, hidden } = consentForm(page);
      const again = await browser.post(action, { ...hidden, [field]: 'B'.repeat(43), decision: 'accept' });
      expect(consentForm(again).hidden).toEqual(hidden);
      await expectNothingWritten();
      expect(bindingMessageOn(await accept(browser, again))).toEqual(expect.any(String));
    });

    it('without them, too', async () => {
      const { action, hidden } = consentForm(await toConsent(world, browser, customer));
      const again = await browser.post(action, { form_token: hidden.form_token ?? '', decision: 'accept' });
      expect(consentForm(again).hidden).toEqual(hidden);
      await expectNothingWritten();
    });

    it('shown in one language, it cannot be accepted in another', async () => {
      const english = await toConsent(world, browser, customer, { ui_locales: 'en' });
      const french = consentForm(await toConsent(world, world.openBrowser(), await newCustomer(world)));
      const { action, hidden } = consentForm(english);
      expect(hidden.text_digest).not.toBe(french.hidden.text_digest);
      await browser.post(action, { ...hidden, text_digest: french.hidden.text_digest ?? '', decision: 'accept' });
      await expectNothingWritten();
    });
  });

  async function signOut(): Promise<void> {
    const confirmation = await browser.get('/session/end?client_id=outside-pro');
    await browser.submit(confirmation, { logout: 'yes' });
    const silent = await world.authorize(browser, 'outside-pro', { prompt: 'none' });
    expect(silent.left?.searchParams.get('error')).toBe('login_required');
  }
});

function consentForm(page: Answer): Form {
  const form = page.forms.find(hasButton('decision', 'accept'));
  if (!form) throw new Error(`no consent form on ${page.url.pathname}: ${page.status} ${textOf(page).slice(0, 300)}`);
  return form;
}
