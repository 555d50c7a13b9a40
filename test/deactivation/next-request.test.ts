/** The very next request, of every kind, after every cause: each use of what derives from the link is the first request that follows. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { describeOnStores } from '../ground/stores.ts';
import { accountOf, type Customer, changeAccount, linkedCustomer } from '../world/customers.ts';
import { hasButton, hasField, login, type SpaceName, secretCodes } from '../world/people.ts';
import { openWorld, type World } from '../world/world.ts';
import { type Derived, deriveFrom, tryUse, uses } from './derived.ts';

interface Cause {
  readonly name: string;
  readonly happens: (world: World, customer: Customer & { linkId: string }, derived: Derived) => Promise<void>;
  /** What is written to the link. */
  readonly link: { readonly status: string; readonly revocationReason?: string };
}

const changeOfCode = (space: SpaceName): Cause => ({
  name: `the secret code of ${space} is changed`,
  link: { status: 'revoked', revocationReason: 'secret_changed' },
  async happens(world, customer) {
    const browser = world.openBrowser();
    await login(world, browser, space, customer[space]);
    const fields = { current_secret_code: secretCodes[space], secret_code: '802913', secret_code_confirmation: '802913' };
    const answer = await browser.submit(await browser.get(`/secret-code?space=${space}`), fields, hasField('current_secret_code'));
    expect(answer.forms).toEqual([]);
  },
});

const statusChange = (space: SpaceName, status: 'blocked' | 'closed', link: Cause['link']): Cause => ({
  name: `the account of ${space} is ${status}`,
  link,
  happens: (world, customer) => changeAccount(world, space, customer[space], { status }),
});

/** The bank's systems changed the code and no event came. */
const lostEvent = (space: SpaceName): Cause => ({
  name: `the credentials version of ${space} differs and nobody told`,
  link: { status: 'revoked', revocationReason: 'credential_version' },
  happens: (world, customer) => changeAccount(world, space, customer[space], { credentialsVersion: 'another' }),
});

const causes: readonly Cause[] = [
  {
    name: 'the customer deactivates on the preferences page',
    link: { status: 'revoked', revocationReason: 'customer' },
    async happens(world, customer) {
      const browser = world.openBrowser();
      await login(world, browser, 'pro', customer.pro);
      const page = await browser.get('/preferences?space=pro');
      const asked = await browser.submit(page, { decision: 'deactivate' }, hasButton('decision', 'deactivate'));
      await browser.submit(asked, { decision: 'confirm' }, hasButton('decision', 'confirm'));
    },
  },
  ...(['pro', 'particuliers'] as const).flatMap((space) => [
    changeOfCode(space),
    statusChange(space, 'blocked', { status: 'active' }),
    statusChange(space, 'closed', { status: 'revoked', revocationReason: 'account_closed' }),
    lostEvent(space),
  ]),
];

describeOnStores('the next request', (kind) => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld(kind, { overlay: { login_limits: { failures_per_address_and_minute: 1000 } } });
  });
  afterAll(() => world.close());

  it('is granted, each of them, while nothing has happened', async () => {
    for (const source of ['pro', 'particuliers'] as const) {
      const derived = await deriveFrom(world, source, (await linkedCustomer(world))[source]);
      for (const use of uses) expect([use, await tryUse(world, derived, use)]).toEqual([use, true]);
    }
  });

  for (const cause of causes) {
    it(`T25: ${cause.name}: refuses every use, whichever comes first`, async () => {
      for (const first of uses) {
        const customer = await linkedCustomer(world);
        const derived = await deriveFrom(world, 'pro', customer.pro, [first]);
        await cause.happens(world, customer, derived);
        expect([first, await tryUse(world, derived, first)]).toEqual([first, false]);
        const link = await world.demo.server.passerelle.links.find(customer.linkId);
        expect({ status: link?.status, revocationReason: link?.revocationReason }).toEqual({ revocationReason: undefined, ...cause.link });
      }
    });

    it(`T25: ${cause.name}: the other direction as well, one use after the other`, async () => {
      const customer = await linkedCustomer(world);
      const derived = await deriveFrom(world, 'particuliers', customer.particuliers);
      await cause.happens(world, customer, derived);
      for (const use of uses) expect([use, await tryUse(world, derived, use)]).toEqual([use, false]);
    });
  }

  it('T25: while an account is blocked nothing is written to the link, and lifting the block revives no token or session of the old login', async () => {
    for (const space of ['pro', 'particuliers'] as const) {
      const customer = await linkedCustomer(world);
      const derived = await deriveFrom(world, 'pro', customer.pro);
      // What was announced of its activation has been told by then.
      await world.demo.server.passerelle.worker.run();
      const before = await world.demo.server.passerelle.links.find(customer.linkId);
      await changeAccount(world, space, customer[space], { status: 'blocked' });
      expect(await tryUse(world, derived, 'introspection')).toBe(false);
      await changeAccount(world, space, customer[space], { status: 'active' });
      expect(await world.demo.server.passerelle.links.find(customer.linkId)).toEqual(before);
      for (const use of uses.filter((use) => use !== 'silent switch')) {
        expect([use, await tryUse(world, derived, use)]).toEqual([use, false]);
      }
      // The link is what it was: a new switch opens a new login.
      expect(await tryUse(world, derived, 'silent switch')).toBe(true);
      const { accountId } = await accountOf(world, 'particuliers', customer.particuliers);
      const [latest, old] = await world.demo.server.passerelle.links.uses(accountId);
      expect([latest?.endReason, old?.endReason]).toEqual([undefined, 'account_unusable']);
    }
  });

  it('T25: a suspended policy refuses every use and revokes nothing; its resumption allows a new switch and revives nothing of the old login', async () => {
    const customer = await linkedCustomer(world);
    const derived = await deriveFrom(world, 'pro', customer.pro);
    // The same store under a configuration that suspends the policy, as a second node would have it.
    const suspended = await openWorld(kind, { store: { ...world.demo.store, close: async () => {} }, overlay: suspendedPolicy });
    try {
      const browser = suspended.openBrowser();
      await login(suspended, browser, 'pro', customer.pro);
      const answer = await suspended.authorize(browser, 'outside-particuliers', { linked_from: 'pro', prompt: 'none' });
      expect(answer.left?.searchParams.get('error')).toBe('access_denied');
      for (const use of ['introspection', 'userinfo', 'refresh token'] as const) {
        expect([use, await tryUse(suspended, derived, use)]).toEqual([use, false]);
      }
    } finally {
      await suspended.close();
    }
    expect((await world.demo.server.passerelle.links.find(customer.linkId))?.status).toBe('active');
    for (const use of uses.filter((use) => use !== 'silent switch')) expect([use, await tryUse(world, derived, use)]).toEqual([use, false]);
    expect(await tryUse(world, derived, 'silent switch')).toBe(true);
  });
});

const suspendedPolicy = { policies: [{ id: 'pro-particuliers', status: 'suspended' }] };
