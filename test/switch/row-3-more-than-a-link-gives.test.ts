/** Row 3: requests with `linked_from` that want what no linked login can give. No linked login, no activation: the target's own codes. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { describeOnStores } from '../ground/stores.ts';
import { camille, login, submitLogin } from '../world/people.ts';
import type { World } from '../world/world.ts';
import {
  accountIdOf,
  ask,
  askSilently,
  authorizePushed,
  browserOf,
  claimsOf,
  openLinkedWorld,
  outcomeOf,
  signOutFirst,
  switchesOf,
} from './asking.ts';

const paul = '10000006';
const code = 'urn:passerelle:acr:code';
const strong = 'urn:passerelle:acr:strong';
const linked = 'urn:passerelle:acr:linked';
const claimsFor = (idToken: unknown) => ({ claims: JSON.stringify({ id_token: idToken }) });
const essential = (...values: string[]) => claimsFor({ acr: { essential: true, values } });

/** Requests that no linked login answers. */
const askMore: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'T57: max_age=1': { max_age: '1' },
  'T57: max_age=300': { max_age: '300' },
  'T57: max_age=86400': { max_age: '86400' },
  'acr_values strong': { acr_values: strong },
  'acr_values code': { acr_values: code },
  'acr_values strong, and one that nobody knows': { acr_values: `${strong} urn:example:gold` },
  'T28: an essential acr': essential(strong),
  'T28: an essential acr with acr_values that a linked login would reach': { ...essential(strong), acr_values: linked },
  'a voluntary acr claim': claimsFor({ acr: { values: [strong] } }),
};

/** Requests that a linked login answers as well. */
const askNoMore: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'acr_values with the linked level in the list': { acr_values: `${strong} ${linked}` },
  'acr_values that nobody knows': { acr_values: 'urn:example:gold' },
  'an essential acr with the linked level in the list': essential(strong, linked),
};

describeOnStores('row 3: more than a link gives', (kind) => {
  let world: World;
  beforeAll(async () => {
    world = await openLinkedWorld(kind);
  });
  afterAll(() => world.close());

  it.each(Object.entries(askMore))('%s: the target asks for its own codes, and silently answers login_required', async (_, parameters) => {
    const switches = await switchesOf(world, 'pro', camille.pro);
    const browser = await browserOf(world, { pro: camille.pro });
    const request = { linked_from: 'pro', ...parameters };
    expect(await ask(world, browser, 'outside-particuliers', request)).toMatchObject({ silently: 'login_required', openly: 'page: login' });
    const other = await browserOf(world, { particuliers: camille.particuliers });
    expect(await ask(world, other, 'outside-pro', { ...request, linked_from: 'particuliers' })).toMatchObject({
      silently: 'login_required',
      openly: 'page: login',
    });
    expect(await switchesOf(world, 'pro', camille.pro)).toBe(switches);
  });

  it.each(Object.entries(askNoMore))('%s: a linked login answers', async (_, parameters) => {
    const browser = await browserOf(world, { pro: camille.pro });
    const request = { linked_from: 'pro', ...parameters };
    expect(await askSilently(world, browser, 'outside-particuliers', request)).toBe('code');
    const other = await browserOf(world, { pro: camille.pro });
    const claims = await claimsOf(world, 'outside-particuliers', await world.authorize(other, 'outside-particuliers', request));
    expect(claims).toMatchObject({ acr: linked });
  });

  it('prompt=login: the target asks for its own codes, whoever is signed in', async () => {
    for (const target of [undefined, camille.particuliers, paul]) {
      const browser = await browserOf(world, { pro: camille.pro, ...(target !== undefined && { particuliers: target }) });
      const page = await world.authorize(browser, 'outside-particuliers', { linked_from: 'pro', prompt: 'login' });
      expect(outcomeOf(page)).toBe('page: login');
    }
    const browser = await browserOf(world, { pro: camille.pro });
    expect(outcomeOf(await world.authorize(browser, 'outside-particuliers', { linked_from: 'pro', prompt: 'login none' }))).toBe(
      'invalid_request',
    );
  });

  it('T57: max_age=0 with prompt=none is invalid_request by PAR', async () => {
    const browser = await browserOf(world, { pro: camille.pro });
    const request = { linked_from: 'pro', max_age: '0' };
    expect(outcomeOf(await authorizePushed(world, browser, 'outside-particuliers', { ...request, prompt: 'none' }))).toBe(
      'invalid_request',
    );
    expect(outcomeOf(await authorizePushed(world, browser, 'outside-particuliers', request))).toBe('page: login');
  });

  it('no activation either: without a link the same requests meet the login and no consent', async () => {
    const unlinked = '70000008';
    for (const parameters of Object.values(askMore)) {
      const browser = await browserOf(world, { pro: unlinked });
      expect(await ask(world, browser, 'outside-particuliers', { linked_from: 'pro', ...parameters })).toMatchObject({
        silently: 'login_required',
        openly: 'page: login',
      });
    }
  });

  it("where the counterpart is signed in with its own codes, the provider's own checks decide", async () => {
    const browser = await browserOf(world, { pro: camille.pro, particuliers: camille.particuliers });
    for (const parameters of [{ max_age: '300' }, { acr_values: code }, essential(code)]) {
      const { silently, openly, answer } = await ask(world, browser, 'outside-particuliers', { linked_from: 'pro', ...parameters });
      expect([silently, openly]).toEqual(['code', 'code']);
      expect(await claimsOf(world, 'outside-particuliers', answer)).toMatchObject({ acr: code });
    }
    expect(await ask(world, browser, 'outside-particuliers', { linked_from: 'pro', acr_values: strong })).toMatchObject({
      silently: 'login_required',
      openly: 'page: login',
    });
  });

  it('where they would answer without a page for somebody whom no hint names, the page of row 5 asks first', async () => {
    const paulSub = await accountIdOf(world, 'particuliers', paul);
    for (const parameters of [{ max_age: '300' }, { acr_values: code }, essential(code)]) {
      const browser = await browserOf(world, { pro: camille.pro, particuliers: paul });
      const request = { linked_from: 'pro', ...parameters };
      const { silently, openly, answer } = await ask(world, browser, 'outside-particuliers', request);
      expect([silently, openly]).toEqual(['login_required', 'page: current or login']);
      const current = await browser.submit(answer, { decision: 'current' });
      expect(await claimsOf(world, 'outside-particuliers', current)).toMatchObject({ sub: paulSub, acr: code });
      const again = await world.authorize(browser, 'outside-particuliers', request);
      const page = await browser.submit(again, { decision: 'login' });
      expect(outcomeOf(page)).toBe('page: login');
      const loggedIn = await signOutFirst(browser, await submitLogin(browser, page, camille.particuliers, '246801'));
      const claims = await claimsOf(world, 'outside-particuliers', loggedIn);
      expect(claims).toMatchObject({ sub: await accountIdOf(world, 'particuliers', camille.particuliers), acr: code });
    }
    // An old session of somebody else does not answer, so that there is nothing to ask first.
    world.advance(-600);
    const browser = await browserOf(world, { particuliers: paul });
    world.advance(600);
    await login(world, browser, 'pro', camille.pro);
    expect(await ask(world, browser, 'outside-particuliers', { linked_from: 'pro', max_age: '300' })).toMatchObject({
      silently: 'login_required',
      openly: 'page: login',
    });
  });
});
