/** T26: what a linked login may do is what the target's client asked for and may have; nothing comes along from the source. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { describeOnStores } from '../ground/stores.ts';
import { camille, login } from '../world/people.ts';
import type { World } from '../world/world.ts';
import { openLinkedWorld, outcomeOf } from './asking.ts';

const scopes = ['profile', 'offline_access', 'balance', 'linked_accounts', 'email'];
/** Those that a client of the personal space may have without naming a resource server, for a linked login. */
const possible = ['openid', 'profile', 'linked_accounts'];

describeOnStores('scopes of a linked login', (kind) => {
  let world: World;
  beforeAll(async () => {
    world = await openLinkedWorld(kind);
  });
  afterAll(() => world.close());

  async function switched(sourceScope: string, parameters: Readonly<Record<string, string>>) {
    const browser = world.openBrowser();
    await login(world, browser, 'pro', camille.pro, { scope: sourceScope });
    return world.authorize(browser, 'outside-particuliers', { linked_from: 'pro', ...parameters });
  }

  it('T26: for any scopes of source and target, the token has those that the target asked for and may have', async () => {
    const some = fc.subarray(scopes).map((chosen) => ['openid', ...chosen]);
    await fc.assert(
      fc.asyncProperty(some, some, async (source, target) => {
        const answer = await switched(source.join(' '), { scope: target.join(' ') });
        const { status, tokens } = await world.exchange('outside-particuliers', answer);
        expect(status).toBe(200);
        const granted = tokens.scope.split(' ');
        expect(granted.toSorted()).toEqual(target.filter((scope) => possible.includes(scope)).toSorted());
        const { claims } = await world.userinfo(tokens);
        expect('name' in claims).toBe(granted.includes('profile'));
        expect(await world.introspect(tokens)).toMatchObject({ active: true, scope: tokens.scope });
      }),
      { numRuns: 12 },
    );
  });

  it('T26: a scope of a resource server comes with its resource, and only to the clients of its space', async () => {
    const resource = `${world.demo.urls.particuliers}/api`;
    const answer = await switched('openid profile', { scope: 'balance', resource, nonce: '' });
    const { tokens } = await world.exchange('outside-particuliers', answer);
    expect(await world.introspect(tokens)).toMatchObject({ active: true, scope: 'balance', aud: resource });

    const browser = world.openBrowser();
    await login(world, browser, 'particuliers', camille.particuliers, { scope: 'openid balance', resource });
    const foreign = await world.authorize(browser, 'outside-pro', { linked_from: 'particuliers', scope: 'openid balance', resource });
    expect(outcomeOf(foreign)).toBe('invalid_target');
    const plain = await world.authorize(browser, 'outside-pro', { linked_from: 'particuliers', scope: 'openid balance' });
    expect((await world.exchange('outside-pro', plain)).tokens.scope).toBe('openid');
  });
});
