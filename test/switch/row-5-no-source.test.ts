/** Row 5: there is no source session that may open the target; a linked login is never one, nor is a login from before the link. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { describeOnStores } from '../ground/stores.ts';
import { activate, camille, consent, login, submitLogin } from '../world/people.ts';
import { openWorld, type World } from '../world/world.ts';
import { accountIdOf, ask, askSilently, browserOf, claimsOf, forgetSession, outcomeOf, signOutFirst, switchesOf } from './asking.ts';

const paul = '10000006';
const nobody = { silently: 'login_required', openly: 'page: login' };
const somebody = { silently: 'login_required', openly: 'page: current or login' };

describeOnStores('row 5: no usable source session', (kind) => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld(kind);
  });
  afterAll(() => world.close());

  it('T3: a login older than the activation opens nothing, in either direction, until its person logs in anew', async () => {
    world.advance(-60);
    const oldPro = await browserOf(world, { pro: camille.pro });
    const oldParticuliers = await browserOf(world, { particuliers: camille.particuliers });
    world.advance(60);
    await activate(world, world.openBrowser());

    expect(await ask(world, oldPro, 'outside-particuliers', { linked_from: 'pro' })).toMatchObject(nobody);
    expect(await ask(world, oldParticuliers, 'outside-pro', { linked_from: 'particuliers' })).toMatchObject(nobody);
    await login(world, oldPro, 'particuliers', paul);
    expect(await ask(world, oldPro, 'outside-particuliers', { linked_from: 'pro' })).toMatchObject(somebody);

    const anew = await world.authorize(oldParticuliers, 'outside-particuliers', { prompt: 'login' });
    await submitLogin(oldParticuliers, anew, camille.particuliers, '246801');
    expect(await askSilently(world, oldParticuliers, 'outside-pro', { linked_from: 'particuliers' })).toBe('code');
  });

  it('T3: the session that activated keeps its right, though its login is older than the link', async () => {
    const own = await openWorld(kind);
    try {
      own.advance(-60);
      const browser = await browserOf(own, { pro: camille.pro });
      const other = await browserOf(own, { pro: camille.pro });
      own.advance(60);
      await consent(own, browser, await own.authorize(browser, 'outside-particuliers', { linked_from: 'pro' }));
      forgetSession(browser, 'particuliers');
      expect(await askSilently(own, browser, 'outside-particuliers', {})).toBe('login_required');
      expect(await askSilently(own, browser, 'outside-particuliers', { linked_from: 'pro' })).toBe('code');
      expect(await askSilently(own, other, 'outside-particuliers', { linked_from: 'pro' })).toBe('login_required');
    } finally {
      await own.close();
    }
  });

  it("nobody signed in in the source: the target's ordinary login", async () => {
    for (const [client, linked_from] of [
      ['outside-particuliers', 'pro'],
      ['outside-pro', 'particuliers'],
    ] as const) {
      expect(await ask(world, world.openBrowser(), client, { linked_from })).toMatchObject(nobody);
    }
  });

  it('a linked login is never a source: it opens nothing further', async () => {
    for (const [source, target] of [
      ['pro', 'particuliers'],
      ['particuliers', 'pro'],
    ] as const) {
      const browser = await browserOf(world, { [source]: camille[source] });
      expect(await askSilently(world, browser, `outside-${target}`, { linked_from: source })).toBe('code');
      forgetSession(browser, source);
      expect(await askSilently(world, browser, `outside-${target}`, {})).toBe('code');
      const switches = await switchesOf(world, 'pro', camille.pro);
      expect(await ask(world, browser, `outside-${source}`, { linked_from: target })).toMatchObject(nobody);
      expect(await switchesOf(world, 'pro', camille.pro)).toBe(switches);
    }
  });

  it('somebody signed in in the target: a page asks whether to go on as them, or to log in', async () => {
    const browser = await browserOf(world, { particuliers: paul });
    const first = await ask(world, browser, 'outside-particuliers', { linked_from: 'pro' });
    expect(first).toMatchObject(somebody);
    expect(first.answer.text).toContain('Paul Durand');
    const current = await claimsOf(world, 'outside-particuliers', await browser.submit(first.answer, { decision: 'current' }));
    expect(current).toMatchObject({ sub: await accountIdOf(world, 'particuliers', paul), acr: 'urn:passerelle:acr:code' });

    const second = await ask(world, browser, 'outside-particuliers', { linked_from: 'pro' });
    expect(second).toMatchObject(somebody);
    const page = await browser.submit(second.answer, { decision: 'login' });
    expect(outcomeOf(page)).toBe('page: login');
    const loggedIn = await signOutFirst(browser, await submitLogin(browser, page, camille.particuliers, '246801'));
    const claims = await claimsOf(world, 'outside-particuliers', loggedIn);
    expect(claims).toMatchObject({ sub: await accountIdOf(world, 'particuliers', camille.particuliers), acr: 'urn:passerelle:acr:code' });
  });

  it('a choice counts only for the account that was shown', async () => {
    const browser = await browserOf(world, { particuliers: paul });
    const { answer } = await ask(world, browser, 'outside-particuliers', { linked_from: 'pro' });
    const page = await world.authorize(browser, 'outside-particuliers', { prompt: 'login' });
    await signOutFirst(browser, await submitLogin(browser, page, camille.particuliers, '246801'));
    expect(outcomeOf(await browser.submit(answer, { decision: 'current' }))).not.toBe('code');
  });

  it('going straight to the resume URL skips no page', async () => {
    const browser = await browserOf(world, { particuliers: paul });
    const { answer } = await ask(world, browser, 'outside-particuliers', { linked_from: 'pro' });
    expect(outcomeOf(await browser.get(`/auth/${answer.url.pathname.split('/').at(-1)}`))).not.toBe('code');
  });
});
