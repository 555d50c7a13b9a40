/** One approval, one link, one person: doubled, pushed again, given by or for somebody else. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { describeOnStores } from '../ground/stores.ts';
import { openWorld, type World } from '../world/world.ts';
import {
  accept,
  accountOf,
  askToOpen,
  bindingMessageOn,
  type Customer,
  codeAt,
  collect,
  collectAll,
  linksOf,
  newCustomer,
  newestLink,
  textOf,
  toConsent,
  toWaiting,
} from './journey.ts';

describeOnStores('the approval of an activation', (kind) => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld(kind);
  });
  afterAll(() => world.close());

  const events = async (customer: Customer) => (await newestLink(world, customer)).history.map(({ event }) => event);

  describe('T15: collected more than once', () => {
    it('by many tabs at the same moment: one activated entry, every page ends well', async () => {
      const customer = await newCustomer(world);
      const browser = world.openBrowser();
      const tabs = [await toWaiting(world, browser, customer)];
      while (tabs.length < 8) tabs.push(await accept(browser, await askToOpen(world, browser)));
      await world.phone.answer(customer.pro, 'approve');
      const answers = await collectAll(world, browser, tabs);
      expect(answers.map(codeAt)).toEqual(tabs.map(() => expect.any(String)));
      expect(await events(customer)).toEqual(['consented', 'approval_requested', 'activated']);
      expect(await linksOf(world, 'pro', customer.pro)).toHaveLength(1);
    });

    it('by one page that is loaded many times: one activated entry, no fault', async () => {
      const customer = await newCustomer(world);
      const browser = world.openBrowser();
      const waiting = await toWaiting(world, browser, customer);
      await world.phone.answer(customer.pro, 'approve');
      world.advance(1);
      const answers = await Promise.all(Array.from({ length: 8 }, () => browser.get(waiting.url)));
      expect(answers.filter(({ status }) => status >= 500)).toEqual([]);
      expect(answers.map(codeAt)).toContainEqual(expect.any(String));
      expect(await events(customer)).toEqual(['consented', 'approval_requested', 'activated']);
    });

    it('approved twice on the phone: the second answer comes too late', async () => {
      const customer = await newCustomer(world);
      const browser = world.openBrowser();
      const waiting = await toWaiting(world, browser, customer);
      const { auth_req_id } = await world.phone.answer(customer.pro, 'approve');
      expect(await world.phone.answerTo(auth_req_id, 'approve')).toBe(409);
      expect(codeAt(await collect(world, browser, waiting))).toEqual(expect.any(String));
      expect(await world.phone.answerTo(auth_req_id, 'deny')).toBe(409);
      expect(await newestLink(world, customer)).toMatchObject({ status: 'active' });
    });
  });

  describe('T17: one push', () => {
    it('ten starts in one session go on with the same approval', async () => {
      const customer = await newCustomer(world);
      const browser = world.openBrowser();
      const tabs = [await toWaiting(world, browser, customer)];
      while (tabs.length < 10) tabs.push(await accept(browser, await askToOpen(world, browser)));
      expect(new Set(tabs.map(bindingMessageOn))).toEqual(new Set([(await world.phone.pending(customer.pro)).binding_message]));
      expect(await world.phone.list(customer.pro)).toHaveLength(1);
      expect(await linksOf(world, 'pro', customer.pro)).toHaveLength(1);
    });

    it('ten starts at the same moment push once', async () => {
      const customer = await newCustomer(world);
      const browser = world.openBrowser();
      const pages = [await toConsent(world, browser, customer)];
      while (pages.length < 10) pages.push(await askToOpen(world, browser));
      const tabs = await Promise.all(pages.map((page) => accept(browser, page)));
      expect(tabs.filter(({ status }) => status >= 500)).toEqual([]);
      expect(await world.phone.list(customer.pro)).toHaveLength(1);
      expect(await linksOf(world, 'pro', customer.pro)).toHaveLength(1);
      await world.phone.answer(customer.pro, 'approve');
      const opened = await collectAll(world, browser, tabs);
      expect(opened.map(codeAt)).toEqual(tabs.map(() => expect.any(String)));
    });

    it('another browser is told that an activation is under way', async () => {
      const customer = await newCustomer(world);
      const first = world.openBrowser();
      const waiting = await toWaiting(world, first, customer);
      const told = await toWaiting(world, world.openBrowser(), customer);
      expect(told.status).toBe(409);
      expect(textOf(told)).toContain('Une activation est déjà en attente pour ce compte');
      expect(bindingMessageOn(told)).toBeUndefined();
      expect(await world.phone.list(customer.pro)).toHaveLength(1);
      await world.phone.answer(customer.pro, 'approve');
      expect(codeAt(await collect(world, first, waiting))).toEqual(expect.any(String));
    });
  });

  describe('T18: of somebody else', () => {
    it('approving another customer’s request does nothing to this link', async () => {
      const [customer, other] = [await newCustomer(world), await newCustomer(world)];
      const [browser, otherBrowser] = [world.openBrowser(), world.openBrowser()];
      const waiting = await toWaiting(world, browser, customer);
      const otherWaiting = await toWaiting(world, otherBrowser, other);
      await world.phone.answer(other.pro, 'approve');
      world.advance(1);
      expect(bindingMessageOn(await browser.get(waiting.url))).toBe(bindingMessageOn(waiting));
      expect(await newestLink(world, customer)).toMatchObject({ status: 'pending' });
      expect(codeAt(await collect(world, otherBrowser, otherWaiting))).toEqual(expect.any(String));
    });

    it('CVE-2026-45337: approved by a phone that is not the account’s any more, the link stays pending and an event says so', async () => {
      const customer = await newCustomer(world);
      const browser = world.openBrowser();
      const waiting = await toWaiting(world, browser, customer);
      const account = await accountOf(world, 'pro', customer.pro);
      await world.demo.store.accounts.change(account.accountId, account, { authenticatorSubject: 'another-phone' });
      await world.phone.answer(customer.pro, 'approve');
      const before = world.lines.length;
      world.advance(1);
      expect(bindingMessageOn(await browser.get(waiting.url))).toBe(bindingMessageOn(waiting));
      expect(await newestLink(world, customer)).toMatchObject({ status: 'pending' });
      expect(world.lines.slice(before)).toContainEqual(
        expect.objectContaining({ message: 'activation.approval_invalid', detail: 'subject', level: 'warn' }),
      );
    });
  });
});
