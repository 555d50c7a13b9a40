/** Row 3, continued: `id_token_hint` and a `sub` asked for by `claims`. Only the counterpart may be named for a linked login. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { describeOnStores } from '../ground/stores.ts';
import { camille, login, submitLogin } from '../world/people.ts';
import type { World } from '../world/world.ts';
import { accountIdOf, ask, browserOf, claimsOf, openLinkedWorld, type Parameters } from './asking.ts';

const paul = '10000006';

/** The two ways to name somebody. */
const ways = ['id_token_hint', 'a sub in claims'] as const;

describeOnStores('row 3: a request that names somebody', (kind) => {
  let world: World;
  const hints = new Map<string, string>();
  beforeAll(async () => {
    world = await openLinkedWorld(kind);
    for (const identifier of [camille.particuliers, paul]) {
      const { tokens } = await world.exchange('outside-particuliers', await login(world, world.openBrowser(), 'particuliers', identifier));
      hints.set(identifier, tokens.id_token);
    }
  });
  afterAll(() => world.close());

  async function naming(way: (typeof ways)[number], identifier: string): Promise<Parameters> {
    if (way === 'id_token_hint') return { linked_from: 'pro', id_token_hint: hints.get(identifier) ?? '' };
    const value = await accountIdOf(world, 'particuliers', identifier);
    return { linked_from: 'pro', claims: JSON.stringify({ id_token: { sub: { value } } }) };
  }

  it.each(ways)('%s of the counterpart: the link opens it', async (way) => {
    const browser = await browserOf(world, { pro: camille.pro });
    const { silently, openly, answer } = await ask(world, browser, 'outside-particuliers', await naming(way, camille.particuliers));
    expect([silently, openly]).toEqual(['code', 'code']);
    expect(await claimsOf(world, 'outside-particuliers', answer)).toMatchObject({ acr: 'urn:passerelle:acr:linked' });
  });

  it.each(ways)('%s of the counterpart while somebody else is signed in: the page of row 7', async (way) => {
    const browser = await browserOf(world, { pro: camille.pro, particuliers: paul });
    expect(await ask(world, browser, 'outside-particuliers', await naming(way, camille.particuliers))).toMatchObject({
      silently: 'account_selection_required',
      openly: 'page: current, linked or login',
    });
  });

  it.each(ways)('%s of somebody else: no linked login; a login as anybody else but them is refused', async (way) => {
    const request = await naming(way, paul);
    const browser = await browserOf(world, { pro: camille.pro });
    const { silently, openly, answer } = await ask(world, browser, 'outside-particuliers', request);
    expect([silently, openly]).toEqual(['login_required', 'page: login']);
    const wrong = await submitLogin(browser, answer, camille.particuliers, '246801');
    expect(wrong.left?.searchParams.has('code') ?? false).toBe(false);
    const other = await browserOf(world, { pro: camille.pro });
    const right = await submitLogin(other, await world.authorize(other, 'outside-particuliers', request), paul, '246801');
    expect(await claimsOf(world, 'outside-particuliers', right)).toMatchObject({ sub: await accountIdOf(world, 'particuliers', paul) });
  });

  it.each(ways)('%s of somebody else while the counterpart is signed in: the login, never the counterpart', async (way) => {
    const browser = await browserOf(world, { pro: camille.pro, particuliers: camille.particuliers });
    expect(await ask(world, browser, 'outside-particuliers', await naming(way, paul))).toMatchObject({
      silently: 'login_required',
      openly: 'page: login',
    });
  });

  it.each(ways)('%s of the person who is signed in in the target: they go on, and the link is not asked', async (way) => {
    const browser = await browserOf(world, { pro: camille.pro, particuliers: paul });
    const { silently, openly, answer } = await ask(world, browser, 'outside-particuliers', await naming(way, paul));
    expect([silently, openly]).toEqual(['code', 'code']);
    expect(await claimsOf(world, 'outside-particuliers', answer)).toMatchObject({ sub: await accountIdOf(world, 'particuliers', paul) });
  });
});
