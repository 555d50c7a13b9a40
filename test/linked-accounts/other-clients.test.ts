/** T64: the scopes of /linked-accounts are there for any client of a space; what they tell and close is for those that the policy names. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { describeOnStores } from '../ground/stores.ts';
import { linkedCustomer } from '../world/customers.ts';
import type { OutsideClient } from '../world/outside.ts';
import { clientOf, type SpaceName, secretCodes, submitLogin } from '../world/people.ts';
import { openWorld, type World } from '../world/world.ts';

const unnamed = { pro: 'outside-unnamed-pro', particuliers: 'outside-unnamed' } as const satisfies Record<SpaceName, OutsideClient>;

const clientIn = (space: SpaceName) => ({
  client_id: unnamed[space],
  space,
  token_endpoint_auth_method: 'client_secret_basic',
  client_secret: 'outside-secret',
  require_pushed_authorization_requests: false,
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of the configuration
  redirect_uris: ['${OUTSIDE_URL}/callback'],
});

describeOnStores('/linked-accounts and a client that the policy does not name', (kind) => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld(kind, { overlay: { clients: [clientIn('pro'), clientIn('particuliers')] } });
  });
  afterAll(() => world.close());

  async function ask(client: OutsideClient, space: SpaceName, identifier: string) {
    const browser = world.openBrowser();
    const page = await world.authorize(browser, client, { scope: 'openid linked_accounts linked_accounts:manage' });
    const { tokens } = await world.exchange(client, await submitLogin(browser, page, identifier, secretCodes[space]));
    const headers = { authorization: `Bearer ${tokens.access_token}` };
    const address = `${world.demo.urls.issuer}/linked-accounts`;
    const list = await (await fetch(address, { headers })).json();
    const other = space === 'pro' ? 'particuliers' : 'pro';
    const removed = await fetch(`${address}/${other}`, { method: 'DELETE', headers });
    return { list, removed: [removed.status, await removed.text()] };
  }

  it('T64: it is told of no link, and closes none, in either space, whether there is one or not', async () => {
    const customer = await linkedCustomer(world);
    const nothing = {
      list: { linked_accounts: [] },
      removed: [404, JSON.stringify({ error: 'not_found', error_description: 'no such linked account' })],
    };
    for (const space of ['pro', 'particuliers'] as const) expect(await ask(unnamed[space], space, customer[space])).toEqual(nothing);
    expect(await ask(clientOf.pro, 'pro', customer.pro)).toMatchObject({
      list: { linked_accounts: [{ space: 'particuliers', status: 'active' }] },
      removed: [204, ''],
    });
    for (const space of ['pro', 'particuliers'] as const) expect(await ask(unnamed[space], space, customer[space])).toEqual(nothing);
  });
});
