/** Every action of the desk, end to end: what it does to the link, to what derives from it in both directions, and to the spaces' own sessions. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { deriveFrom, tryUse, uses } from '../deactivation/derived.ts';
import { describeOnStores } from '../ground/stores.ts';
import { type Customer, linkAccounts, linkedCustomer, newCustomer } from '../world/customers.ts';
import { camille, hasField, otherSpace, type SpaceName, secretCodes, submitLogin } from '../world/people.ts';
import { openTraveller, type Traveller } from '../world/traveller.ts';
import { openWorld, type World } from '../world/world.ts';

/** Of the actions that end a link: why, as the link and the customer's page say. */
const ending = [
  ['reset-code', 'secret_reset', 'un de vos codes secrets a été réinitialisé'],
  ['change-administrator', 'administrator_changed', 'l’administrateur de l’entreprise a changé'],
  ['revoke', 'adviser', 'par votre conseiller'],
  ['close', 'account_closed', 'est clôturé'],
] as const;
const spaces = ['pro', 'particuliers'] as const satisfies readonly SpaceName[];
const policy = 'pro-particuliers';

describeOnStores('the desk', (kind) => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld(kind, { overlay: { login_limits: { failures_per_address_and_minute: 1000 } } });
  });
  afterAll(() => world.close());

  const onAccount = (action: string, space: SpaceName, customer: Customer) =>
    world.desk.act(action, { space, identifier: customer[space] });
  const done = { status: 200, body: { ok: true } };

  async function linkOf(space: SpaceName, customer: Customer): Promise<Record<string, unknown>> {
    const { body } = await world.desk.read('links', space, customer[space]);
    const [link] = Object(body).account_links;
    return Object(link);
  }

  async function refusesEverything(derived: Awaited<ReturnType<typeof deriveFrom>>): Promise<void> {
    for (const use of uses) expect([use, await tryUse(world, derived, use)]).toEqual([use, false]);
  }

  /** Signed in to one space of the demo, and from there to the other. */
  async function switched(source: SpaceName, customer: Customer): Promise<Traveller> {
    const traveller = openTraveller(world.demo.urls);
    const page = await traveller.get(`${world.demo.urls[source]}/login`);
    await traveller.submit(page, { identifier: customer[source], secret_code: secretCodes[source] }, hasField('secret_code'));
    const target = world.demo.urls[otherSpace(source)];
    await traveller.get(`${target}/login?${new URLSearchParams({ iss: world.demo.urls.issuer, linked_from: source })}`);
    expect(await sessionOf(traveller, otherSpace(source))).toMatchObject({ signed_in: true });
    return traveller;
  }

  const sessionOf = async (traveller: Traveller, space: SpaceName) =>
    Object((await traveller.json('GET', `${world.demo.urls[space]}/session`)).body);

  /** Asks again until back-channel logout has come. */
  async function untilSignedOut(traveller: Traveller, space: SpaceName): Promise<unknown> {
    for (const deadline = Date.now() + 10_000; Date.now() < deadline; ) {
      const session = await sessionOf(traveller, space);
      if (!session.signed_in) return session;
    }
    throw new Error('still signed in');
  }

  describe.each(ending)('%s', (action, reason, words) => {
    for (const source of spaces) {
      for (const space of spaces) {
        it(`T21: for the account of ${space}: nothing that came from ${source} is accepted any more, and the link says ${reason}`, async () => {
          const customer = await linkedCustomer(world);
          const derived = await deriveFrom(world, source, customer[source]);
          expect(await onAccount(action, space, customer)).toMatchObject(done);
          expect(await linkOf(space, customer)).toMatchObject({ state: 'revoked', revocation_reason: reason });
          await refusesEverything(derived);
          expect(await onAccount(action, space, customer)).toMatchObject(done);
        });
      }

      it(`the space that was opened from ${source} is told, and tells its customer why`, async () => {
        const customer = await linkedCustomer(world);
        const traveller = await switched(source, customer);
        expect(await onAccount(action, source, customer)).toMatchObject(done);
        expect(await untilSignedOut(traveller, otherSpace(source))).toMatchObject({ signed_in: false, ended: { reason } });
        const home = await traveller.get(`${world.demo.urls[otherSpace(source)]}/`);
        expect(home.text).toContain('Vous avez été déconnecté');
        expect(home.text).toContain(words);
      });
    }
  });

  it.each(spaces)('reset-code of %s: the code of before lets nobody in, 000000 does, to be changed', async (space) => {
    const customer = await newCustomer(world);
    expect(await onAccount('reset-code', space, customer)).toMatchObject(done);
    const logIn = async (code: string) => {
      const browser = world.openBrowser();
      const page = await world.authorize(browser, `outside-${space}`);
      return submitLogin(browser, page, customer[space], code);
    };
    expect((await logIn(secretCodes[space])).text).toContain('incorrect');
    const changing = await logIn('000000');
    expect(changing.left).toBeUndefined();
    expect(changing.forms.some(hasField('secret_code_confirmation'))).toBe(true);
  });

  describe.each(spaces)('block and unblock of %s', (space) => {
    it('ends the linked logins, with back-channel logout, writes nothing to the link, and lifting it revives none of them', async () => {
      const customer = await linkedCustomer(world);
      const before = await linkOf(space, customer);
      const [traveller, derived] = [await switched('pro', customer), await deriveFrom(world, 'pro', customer.pro)];
      expect(await onAccount('block', space, customer)).toMatchObject(done);
      expect((await world.desk.read('explain', 'pro', customer.pro)).body).toMatchObject({
        allowed: false,
        code: space === 'pro' ? 'source_blocked' : 'counterpart_blocked',
      });
      expect(await untilSignedOut(traveller, 'particuliers')).toMatchObject({ ended: { reason: 'account_unusable' } });

      expect(await onAccount('unblock', space, customer)).toMatchObject(done);
      expect(await linkOf(space, customer)).toEqual(before);
      for (const use of uses.filter((each) => each !== 'silent switch'))
        expect([use, await tryUse(world, derived, use)]).toEqual([use, false]);
      expect((await world.desk.read('explain', 'pro', customer.pro)).body).toMatchObject({ allowed: true, code: 'allowed' });
    });

    it('T37: asked in one breath they take effect in the order asked', async () => {
      const customer = await linkedCustomer(world);
      for (const action of ['block', 'unblock', 'block', 'unblock']) expect(await onAccount(action, space, customer)).toMatchObject(done);
      expect((await world.desk.read('explain', 'pro', customer.pro)).body).toMatchObject({ allowed: true });
      for (const action of ['unblock', 'block']) await onAccount(action, space, customer);
      expect((await world.desk.read('explain', 'pro', customer.pro)).body).toMatchObject({ allowed: false });
    });
  });

  it('close is for ever: unblock opens nothing again', async () => {
    const customer = await linkedCustomer(world);
    await onAccount('close', 'particuliers', customer);
    await onAccount('unblock', 'particuliers', customer);
    expect((await world.desk.read('explain', 'pro', customer.pro)).body).toMatchObject({ allowed: false });
  });

  it('a change of administrator makes an activation wait, and leaves the other account as it was', async () => {
    // One of the demo's own: the desk names them as the next administrator.
    await linkAccounts(world, camille);
    await onAccount('change-administrator', 'pro', camille);
    const { body } = await world.desk.read('explain', 'pro', camille.pro);
    expect(body).toMatchObject({ allowed: false, code: 'reactivation_delay', retry_at: expect.any(String) });
  });

  it.each(spaces)('suspend and resume: refused at once from %s, signed out with the reason, and no link is touched', async (source) => {
    const customer = await linkedCustomer(world);
    const before = await linkOf('pro', customer);
    const [traveller, derived] = [await switched(source, customer), await deriveFrom(world, source, customer[source])];
    expect(await world.desk.act('suspend', { policy })).toMatchObject(done);
    try {
      await refusesEverything(derived);
      expect((await world.desk.read('explain', source, customer[source])).body).toMatchObject({ allowed: false, code: 'policy_suspended' });
      expect(await untilSignedOut(traveller, otherSpace(source))).toMatchObject({ ended: { reason: 'policy_suspended' } });
      expect(await world.desk.act('suspend', { policy })).toMatchObject(done);
    } finally {
      expect(await world.desk.act('resume', { policy })).toMatchObject(done);
    }
    expect(await world.desk.act('resume', { policy })).toMatchObject(done);
    expect(await linkOf('pro', customer)).toEqual(before);
    expect(await tryUse(world, derived, 'introspection')).toBe(false);
    expect((await world.desk.read('explain', source, customer[source])).body).toMatchObject({ allowed: true });
  });

  it('/links, /explain and /history answer what the admin API says, of either account', async () => {
    const customer = await linkedCustomer(world);
    for (const space of spaces) {
      const { body } = await world.desk.read('links', space, customer[space]);
      expect(body).toMatchObject({
        account_links: [
          { id: customer.linkId, policy, state: 'active', activating: { space: 'pro', account: expect.stringMatching(/^•••• \d{4}$/) } },
        ],
      });
      expect((await world.desk.read('explain', space, customer[space])).body).toMatchObject({
        allowed: true,
        code: 'allowed',
        checks: expect.any(Array),
      });
    }
    await onAccount('revoke', 'particuliers', customer);
    const { body } = await world.desk.read('history', 'pro', customer.pro);
    const [link] = Object(body).account_links;
    expect(link).toMatchObject({ id: customer.linkId, state: 'revoked', intact: true, uses: [] });
    expect(link.history.at(-1)).toMatchObject({
      event: 'revoked',
      reason: 'adviser',
      actor: 'operator:conseiller-demo',
      client_id: 'poste-conseiller',
    });
  });

  it.each([
    ['an unknown identifier', 'revoke', { space: 'pro', identifier: '99999999' }, 404],
    ['an identifier of the other space', 'block', { space: 'pro', identifier: '10000001' }, 404],
    ['an unknown space', 'block', { space: 'entreprises', identifier: '70000001' }, 404],
    ['an unknown policy', 'suspend', { policy: 'pro-entreprises' }, 404],
    ['an unknown policy, resumed', 'resume', { policy: 'pro-entreprises' }, 404],
    ['an unknown action', 'activate', { space: 'pro', identifier: '70000001' }, 404],
    ['no identifier', 'revoke', { space: 'pro' }, 400],
  ])('%s: a problem with its status', async (_title, action, fields, status) => {
    expect(await world.desk.act(action, { ...fields })).toMatchObject({
      status,
      type: expect.stringContaining('application/problem+json'),
      body: { status },
    });
  });

  it('the log of provider and desk holds no identifier and no code', async () => {
    const customer = await linkedCustomer(world);
    for (const action of ['block', 'unblock', 'reset-code']) await onAccount(action, 'pro', customer);
    const lines = JSON.stringify(world.lines);
    expect(lines).not.toContain(customer.pro);
    expect(lines).not.toContain('"000000"');
  });
});
