import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { decodeJwt } from 'jose';
import { describeOnStores } from '../ground/stores.ts';
import { activate, camille, login } from '../world/people.ts';
import { openWorld, type World } from '../world/world.ts';

describeOnStores('a silent switch', (kind) => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld(kind);
  });
  afterAll(() => world.close());

  it('opens the personal space from the professional one, and back, with no page', async () => {
    const browser = world.openBrowser();
    const first = await world.exchange('outside-particuliers', await activate(world, browser));
    expect(first.status).toBe(200);
    expect(decodeJwt(first.tokens.id_token)).toMatchObject({
      acr: 'urn:passerelle:acr:linked',
      linked_from: 'pro',
      name: 'Camille Martin',
    });
    for (const prompt of [{}, { prompt: 'none' }]) {
      const answer = await world.authorize(browser, 'outside-particuliers', { linked_from: 'pro', ...prompt });
      expect(answer.left?.searchParams.get('code')).toEqual(expect.any(String));
      expect(answer.requests).toBe(1);
    }
    const back = await world.authorize(browser, 'outside-pro', { linked_from: 'particuliers', prompt: 'none' });
    const pro = await world.exchange('outside-pro', back);
    expect(decodeJwt(pro.tokens.id_token)).toMatchObject({ acr: 'urn:passerelle:acr:code' });
    expect(camille.pro).toBe('70000001');
    const other = world.openBrowser();
    await login(world, other, 'particuliers', camille.particuliers);
    const opened = await world.exchange(
      'outside-pro',
      await world.authorize(other, 'outside-pro', { linked_from: 'particuliers', prompt: 'none' }),
    );
    expect(decodeJwt(opened.tokens.id_token)).toMatchObject({ acr: 'urn:passerelle:acr:linked', linked_from: 'particuliers' });
  });
});
