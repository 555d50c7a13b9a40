/** T53: a login lives from its authentication; switching to and fro, however often, renews nothing in either space. */
import { afterAll, afterEach, beforeAll, expect, it, jest } from '@jest/globals';
import { describeOnStores } from '../ground/stores.ts';
import { linkedCustomer } from '../world/customers.ts';
import { clientOf, login, otherSpace, type SpaceName } from '../world/people.ts';
import { openWorld, type World } from '../world/world.ts';
import { ask, askSilently } from './asking.ts';

const life = 20 * 60;
const step = 4 * 60;

describeOnStores('switching to and fro', (kind) => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld(kind, { overlay: { lives: { session: '20m' } } });
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });
  afterAll(() => world.close());

  it.each(['pro', 'particuliers'] as const)(
    'T53: from %s, every four minutes past the limit: the credentials of the source are asked for',
    async (source) => {
      const target = otherSpace(source);
      const customer = await linkedCustomer(world);
      const browser = world.openBrowser();
      await login(world, browser, source, customer[source]);
      const start = Date.now();
      const outcomes: string[] = [];
      const toAndFro = async (seconds: number) => {
        jest.spyOn(Date, 'now').mockReturnValue(start + seconds * 1000);
        const silently = (space: SpaceName) => askSilently(world, browser, clientOf[space], { linked_from: otherSpace(space) });
        return `${await silently(target)}, ${await silently(source)}`;
      };
      for (let seconds = 0; seconds <= life + step; seconds += step) outcomes.push(await toAndFro(seconds));
      expect(outcomes).toEqual([...Array(life / step).fill('code, code'), ...Array(2).fill('login_required, login_required')]);

      const { openly } = await ask(world, browser, clientOf[source], {});
      expect(openly).toBe('page: login');
    },
  );

  it('T53: nor do looks at the pages, or silent requests, prolong a login', async () => {
    const customer = await linkedCustomer(world);
    const browser = world.openBrowser();
    await login(world, browser, 'pro', customer.pro);
    const start = Date.now();
    for (let seconds = step; seconds < life; seconds += step) {
      jest.spyOn(Date, 'now').mockReturnValue(start + seconds * 1000);
      expect((await browser.get('/preferences?space=pro')).status).toBe(200);
      expect(await askSilently(world, browser, 'outside-pro', {})).toBe('code');
    }
    jest.spyOn(Date, 'now').mockReturnValue(start + life * 1000);
    expect((await browser.request('GET', '/preferences?space=pro')).status).toBe(303);
    expect(await askSilently(world, browser, 'outside-pro', {})).toBe('login_required');
    expect(await askSilently(world, browser, 'outside-particuliers', { linked_from: 'pro' })).toBe('login_required');
  });
});
