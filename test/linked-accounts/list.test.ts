/** GET /linked-accounts: what a space may offer to its customer. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Customer, type GrantWorld, openGrantWorld, type Reply } from '../grant/grant-world.ts';
import { describeOnStores } from '../ground/stores.ts';
import type { Browser } from '../world/browser.ts';
import type { SpaceName } from '../world/people.ts';
import { list, remove } from './resource.ts';

const clients = { pro: 'outside-pro', particuliers: 'outside-particuliers' } as const;
const otherOf = { pro: 'particuliers', particuliers: 'pro' } as const;
const names = {
  pro: { fr: 'Espace Professionnel', en: 'Business space' },
  particuliers: { fr: 'Espace Particuliers', en: 'Personal space' },
} as const;

describeOnStores('GET /linked-accounts', (kind) => {
  let world: GrantWorld;
  let linked: Customer;
  beforeAll(async () => {
    world = await openGrantWorld(kind);
    linked = await world.customer();
    await world.activate(linked);
  });
  afterAll(() => world.close());

  async function tokenOf(browser: Browser, space: SpaceName, parameters = {}): Promise<string> {
    return (await world.tokens(browser, clients[space], parameters)).access_token ?? '';
  }

  /** Of a direct login in a browser of its own. */
  async function directToken(space: SpaceName, identifiers: Customer['identifiers']): Promise<string> {
    const browser = world.openBrowser();
    const answer = await world.signIn({ ...linked, identifiers }, space, browser);
    if (!answer.left?.searchParams.has('code')) throw new Error(`not signed in: ${answer.status} ${answer.left?.search}`);
    return tokenOf(browser, space);
  }

  const offered = ({ body }: Reply) => body.linked_accounts as readonly Record<string, string>[];

  /** As it is offered: the members in any order. */
  function entryOf(from: SpaceName): unknown {
    const { issuer, pro, particuliers } = world.demo.urls;
    const parameters = [`iss=${encodeURIComponent(issuer)}`, `linked_from=${from}`];
    const queries = [parameters, parameters.toReversed()].map((ordered) => ordered.join('&'));
    return expect.stringMatching(new RegExp(`^${from === 'pro' ? particuliers : pro}/login\\?(${queries.join('|')})$`));
  }

  it.each<[string, SpaceName, Customer['identifiers'], string]>([
    ['Camille, in order', 'pro', { pro: '70000001', particuliers: '10000001' }, 'available'],
    ['Camille, where activation does not start', 'particuliers', { pro: '70000001', particuliers: '10000001' }, 'unavailable'],
    ['Karim, personal space never opened', 'pro', { pro: '70000002', particuliers: '10000002' }, 'unavailable'],
    ['Louise, personal account blocked', 'pro', { pro: '70000003', particuliers: '10000003' }, 'unavailable'],
    ['Hugo, not the administrator', 'pro', { pro: '70000004', particuliers: '10000004' }, 'unavailable'],
    ['Hugo, from the other side', 'particuliers', { pro: '70000004', particuliers: '10000004' }, 'unavailable'],
    ['Nadia, no personal account', 'pro', { pro: '70000005', particuliers: '' }, 'unavailable'],
    ['Paul, no professional account', 'particuliers', { pro: '', particuliers: '10000006' }, 'unavailable'],
    ['Inès, no app', 'pro', { pro: '70000007', particuliers: '10000007' }, 'unavailable'],
  ])('%s (%s): the same members whatever the reason, and no reason', async (_who, space, identifiers, status) => {
    const answer = await list(world, await directToken(space, identifiers), { 'accept-language': 'fr' });
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      linked_accounts: [{ space: otherOf[space], name: names[otherOf[space]].fr, status, initiate_login_uri: entryOf(space) }],
    });
  });

  it('active from both sides, with the time of the activation', async () => {
    for (const space of ['pro', 'particuliers'] as const) {
      const [offer] = offered(await list(world, await directToken(space, linked.identifiers)));
      expect(offer).toEqual({
        space: otherOf[space],
        name: expect.any(String),
        status: 'active',
        initiate_login_uri: entryOf(space),
        activated_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      });
      expect(Math.abs(Date.parse(offer?.activated_at ?? '') - Date.now())).toBeLessThan(120_000);
    }
  });

  it('with a token of a linked login: the way back, and its address leads back without a page', async () => {
    const token = await tokenOf(linked.browser, 'particuliers', { linked_from: 'pro', prompt: 'none' });
    const [offer] = offered(await list(world, token));
    expect(offer).toMatchObject({ space: 'pro', status: 'active', initiate_login_uri: entryOf('particuliers') });
    const back = await world.authorize(linked.browser, 'outside-pro', { linked_from: 'particuliers', prompt: 'none' });
    expect(back.left?.searchParams.has('code')).toBe(true);
  });

  it('initiate_login_uri is ready to follow: with iss and linked_from the space starts a login through the link', async () => {
    const [offer] = offered(await list(world, await tokenOf(linked.browser, 'pro')));
    const response = await fetch(offer?.initiate_login_uri ?? '', { redirect: 'manual' });
    expect(response.status).toBe(303);
    const request = new URL(response.headers.get('location') ?? '');
    expect(request.origin).toBe(world.demo.urls.issuer);
    const answer = await linked.browser.get(request);
    expect(answer.left?.href).toMatch(new RegExp(`^${world.demo.urls.particuliers}/callback\\?code=`));
  });

  it('a second company whose personal account is linked already is unavailable, and does not learn from whom', async () => {
    const camille = { ...linked, identifiers: { pro: '70000001', particuliers: '10000001' }, browser: world.openBrowser() };
    await world.link(camille);
    const second = await directToken('pro', { pro: '70000008', particuliers: '10000001' });
    expect(offered(await list(world, second))).toEqual([expect.objectContaining({ space: 'particuliers', status: 'unavailable' })]);
    await remove(world, await tokenOf(camille.browser, 'pro'), 'particuliers');
    expect(offered(await list(world, second))).toEqual([expect.objectContaining({ status: 'available' })]);
  });

  it.each([
    ['pro', 'blocked'],
    ['particuliers', 'blocked'],
    ['pro', 'closed'],
    ['particuliers', 'closed'],
  ] as const)('a link whose %s account is %s: unavailable, from both sides', async (space, status) => {
    const customer = await world.customer();
    await world.link(customer);
    const other = world.openBrowser();
    await world.signIn(customer, 'particuliers', other);
    const tokens = [await tokenOf(customer.browser, 'pro'), await tokenOf(other, 'particuliers')];
    await customer.change(space, { status });
    for (const token of tokens) {
      const [offer] = offered(await list(world, token));
      expect(offer?.status).toBe('unavailable');
      expect(offer).not.toHaveProperty('activated_at');
    }
  });

  it('other credentials: unavailable until the delay of the re-activation is over, then available', async () => {
    const customer = await world.customer();
    await world.link(customer);
    const token = await tokenOf(customer.browser, 'pro');
    await customer.change('particuliers', { credentialsVersion: 'another' });
    expect(offered(await list(world, token))).toEqual([expect.objectContaining({ status: 'unavailable' })]);
    world.advance(61);
    expect(offered(await list(world, token))).toEqual([expect.objectContaining({ status: 'available' })]);
  });

  describe('the language of the name', () => {
    it.each<[string, string | undefined, 'fr' | 'en']>([
      ['', undefined, 'fr'],
      ['', 'en', 'en'],
      ['', 'en-GB,en;q=0.9,fr;q=0.1', 'en'],
      ['', 'de,fr;q=0.5', 'fr'],
      ['', 'de', 'fr'],
      ['?ui_locales=en', undefined, 'en'],
      ['?ui_locales=en', 'fr', 'en'],
      ['?ui_locales=de%20en-GB%20fr', 'fr', 'en'],
      ['?ui_locales=de', 'en', 'en'],
      ['?ui_locales=constructor', undefined, 'fr'],
      ['?ui_locales=__proto__', undefined, 'fr'],
      ['?ui_locales=en&ui_locales=fr', undefined, 'fr'],
    ])("'%s' and Accept-Language %s: %s", async (query, acceptLanguage, language) => {
      const token = await tokenOf(linked.browser, 'pro');
      const headers = acceptLanguage === undefined ? { 'accept-language': '*' } : { 'accept-language': acceptLanguage };
      expect(offered(await list(world, token, headers, query))[0]?.name).toBe(names.particuliers[language]);
    });
  });

  it('is never kept, and differs by who asks and in which language', async () => {
    const { headers } = await list(world, await tokenOf(linked.browser, 'pro'));
    expect(headers.get('cache-control')).toBe('private, no-store');
    expect(headers.get('content-type')).toMatch(/^application\/json/);
    for (const name of ['Authorization', 'DPoP', 'Accept-Language']) expect(headers.get('vary')).toContain(name);
    expect(headers.get('access-control-allow-origin')).toBeNull();
  });
});
