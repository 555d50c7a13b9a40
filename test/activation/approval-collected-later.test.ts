/** What became of the link, or of its accounts, between the approval and its collection: an ended link absorbs everything. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { describeOnStores } from '../ground/stores.ts';
import type { Answer, Browser } from '../world/browser.ts';
import { hasField, login } from '../world/people.ts';
import { openWorld, type World } from '../world/world.ts';
import {
  accept,
  accountOf,
  askToOpen,
  type Customer,
  codeAt,
  collect,
  errorAt,
  linksOf,
  newCustomer,
  newestLink,
  returnToSpace,
  toWaiting,
} from './journey.ts';

describeOnStores('an approval collected', (kind) => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld(kind);
  });
  afterAll(() => world.close());

  it('T12, CVE-2026-92358: again after revocation activates nothing', async () => {
    const customer = await newCustomer(world);
    const browser = world.openBrowser();
    const tab = await toWaiting(world, browser, customer);
    const otherTab = await accept(browser, await askToOpen(world, browser));
    await world.phone.answer(customer.pro, 'approve');
    await collect(world, browser, tab);
    const { id } = await newestLink(world, customer);
    await world.demo.server.passerelle.links.revoke(id, { reason: 'customer', actor: 'operator:adviser' });
    const again = await collect(world, browser, otherTab);
    expect(codeAt(again)).toBeUndefined();
    expect(errorAt(await returnToSpace(browser, again))).toBe('access_denied');
    expect(await linksOf(world, 'pro', customer.pro)).toMatchObject([{ id, status: 'revoked' }]);
  });

  describe('T40: after something changed activates nothing', () => {
    it('the secret code of the professional side', async () => {
      const customer = await newCustomer(world);
      const browser = world.openBrowser();
      const waiting = await toWaiting(world, browser, customer);
      await world.phone.answer(customer.pro, 'approve');
      const form = await browser.get('/secret-code?space=pro');
      const filled = { current_secret_code: '135790', secret_code: '802461', secret_code_confirmation: '802461' };
      expect((await browser.submit(form, filled, hasField('current_secret_code'))).status).toBe(200);
      await neverActive(customer, await collect(world, browser, waiting), browser, 'secret_changed');
    });

    it('the secret code of the personal side', async () => {
      const customer = await newCustomer(world);
      const browser = world.openBrowser();
      const waiting = await toWaiting(world, browser, customer);
      await world.phone.answer(customer.pro, 'approve');
      const elsewhere = world.openBrowser();
      await login(world, elsewhere, 'particuliers', customer.particuliers);
      const form = await elsewhere.get('/secret-code?space=particuliers');
      const filled = { current_secret_code: '246801', secret_code: '802461', secret_code_confirmation: '802461' };
      expect((await elsewhere.submit(form, filled, hasField('current_secret_code'))).status).toBe(200);
      await neverActive(customer, await collect(world, browser, waiting), browser, 'secret_changed');
    });

    it('the credentials version of one side, and no event told of it', async () => {
      const customer = await newCustomer(world);
      const browser = world.openBrowser();
      const waiting = await toWaiting(world, browser, customer);
      await world.phone.answer(customer.pro, 'approve');
      const account = await accountOf(world, 'particuliers', customer.particuliers);
      await world.demo.store.accounts.change(account.accountId, account, { credentialsVersion: 'another' });
      await neverActive(customer, await collect(world, browser, waiting), browser, 'credential_version');
    });

    it('the adviser revoked the link that was still pending', async () => {
      const customer = await newCustomer(world);
      const browser = world.openBrowser();
      const waiting = await toWaiting(world, browser, customer);
      await world.phone.answer(customer.pro, 'approve');
      const { accountId } = await accountOf(world, 'particuliers', customer.particuliers);
      await world.demo.server.passerelle.links.revokeAllOf(accountId, { reason: 'adviser', actor: 'operator:adviser' });
      await neverActive(customer, await collect(world, browser, waiting), browser, 'adviser');
    });

    async function neverActive(customer: Customer, page: Answer, browser: Browser, revocationReason: string) {
      expect(codeAt(page)).toBeUndefined();
      expect(errorAt(await returnToSpace(browser, page))).toBe('access_denied');
      const link = await newestLink(world, customer);
      expect(link).toMatchObject({ status: 'revoked', revocationReason });
      expect(link.activatedAt).toBeUndefined();
    }
  });
});
