/**
 * A linked login is for the clients that its policy names, whether they ask with `linked_from` or find it open: the others, and native
 * ones, are as they would be with nobody signed in, until the customer logs in to the space itself.
 */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { describeOnStores } from '../ground/stores.ts';
import { linkedCustomer } from '../world/customers.ts';
import type { OutsideClient } from '../world/outside.ts';
import { switchFrom } from '../world/people.ts';
import { openWorld, type World } from '../world/world.ts';
import { ask, askSilently, claimsOf, stepUp } from './asking.ts';

const overlay = {
  clients: [
    {
      client_id: 'outside-unnamed',
      space: 'particuliers',
      token_endpoint_auth_method: 'client_secret_basic',
      client_secret: 'outside-secret',
      require_pushed_authorization_requests: false,
      // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of the configuration
      redirect_uris: ['${OUTSIDE_URL}/callback'],
    },
  ],
};

describeOnStores('a client that the policy does not name', (kind) => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld(kind, { overlay });
  });
  afterAll(() => world.close());

  /** A browser with a linked login in the personal space. */
  async function visiting() {
    const customer = await linkedCustomer(world);
    const browser = world.openBrowser();
    const claims = await claimsOf(world, 'outside-particuliers', await switchFrom(world, browser, 'pro', customer.pro));
    expect(claims.acr).toBe('urn:passerelle:acr:linked');
    return { browser };
  }

  it.each<OutsideClient>(['outside-unnamed', 'outside-native'])(
    'T64: %s is told nothing of a linked login, and is not given it',
    async (client) => {
      const { browser } = await visiting();
      const { silently, openly } = await ask(world, browser, client, {});
      expect([silently, openly]).toEqual(['login_required', 'page: step-up']);
      expect(await askSilently(world, world.openBrowser(), client, {})).toBe('login_required');
      // The clients that are named go on as before.
      expect(await askSilently(world, browser, 'outside-particuliers', {})).toBe('code');
    },
  );

  it('gets the direct login once the customer has logged in to the space', async () => {
    const { browser } = await visiting();
    const { answer } = await ask(world, browser, 'outside-unnamed', {});
    const claims = await claimsOf(world, 'outside-unnamed', await stepUp(browser, answer, 'particuliers'));
    expect(claims).toMatchObject({ acr: 'urn:passerelle:acr:code' });
    expect([claims.act, claims.linked_from]).toEqual([undefined, undefined]);
    expect(await askSilently(world, browser, 'outside-unnamed', {})).toBe('code');
  });
});
