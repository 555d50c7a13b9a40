/** Rows 4 and 8: the active link opens the counterpart with no page, in both directions; who is there already goes on as they are. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { decodeJwt } from 'jose';
import { describeOnStores } from '../ground/stores.ts';
import { linkedCustomer } from '../world/customers.ts';
import { camille, clientOf, login, otherSpace, submitLogin } from '../world/people.ts';
import { openTraveller } from '../world/traveller.ts';
import type { World } from '../world/world.ts';
import { accountIdOf, ask, authorizePushed, browserOf, claimsOf, openLinkedWorld, switchesOf } from './asking.ts';

const code = 'urn:passerelle:acr:code';
const linked = 'urn:passerelle:acr:linked';
const directions = ['pro', 'particuliers'] as const;

describeOnStores('rows 4 and 8: the link opens the counterpart', (kind) => {
  let world: World;
  beforeAll(async () => {
    world = await openLinkedWorld(kind);
  });
  afterAll(() => world.close());

  it.each(directions)(
    'row 8: from %s, also when the person logged in there first; with and without prompt=none; one request, no page',
    async (source) => {
      const target = otherSpace(source);
      for (const prompt of [{}, { prompt: 'none' }]) {
        const browser = world.openBrowser();
        const own = await claimsOf(world, clientOf[source], await login(world, browser, source, camille[source]));
        const answer = await world.authorize(browser, clientOf[target], { linked_from: source, ...prompt });
        expect(answer.requests).toBe(1);
        const claims = await claimsOf(world, clientOf[target], answer);
        expect(claims).toMatchObject({
          sub: await accountIdOf(world, target, camille[target]),
          acr: linked,
          auth_time: own.auth_time,
          linked_from: source,
          act: { sub: own.sub },
        });
        expect(claims).not.toHaveProperty('amr');
      }
    },
  );

  it.each(directions)('row 8: from %s by a pushed authorization request', async (source) => {
    const target = otherSpace(source);
    for (const prompt of [{}, { prompt: 'none' }]) {
      const browser = await browserOf(world, { [source]: camille[source] });
      const answer = await authorizePushed(world, browser, clientOf[target], { linked_from: source, ...prompt });
      expect(await claimsOf(world, clientOf[target], answer)).toMatchObject({ acr: linked, linked_from: source });
    }
  });

  it.each(directions)(
    'row 4: what a switch from %s has opened stays open: SSO as it is, and no second switch is written',
    async (source) => {
      const customer = await linkedCustomer(world);
      const target = otherSpace(source);
      const browser = await browserOf(world, { [source]: customer[source] });
      await world.authorize(browser, clientOf[target], { linked_from: source });
      for (let time = 0; time < 3; time += 1) {
        const { silently, openly, answer } = await ask(world, browser, clientOf[target], { linked_from: source });
        expect([silently, openly]).toEqual(['code', 'code']);
        expect(await claimsOf(world, clientOf[target], answer)).toMatchObject({ acr: linked });
      }
      expect(await switchesOf(world, source, customer[source])).toBe(1);
    },
  );

  it.each(directions)('row 4: the counterpart of %s that is signed in with its own codes stays direct', async (source) => {
    const customer = await linkedCustomer(world);
    const target = otherSpace(source);
    const browser = await browserOf(world, customer);
    const { silently, openly, answer } = await ask(world, browser, clientOf[target], { linked_from: source });
    expect([silently, openly]).toEqual(['code', 'code']);
    const claims = await claimsOf(world, clientOf[target], answer);
    expect(claims).toMatchObject({ acr: code });
    expect(claims).not.toHaveProperty('act');
    expect(await switchesOf(world, source, customer[source])).toBe(0);
  });

  it('the two spaces stay signed in side by side, and the way back is the direct session', async () => {
    for (const source of directions) {
      const target = otherSpace(source);
      const browser = world.openBrowser();
      const own = await world.exchange(clientOf[source], await login(world, browser, source, camille[source]));
      const opened = await world.exchange(clientOf[target], await world.authorize(browser, clientOf[target], { linked_from: source }));
      for (const linked_from of [{}, { linked_from: target }]) {
        const back = await world.authorize(browser, clientOf[source], { prompt: 'none', ...linked_from });
        expect(await claimsOf(world, clientOf[source], back)).toMatchObject({ sub: decodeJwt(own.tokens.id_token).sub, acr: code });
      }
      const there = await world.authorize(browser, clientOf[target], { prompt: 'none' });
      expect(await claimsOf(world, clientOf[target], there)).toMatchObject({ sub: decodeJwt(opened.tokens.id_token).sub, acr: linked });
      for (const { tokens } of [own, opened]) expect((await world.userinfo(tokens)).status).toBe(200);
    }
  });

  it('the two real spaces on their own origins: signed in side by side after one click on the drop-down', async () => {
    const { pro, particuliers } = world.demo.urls;
    for (const [from, to, space] of [
      [pro, particuliers, 'pro'],
      [particuliers, pro, 'particuliers'],
    ] as const) {
      const traveller = openTraveller(world.demo.urls);
      const secretCode = space === 'pro' ? '135790' : '246801';
      await submitLogin(traveller, await traveller.get(`${from}/login`), camille[space], secretCode);
      await traveller.get(`${to}/login?linked_from=${space}`);
      const session = async (url: string) => (await traveller.json('GET', `${url}/session`)).body;
      expect(await session(to)).toMatchObject({
        signed_in: true,
        id_token_claims: { acr: linked, linked_from: space, name: 'Camille Martin' },
      });
      expect(await session(from)).toMatchObject({ signed_in: true, id_token_claims: { acr: code } });
    }
  });
});
