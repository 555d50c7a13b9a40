/** Row 2: who logged in to the target inside the interaction is who goes on; the link is not asked any more. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { describeOnStores } from '../ground/stores.ts';
import { camille, submitLogin } from '../world/people.ts';
import type { World } from '../world/world.ts';
import { accountIdOf, ask, browserOf, claimsOf, openLinkedWorld, outcomeOf, switchesOf } from './asking.ts';

const paul = '10000006';

describeOnStores('row 2: a login to the target inside the interaction', (kind) => {
  let world: World;
  beforeAll(async () => {
    world = await openLinkedWorld(kind);
  });
  afterAll(() => world.close());

  async function logInInside(identifier: string, parameters: Record<string, string> = { prompt: 'login' }) {
    const browser = await browserOf(world, { pro: camille.pro });
    const page = await world.authorize(browser, 'outside-particuliers', { linked_from: 'pro', ...parameters });
    expect(outcomeOf(page)).toBe('page: login');
    return { browser, answer: await submitLogin(browser, page, identifier, '246801') };
  }

  it('goes on as the person who logged in, though a link names another account', async () => {
    const switches = await switchesOf(world, 'pro', camille.pro);
    const { browser, answer } = await logInInside(paul);
    const claims = await claimsOf(world, 'outside-particuliers', answer);
    expect(claims).toMatchObject({ sub: await accountIdOf(world, 'particuliers', paul), acr: 'urn:passerelle:acr:code' });
    expect(claims).not.toHaveProperty('linked_from');
    expect(await switchesOf(world, 'pro', camille.pro)).toBe(switches);
    expect(await ask(world, browser, 'outside-particuliers', {})).toMatchObject({ silently: 'code', openly: 'code' });
  });

  it('gives the counterpart a direct login when the counterpart itself logged in', async () => {
    const { answer } = await logInInside(camille.particuliers);
    const claims = await claimsOf(world, 'outside-particuliers', answer);
    expect(claims).toMatchObject({ sub: await accountIdOf(world, 'particuliers', camille.particuliers), acr: 'urn:passerelle:acr:code' });
    expect(claims).not.toHaveProperty('act');
  });

  it('decides nothing more after a login that no source session preceded', async () => {
    const browser = world.openBrowser();
    const page = await world.authorize(browser, 'outside-pro', { linked_from: 'particuliers' });
    const answer = await submitLogin(browser, page, '70000004', '135790');
    expect(await claimsOf(world, 'outside-pro', answer)).toMatchObject({ sub: await accountIdOf(world, 'pro', '70000004') });
  });

  it('counts for its own interaction only: the next request with linked_from is decided afresh', async () => {
    const { browser } = await logInInside(paul);
    expect(await ask(world, browser, 'outside-particuliers', { linked_from: 'pro' })).toMatchObject({
      silently: 'account_selection_required',
      openly: 'page: current, linked or login',
    });
  });
});
