/** Every end of an activation but the good one: a clear page, an OAuth error at the relying party, and no link. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { describeOnStores } from '../ground/stores.ts';
import type { Answer } from '../world/browser.ts';
import { hasButton, untilSettled } from '../world/people.ts';
import { openWorld, type World } from '../world/world.ts';
import {
  accept,
  activateLink,
  askToOpen,
  codeAt,
  collect,
  errorAt,
  later,
  linksOf,
  newCustomer,
  newestLink,
  returnToSpace,
  textOf,
  toConsent,
  toWaiting,
} from './journey.ts';

const minutes = 60;

describeOnStores('an activation that ends without a link', (kind) => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld(kind);
  });
  afterAll(() => world.close());

  const cancel = (browser: ReturnType<World['openBrowser']>, waiting: Answer) =>
    browser.submit(waiting, { decision: 'cancel' }, hasButton('decision', 'cancel'));

  describe('refused or given up by the customer', () => {
    it('refused on the consent page: access_denied at once, recorded, no link and no push', async () => {
      const customer = await newCustomer(world);
      const browser = world.openBrowser();
      const page = await toConsent(world, browser, customer);
      const before = world.lines.length;
      const refused = await browser.submit(page, { decision: 'refuse' }, hasButton('decision', 'refuse'));
      expect([errorAt(refused), codeAt(refused)]).toEqual(['access_denied', null]);
      expect(refused.left?.searchParams.get('state')).toBe('state');
      expect(await linksOf(world, 'pro', customer.pro)).toEqual([]);
      expect(await world.phone.list(customer.pro)).toEqual([]);
      const recorded = world.lines.slice(before).filter(({ message }) => message === 'activation.refused');
      expect(recorded).toMatchObject([{ reason: 'customer_refused', client: 'outside-particuliers' }]);
    });

    it('cancelled on the waiting page: access_denied at once, and a new activation may start', async () => {
      const customer = await newCustomer(world);
      const browser = world.openBrowser();
      const cancelled = await cancel(browser, await toWaiting(world, browser, customer));
      expect([errorAt(cancelled), codeAt(cancelled)]).toEqual(['access_denied', null]);
      expect(await newestLink(world, customer)).toMatchObject({ status: 'declined' });
      expect(await accept(browser, await askToOpen(world, browser)).then(textOf)).toContain('Pass Sécurité');
      expect(await newestLink(world, customer)).toMatchObject({ status: 'pending' });
    });
  });

  describe('denied on the phone', () => {
    it('a page says so, `return` gives access_denied', async () => {
      const customer = await newCustomer(world);
      const browser = world.openBrowser();
      const waiting = await toWaiting(world, browser, customer);
      await world.phone.answer(customer.pro, 'deny');
      const denied = await collect(world, browser, waiting);
      expect(denied.status).toBe(200);
      expect(textOf(denied)).toContain('Vous avez refusé la demande dans Pass Sécurité');
      expect(await newestLink(world, customer)).toMatchObject({ status: 'declined' });
      const returned = await returnToSpace(browser, denied);
      expect([errorAt(returned), codeAt(returned)]).toEqual(['access_denied', null]);
    });
  });

  describe('not answered in time', () => {
    it('a page says so, `return` gives access_denied, and a new activation succeeds', async () => {
      const customer = await newCustomer(world);
      const browser = world.openBrowser();
      const waiting = await toWaiting(world, browser, customer);
      const expired = await later(world, 5 * minutes, () => browser.get(waiting.url));
      expect(textOf(expired)).toContain('n’a pas été confirmée à temps dans Pass Sécurité');
      expect(errorAt(await returnToSpace(browser, expired))).toBe('access_denied');
      expect(await newestLink(world, customer)).toMatchObject({ status: 'expired' });
      expect(codeAt(await activateLink(world, world.openBrowser(), customer))).toEqual(expect.any(String));
    });
  });

  describe('T16: a late approval activates nothing', () => {
    it('approved in time, collected when the pending link has expired', async () => {
      const customer = await newCustomer(world);
      const browser = world.openBrowser();
      const waiting = await toWaiting(world, browser, customer);
      await world.phone.answer(customer.pro, 'approve');
      const late = await later(world, 5 * minutes, () => browser.get(waiting.url));
      expect(textOf(late)).toContain('à temps');
      expect(textOf(await collect(world, browser, waiting))).toContain('à temps');
      expect(errorAt(await returnToSpace(browser, late))).toBe('access_denied');
      expect(await newestLink(world, customer)).toMatchObject({ status: 'expired' });
    });

    it('approved after the page has said that it expired', async () => {
      const customer = await newCustomer(world);
      const browser = world.openBrowser();
      const waiting = await toWaiting(world, browser, customer);
      await later(world, 5 * minutes, () => browser.get(waiting.url));
      await world.phone.answer(customer.pro, 'approve');
      expect(textOf(await collect(world, browser, waiting))).toContain('à temps');
      expect(await newestLink(world, customer)).toMatchObject({ status: 'expired' });
    });

    it('approved after cancel: the old page is gone, the link stays declined', async () => {
      const customer = await newCustomer(world);
      const browser = world.openBrowser();
      const waiting = await toWaiting(world, browser, customer);
      await cancel(browser, waiting);
      await world.phone.answer(customer.pro, 'approve');
      const again = await collect(world, browser, waiting);
      expect(again.status).toBe(400);
      expect(codeAt(again)).toBeUndefined();
      expect(await newestLink(world, customer)).toMatchObject({ status: 'declined' });
      expect(errorAt(await askToOpen(world, browser, { prompt: 'none' }))).toBe('interaction_required');
    });

    it('approved after it was denied', async () => {
      const customer = await newCustomer(world);
      const browser = world.openBrowser();
      const waiting = await toWaiting(world, browser, customer);
      const { auth_req_id } = await world.phone.answer(customer.pro, 'deny');
      await collect(world, browser, waiting);
      expect(await world.phone.answerTo(auth_req_id, 'approve')).toBe(409);
      expect(textOf(await collect(world, browser, waiting))).toContain('Vous avez refusé');
      expect(await newestLink(world, customer)).toMatchObject({ status: 'declined' });
    });
  });
});

describeOnStores('an activation whose phone is never answered', (kind) => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld(kind, { overlay: { lives: { pending_link: '1s' } } });
  });
  afterAll(() => world.close());

  it('expires by itself, on the page and on the phone', async () => {
    const customer = await newCustomer(world);
    const browser = world.openBrowser();
    const expired = await untilSettled(browser, await toWaiting(world, browser, customer));
    expect(textOf(expired)).toContain('à temps');
    expect(errorAt(await returnToSpace(browser, expired))).toBe('access_denied');
    expect(await newestLink(world, customer)).toMatchObject({ status: 'expired' });
    expect(await phoneSays(customer.pro)).toMatchObject({ state: 'expired' });
  });

  /** The phone counts in whole seconds of its own. */
  async function phoneSays(identifier: string) {
    const deadline = Date.now() + 5000;
    for (;;) {
      const [approval] = await world.phone.list(identifier);
      if (approval?.state !== 'pending' || Date.now() > deadline) return approval;
    }
  }
});
