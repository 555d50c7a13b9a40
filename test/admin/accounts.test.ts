/** Accounts through the admin API: found without an identifier in any address, codes reset, data erased with every chain whole. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { describeOnStores } from '../ground/stores.ts';
import { accountOf, linkedCustomer } from '../world/customers.ts';
import { secretCodes } from '../world/people.ts';
import { type AdminWorld, actor, openAdminWorld } from './admin-world.ts';

describeOnStores('accounts in /admin/v1', (kind) => {
  let world: AdminWorld;
  beforeAll(async () => {
    world = await openAdminWorld(kind);
  });
  afterAll(() => world.close());

  const search = (space: string, identifier: string) => world.ask('post', '/accounts/search', { body: { space, identifier } });
  /** `ok`, or why the code is none. */
  const verify = async (accountId: string, secretCode: string) => {
    const verified = await world.demo.server.credentials.verifyFor({ accountId, secretCode, address: '192.0.2.7' });
    return verified.ok ? 'ok' : verified.code;
  };

  it('search: the account of an identifier in its space, masked', async () => {
    const { body } = await search('pro', '70000004');
    expect(body).toEqual({
      account_id: expect.stringMatching(/^acc_pro_/),
      space: 'pro',
      status: 'active',
      name: 'H••• B•••',
      account_number: expect.stringMatching(/^•••• \d{4}$/),
      may_activate: false,
    });
    for (const [space, identifier] of [
      ['particuliers', '70000004'],
      ['pro', '70000099'],
      ['elsewhere', '70000004'],
    ] as const) {
      const { status, body: refusal } = await search(space, identifier);
      expect([status, refusal.type]).toEqual([404, 'urn:passerelle:problem:unknown-account']);
    }
  });

  it.each(['pro', 'particuliers'] as const)(
    'T39: a secret code reset of the %s account ends its links, and the old code is none',
    async (space) => {
      const customer = await linkedCustomer(world);
      const { accountId, credentialsVersion } = await accountOf(world, space, customer[space]);
      const { status, body } = await world.ask('post', `/accounts/${accountId}/reset-secret-code`, {
        body: { secret_code: '000000', actor },
      });
      expect([status, body]).toEqual([200, { account_id: accountId, account_links_revoked: 1 }]);

      const after = await accountOf(world, space, customer[space]);
      expect(after.credentialsVersion).not.toBe(credentialsVersion);
      expect(after.mustChangeSecretCode).toBe(true);
      expect([await verify(accountId, secretCodes[space]), await verify(accountId, '000000')]).toEqual([
        'wrong_credentials',
        'change_required',
      ]);
      const { body: history } = await world.ask('get', `/account-links/${customer.linkId}/history`);
      expect(history.history?.at(-1)).toMatchObject({ event: 'revoked', reason: 'secret_reset', actor: `operator:${actor}` });
    },
  );

  it('a code that was not given is six digits, shown once, and none that everybody tries', async () => {
    const { pro } = await linkedCustomer(world);
    const { accountId } = await accountOf(world, 'pro', pro);
    const { body } = await world.ask('post', `/accounts/${accountId}/reset-secret-code`, { body: { actor } });
    expect(body.secret_code).toMatch(/^\d{6}$/);
    expect(await verify(accountId, String(body.secret_code))).toBe('change_required');
    expect(JSON.stringify(world.lines)).not.toContain(body.secret_code);
  });

  it.each(['12345', '1234567', 'abcdef', ''])('a code that is %p is refused, and nothing is reset', async (code) => {
    const { pro } = await linkedCustomer(world);
    const { accountId, credentialsVersion } = await accountOf(world, 'pro', pro);
    const { status } = await world.ask('post', `/accounts/${accountId}/reset-secret-code`, { body: { secret_code: code, actor } });
    expect([status, (await accountOf(world, 'pro', pro)).credentialsVersion]).toEqual([400, credentialsVersion]);
  });

  it('erasure: not while a link is open; then the account is in no link any more, and every history is whole', async () => {
    const { pro, linkId } = await linkedCustomer(world);
    const { accountId } = await accountOf(world, 'pro', pro);
    const erase = () => world.ask('post', `/accounts/${accountId}/erase`, { body: { actor } });
    const early = await erase();
    expect([early.status, early.body.type]).toEqual([409, 'urn:passerelle:problem:open-links']);

    await world.ask('post', `/account-links/${linkId}/revoke`, { body: { actor } });
    await world.demo.server.passerelle.worker.run();
    expect((await erase()).body).toEqual({ account_links: 1 });
    expect((await erase()).body).toEqual({ account_links: 0 });
    const { body: link, text } = await world.ask('get', `/account-links/${linkId}`);
    expect(text).not.toContain(accountId);
    expect(link.activating).not.toHaveProperty('account');
    const { body } = await world.ask('get', `/account-links/${linkId}/history`);
    expect([body.intact, body.history?.at(-1)]).toEqual([true, expect.objectContaining({ event: 'erased', actor: `operator:${actor}` })]);
  });
});
