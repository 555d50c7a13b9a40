/** The linked-account grant on a host of its own: policies that change while it runs, a resource server that wants JWT, pairwise clients. */
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import type { LinkPolicy } from '../../src/linking/link-policy.ts';
import { describeOnStores } from '../ground/stores.ts';
import type { Tokens } from './grant-world.ts';
import { type GrantHost, jwtResource, startGrantHost } from './host-flows.ts';

const rule = { resource: jwtResource, scopes: ['balance'], life: 300, refreshToken: true };
const ownRule = { ...rule, client: 'rp-pro' };
const pairwise = ['pairwise-one', 'pairwise-two'] as const;

describeOnStores('the linked-account grant on a host whose policies change', (kind) => {
  let host: GrantHost;
  let tokenOf: (client: string) => Promise<string>;
  let subject: string;
  let issued: Tokens;
  beforeEach(async () => {
    host = await startGrantHost(kind, pairwise, rule);
    tokenOf = await host.linked();
    subject = await tokenOf('rp-pro');
    issued = await grant();
    expect(issued).toMatchObject({ access_token: expect.any(String), refresh_token: expect.any(String) });
  });
  afterEach(() => host.close());

  const changePolicy = (change: Partial<LinkPolicy>) => {
    const [policy] = host.policies;
    if (policy) host.policies.splice(0, 1, { ...policy, ...change });
  };
  const grant = () => host.grant('rp-pro', subject);
  const refresh = () => host.post('rp-pro', '/token', { grant_type: 'refresh_token', refresh_token: issued.refresh_token ?? '' });
  const introspection = (client: string, { access_token: token = '' }: Tokens) => host.post(client, '/token/introspection', { token });
  const isActive = async () => (await introspection('rp-pro', issued)).active;

  it('T42: two pairwise clients see another sub and another act.sub, each as the client knows the source', async () => {
    const seen: unknown[] = [];
    for (const client of pairwise) {
      const direct = await tokenOf(client);
      const own = await introspection(client, { access_token: direct });
      const claims = await introspection(client, await host.grant(client, direct));
      expect(own).toMatchObject({ active: true, sub: expect.any(String) });
      expect(claims).toMatchObject({ active: true, client_id: client, act: { sub: own.sub, client_id: client } });
      seen.push(claims.sub, own.sub);
    }
    expect(new Set([...seen, 'pro-camille', 'particuliers-camille']).size).toBe(6);
  });

  it('T63: tokens are opaque though the resource server wants JWT, after a refresh as well', async () => {
    for (const tokens of [issued, await refresh()]) expect(tokens.access_token).toEqual(expect.stringMatching(/^[\w-]{43,}$/));
  });

  it('T52: when the sessions of the counterpart are ended, what was obtained for it ends with them', async () => {
    await host.passerelle.accounts.endSessions('particuliers-camille');
    expect(await isActive()).toBe(false);
    expect(await refresh()).toMatchObject({ error: 'invalid_grant' });
    expect(await grant()).toMatchObject({ access_token: expect.any(String) });
  });

  it.each(['suspended', 'gone'])('T25: a policy that is %s refuses every next use, whichever comes first', async (how) => {
    expect(await isActive()).toBe(true);
    if (how === 'suspended') changePolicy({ status: 'suspended' });
    else host.policies.length = 0;
    expect(await isActive()).toBe(false);
    expect(await refresh()).toMatchObject({ error: 'invalid_grant' });
    expect(await grant()).toMatchObject({ error: how === 'suspended' ? 'invalid_request' : 'invalid_target' });
  });

  it('T25: lifting the suspension of a policy revives nothing that was used meanwhile', async () => {
    changePolicy({ status: 'suspended' });
    expect(await isActive()).toBe(false);
    changePolicy({ status: 'active' });
    expect(await isActive()).toBe(false);
    expect(await grant()).toMatchObject({ access_token: expect.any(String) });
  });

  it.each<[string, LinkPolicy['grants']]>([
    ['gone', []],
    ["another client's", [{ ...ownRule, client: 'rp-particuliers' }]],
    ['without refresh tokens', [{ ...ownRule, refreshToken: false }]],
  ])('T25: a rule that is %s refuses the next refresh', async (_how, grants) => {
    changePolicy({ grants });
    expect(await refresh()).toMatchObject({ error: 'invalid_target' });
  });

  it('T26: a rule that gives less gives less at the next refresh', async () => {
    changePolicy({ grants: [{ ...ownRule, life: 60 }] });
    expect((await refresh()).expires_in).toBe(60);
  });

  it('discloseActor false: the token does not name the source', async () => {
    changePolicy({ discloseActor: false });
    const claims = await introspection('rp-pro', await grant());
    expect(claims).toMatchObject({ active: true, linked_from: 'pro' });
    expect(claims).not.toHaveProperty('act');
  });
});
