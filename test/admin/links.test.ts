/** Account links through the admin API: read by account and by id, revoked at once, explained. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { deriveFrom, tryUse, uses } from '../deactivation/derived.ts';
import { describeOnStores } from '../ground/stores.ts';
import { accountOf, changeAccount, linkedCustomer, newCustomer } from '../world/customers.ts';
import { switchFrom } from '../world/people.ts';
import { type AdminWorld, actor, openAdminWorld } from './admin-world.ts';

describeOnStores('account links in /admin/v1', (kind) => {
  let world: AdminWorld;
  beforeAll(async () => {
    world = await openAdminWorld(kind);
  });
  afterAll(() => world.close());

  const accountId = async (space: 'pro' | 'particuliers', identifier: string) => (await accountOf(world, space, identifier)).accountId;
  const revoke = (linkId: string, body: object = { actor }) => world.ask('post', `/account-links/${linkId}/revoke`, { body });
  const explain = async (account_id: string, from: string, to: string) =>
    (await world.ask('get', `/explain?${new URLSearchParams({ account_id, from, to })}`)).body;

  it('a link: its state, both accounts masked, its consent, and nothing that is not for an adviser', async () => {
    const { pro, particuliers, linkId } = await linkedCustomer(world);
    const [activating, other] = [await accountId('pro', pro), await accountId('particuliers', particuliers)];
    const { body, text } = await world.ask('get', `/account-links/${linkId}`);
    expect(body).toEqual({
      id: linkId,
      policy: 'pro-particuliers',
      state: 'active',
      activating: { space: 'pro', account_id: activating, account: expect.stringMatching(/^•••• \d{4}$/) },
      other: { space: 'particuliers', account_id: other, account: expect.stringMatching(/^•••• \d{4}$/) },
      created_at: expect.any(String),
      activated_at: expect.any(String),
      consent: { version: '1', language: 'fr', text_hash: expect.any(String) },
    });
    const { activation, activating: side } = (await world.demo.server.passerelle.links.find(linkId)) ?? {};
    for (const hidden of [activation?.nonce, activation?.challenge, activation?.sourceUid, side?.credentialsVersion, pro, particuliers])
      expect(text).not.toContain(String(hidden));
  });

  it('the links of an account of either side, newest first, in pages that follow each other by cursor', async () => {
    const customer = await linkedCustomer(world);
    const ids = [customer.linkId];
    const { links } = world.demo.store;
    const first = await links.find(customer.linkId);
    if (!first) throw new Error('no link');
    for (const age of [1, 2, 3, 4]) {
      const id = `${customer.linkId}-${age}`;
      const createdAt = new Date(first.createdAt.getTime() - age * 60_000);
      await links.insert({ ...first, id, status: 'revoked', createdAt });
      ids.push(id);
    }
    for (const account_id of [first.activating.accountId, first.other.accountId]) {
      const found: string[] = [];
      const sizes: number[] = [];
      let cursor: string | undefined;
      do {
        const query = new URLSearchParams({ account_id, limit: '2', ...(cursor !== undefined && { cursor }) });
        const { body } = await world.ask('get', `/account-links?${query}`);
        found.push(...(body.account_links ?? []).map(({ id }) => String(id)));
        sizes.push(body.account_links?.length ?? 0);
        cursor = body.next_cursor;
      } while (cursor !== undefined && sizes.length < 10);
      expect([found, sizes]).toEqual([ids, [2, 2, 1]]);
    }
    const { body } = await world.ask('get', '/account-links?account_id=acc_pro_nobody');
    expect(body).toEqual({ account_links: [] });
  });

  it.each(['pro', 'particuliers'] as const)(
    'T21, T39: a revocation by the adviser is effective at the next request of whatever came from %s',
    async (source) => {
      const customer = await linkedCustomer(world);
      const derived = await deriveFrom(world, source, customer[source]);
      const { status, body } = await revoke(customer.linkId);
      expect([status, body.state, body.revocation_reason]).toEqual([200, 'revoked', 'adviser']);
      for (const use of uses) expect([use, await tryUse(world, derived, use)]).toEqual([use, false]);
    },
  );

  it.each(['adviser', 'secret_reset', 'secret_changed', 'administrator_changed', 'identifier_changed', 'account_closed', 'policy'])(
    'revoked for the reason %s, which is kept with the operator, the client and the request',
    async (reason) => {
      const { linkId } = await linkedCustomer(world);
      const { headers } = await revoke(linkId, { actor, reason });
      const { body } = await world.ask('get', `/account-links/${linkId}/history`);
      expect(body.intact).toBe(true);
      expect(body.history?.at(-1)).toMatchObject({
        event: 'revoked',
        reason,
        actor: `operator:${actor}`,
        client_id: 'back-office',
        request_id: headers['x-request-id'],
        previous: body.history?.at(-2)?.hash,
      });
    },
  );

  it('a revocation may be repeated: the link as it is now, its first reason and its history unchanged', async () => {
    const { linkId } = await linkedCustomer(world);
    const first = await revoke(linkId, { actor, reason: 'identifier_changed' });
    const again = await revoke(linkId, { actor: 'somebody else' });
    expect([again.status, again.body]).toEqual([200, first.body]);
    const { body } = await world.ask('get', `/account-links/${linkId}/history`);
    expect(body.history?.filter(({ event }) => event === 'revoked')).toHaveLength(1);
  });

  it('T40: 20 advisers at once revoke once', async () => {
    const { linkId } = await linkedCustomer(world);
    const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => revoke(linkId, { actor: `adviser ${index}` })));
    expect(answers.map(({ status, body }) => [status, body.state])).toEqual(Array.from({ length: 20 }, () => [200, 'revoked']));
    const { body } = await world.ask('get', `/account-links/${linkId}/history`);
    expect([body.intact, body.history?.filter(({ event }) => event === 'revoked').length]).toEqual([true, 1]);
  });

  it('the history tells the uses of the link, both ways', async () => {
    const customer = await linkedCustomer(world);
    await switchFrom(world, world.openBrowser(), 'pro', customer.pro);
    await switchFrom(world, world.openBrowser(), 'particuliers', customer.particuliers);
    await revoke(customer.linkId);
    await world.demo.server.passerelle.worker.run();
    const { body } = await world.ask('get', `/account-links/${customer.linkId}/history`);
    expect(body.uses).toEqual([
      expect.objectContaining({ from: 'particuliers', to: 'pro', via: 'browser', end_reason: 'revoked', ended_at: expect.any(String) }),
      expect.objectContaining({ from: 'pro', to: 'particuliers', via: 'browser', end_reason: 'revoked', ended_at: expect.any(String) }),
    ]);
  });

  it('an entry that was altered past the gateway: intact is false', async () => {
    const { linkId } = await linkedCustomer(world);
    const { links } = world.demo.store;
    const link = await links.find(linkId);
    if (!link) throw new Error('no link');
    await links.replace({ ...link, revision: link.revision + 1, history: link.history.slice(0, -1) });
    const { body } = await world.ask('get', `/account-links/${linkId}/history`);
    expect(body.intact).toBe(false);
  });

  it('explain agrees with what a switch then does, and says which check says no', async () => {
    const customer = await linkedCustomer(world);
    const [pro, particuliers] = [await accountId('pro', customer.pro), await accountId('particuliers', customer.particuliers)];
    expect(await explain(pro, 'pro', 'particuliers')).toMatchObject({ allowed: true, code: 'allowed', link_id: customer.linkId });
    expect(await explain(particuliers, 'particuliers', 'pro')).toMatchObject({ allowed: true, code: 'allowed' });

    await changeAccount(world, 'particuliers', customer.particuliers, { status: 'blocked' });
    const blocked = await explain(pro, 'pro', 'particuliers');
    expect(blocked).toMatchObject({ allowed: false, code: 'counterpart_blocked' });
    expect(blocked.checks).toContainEqual({ check: 'counterpart_account', ok: false, code: 'counterpart_blocked' });
    await changeAccount(world, 'particuliers', customer.particuliers, { status: 'active' });

    await revoke(customer.linkId, { actor, reason: 'secret_reset' });
    expect(await explain(pro, 'pro', 'particuliers')).toMatchObject({
      allowed: false,
      code: 'reactivation_delay',
      retry_at: expect.stringMatching(/^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/),
    });
    const stranger = await newCustomer(world);
    expect((await explain(await accountId('pro', stranger.pro), 'pro', 'particuliers')).allowed).toBe(false);
    expect(await explain('acc_pro_nobody', 'pro', 'nowhere')).toMatchObject({ allowed: false, code: 'no_policy' });
  });
});
