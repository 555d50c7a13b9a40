/** After the grant: whatever is disabled between two steps, the next step is refused, and before that every step says the same. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { describeOnStores } from '../ground/stores.ts';
import { type Customer, type GrantWorld, lives, openGrantWorld, refusal, resources, type Tokens, told } from './grant-world.ts';

interface Holding {
  readonly customer: Customer;
  readonly subject: Tokens;
  /** What the grant answered, with a refresh token. */
  readonly issued: Tokens;
}

describeOnStores('what the linked-account grant issued', (kind) => {
  let world: GrantWorld;
  beforeAll(async () => {
    world = await openGrantWorld(kind);
  });
  afterAll(() => world.close());

  async function hold(): Promise<Holding> {
    const customer = await world.customer();
    await world.link(customer);
    const subject = await world.tokens(customer.browser, 'outside-pro');
    return { customer, subject, issued: await grantFor(subject) };
  }

  async function grantFor(subject: Tokens): Promise<Tokens> {
    const { status, body } = await world.grant(subject.access_token, { resource: resources.refreshed });
    expect(status).toBe(200);
    return body as Tokens;
  }

  const refresh = (tokens: Tokens, fields = {}) =>
    world.post('outside-pro', '/token', { grant_type: 'refresh_token', refresh_token: tokens.refresh_token, ...fields });

  /** Each as the first thing that happens afterwards. */
  const uses: Record<string, (held: Holding) => Promise<unknown>> = {
    'the grant': async ({ subject }) => expect(told(await world.grant(subject.access_token))).toEqual(refusal),
    introspection: async ({ issued }) => expect(await world.introspection(issued.access_token)).toEqual({ active: false }),
    'introspection of the refresh token': async ({ issued }) =>
      expect(await world.introspection(issued.refresh_token)).toEqual({ active: false }),
    refresh: async ({ issued }) =>
      expect(told(await refresh(issued))).toMatchObject({ status: 400, body: { error: expect.stringMatching(/^invalid_grant$/) } }),
  };

  const disablings: Record<string, (held: Holding) => Promise<unknown>> = {
    'the customer deactivates': async ({ subject }) => {
      const response = await fetch(`${world.demo.urls.issuer}/linked-accounts/particuliers`, {
        method: 'DELETE',
        headers: { authorization: `Bearer ${subject.access_token}` },
      });
      expect(response.status).toBe(204);
    },
    'an adviser revokes the link': async ({ customer }) => {
      const { accountId } = await customer.account('particuliers');
      const how = { reason: 'adviser', actor: 'operator:adviser-7' } as const;
      expect(await world.demo.server.passerelle.links.revokeAllOf(accountId, how)).toBe(1);
    },
    'the professional account is blocked': ({ customer }) => customer.change('pro', { status: 'blocked' }),
    'the personal account is blocked': ({ customer }) => customer.change('particuliers', { status: 'blocked' }),
    'the professional account is closed': ({ customer }) => customer.change('pro', { status: 'closed' }),
    'the personal account is closed': ({ customer }) => customer.change('particuliers', { status: 'closed' }),
    'the professional account has other credentials': ({ customer }) => customer.change('pro', { credentialsVersion: 'another' }),
    'the personal account has other credentials': ({ customer }) => customer.change('particuliers', { credentialsVersion: 'another' }),
    'the source session is signed out': async ({ customer, subject }) => {
      const page = await customer.browser.get(`/session/end?${new URLSearchParams({ id_token_hint: subject.id_token ?? '' })}`);
      await customer.browser.submit(page, { logout: 'yes' });
    },
  };

  it.each(Object.keys(disablings))('T25: %s: the next use of any kind is refused, whichever comes first', async (name) => {
    await Promise.all(
      Object.values(uses).map(async (use) => {
        const held = await hold();
        expect(await world.introspection(held.issued.access_token)).toMatchObject({ active: true });
        await disablings[name]?.(held);
        await use(held);
        for (const next of Object.values(uses)) await next(held);
      }),
    );
  });

  it('T25: lifting a block revives no token that was used meanwhile; the link holds for the next grant', async () => {
    for (const space of ['pro', 'particuliers'] as const) {
      const held = await hold();
      await held.customer.change(space, { status: 'blocked' });
      for (const use of Object.values(uses)) await use(held);
      await held.customer.change(space, { status: 'active' });
      expect(await world.introspection(held.issued.access_token)).toEqual({ active: false });
      expect((await refresh(held.issued)).body).toMatchObject({ error: 'invalid_grant' });
      expect(await world.introspection((await grantFor(held.subject)).access_token)).toMatchObject({ active: true });
    }
  });

  it('T25: a new activation revives nothing of the old one', async () => {
    const held = await hold();
    await disablings['the customer deactivates']?.(held);
    await world.activate({ ...held.customer, browser: world.openBrowser() });
    expect(await world.introspection(held.issued.access_token)).toEqual({ active: false });
    expect((await refresh(held.issued)).body).toMatchObject({ error: 'invalid_grant' });
  });

  it('T25: grants that race with a deactivation leave nothing behind that works', async () => {
    for (let round = 0; round < 2; round += 1) {
      const held = await hold();
      const racing = Array.from({ length: 10 }, () => world.grant(held.subject.access_token, { resource: resources.refreshed }));
      await disablings['the customer deactivates']?.(held);
      const issued = (await Promise.all(racing)).filter(({ status }) => status === 200).map(({ body }) => body as Tokens);
      for (const tokens of [held.issued, ...issued]) {
        expect(await world.introspection(tokens.access_token)).toEqual({ active: false });
        expect((await refresh(tokens)).body).toMatchObject({ error: 'invalid_grant' });
      }
    }
  });

  describe('a refresh', () => {
    const honest = ['iss', 'sub', 'client_id', 'aud', 'scope', 'token_type', 'acr', 'auth_time', 'linked_from', 'act'];

    it('says the same of the login as the first token: sub, act, acr, auth_time, linked_from, and no amr', async () => {
      const { customer, issued } = await hold();
      const first = await world.introspection(issued.access_token);
      expect(first).toMatchObject({
        sub: (await customer.account('particuliers')).accountId,
        act: { sub: (await customer.account('pro')).accountId, client_id: 'outside-pro' },
        acr: 'urn:passerelle:acr:linked',
        linked_from: 'pro',
        auth_time: expect.any(Number),
      });
      let tokens = issued;
      for (let turn = 0; turn < 3; turn += 1) {
        const answer = await refresh(tokens);
        expect(answer.status).toBe(200);
        tokens = answer.body as Tokens;
        const claims = await world.introspection(tokens.access_token);
        for (const name of honest) expect([name, claims[name]]).toEqual([name, first[name]]);
        expect(claims).not.toHaveProperty('amr');
      }
    });

    it('T20: a refresh token is good once; a second use kills what came out of it', async () => {
      const { issued } = await hold();
      const refreshed = await refresh(issued);
      expect(refreshed.status).toBe(200);
      expect((await refresh(issued)).body).toMatchObject({ error: 'invalid_grant' });
      expect(await world.introspection(refreshed.body.access_token)).toEqual({ active: false });
      expect((await refresh(refreshed.body as Tokens)).body).toMatchObject({ error: 'invalid_grant' });
    });

    it('T26: scope and resource server only shrink', async () => {
      const { issued } = await hold();
      expect((await refresh(issued, { scope: 'balance transfers' })).body).toMatchObject({ error: 'invalid_scope' });
      expect((await refresh(issued, { scope: 'openid' })).body).toMatchObject({ error: 'invalid_scope' });
      const narrow = await refresh(issued, { scope: 'balance' });
      expect(narrow.body).toMatchObject({ scope: 'balance' });
      expect(await world.introspection(narrow.body.access_token)).toMatchObject({ scope: 'balance', aud: resources.refreshed });
      const other = await refresh(narrow.body as Tokens, { resource: resources.plain });
      expect(told(other)).toMatchObject({ status: 400, body: { error: 'invalid_target' } });
    });

    it("another client's, even with the rule, is refused", async () => {
      const { issued } = await hold();
      for (const clientId of ['second-pro', 'ruled-particuliers', 'unruled-pro']) {
        const answer = await world.post(clientId, '/token', { grant_type: 'refresh_token', refresh_token: issued.refresh_token });
        expect(told(answer)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
      }
      expect((await refresh(issued)).status).toBe(200);
    });

    it('gives an access token for no longer than the rule says', async () => {
      const { issued } = await hold();
      const { body } = await refresh(issued);
      expect(Number(body.expires_in)).toBeLessThanOrEqual(lives.refreshed);
    });
  });
});
