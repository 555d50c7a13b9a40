/** Row 3 for every later request in a linked session, without `linked_from`: it satisfies no age, no `prompt=login`, no level but its own. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { describeOnStores } from '../ground/stores.ts';
import { approveAtOnce, camille, submitLogin } from '../world/people.ts';
import type { World } from '../world/world.ts';
import { ask, browserOf, claimsOf, openLinkedWorld, outcomeOf, stepUp } from './asking.ts';

const code = 'urn:passerelle:acr:code';
const strong = 'urn:passerelle:acr:strong';
const linked = 'urn:passerelle:acr:linked';
const essential = (...values: string[]) => ({ claims: JSON.stringify({ id_token: { acr: { essential: true, values } } }) });

const askMore: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'T57: max_age=1': { max_age: '1' },
  'T57: max_age=300': { max_age: '300' },
  'T57: max_age=86400': { max_age: '86400' },
  'acr_values code': { acr_values: code },
  'acr_values strong': { acr_values: strong },
  'T28: an essential acr': essential(strong),
  'T28: an essential acr with acr_values of the linked level': { ...essential(code), acr_values: linked },
};

const askNoMore: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  nothing: {},
  'the linked level': { acr_values: linked },
  'a list with the linked level': { acr_values: `${strong} ${linked}` },
  'an essential list with the linked level': essential(strong, linked),
  'a level that nobody knows': { acr_values: 'urn:example:gold' },
};

describeOnStores('a later request in a linked session', (kind) => {
  let world: World;
  beforeAll(async () => {
    world = await openLinkedWorld(kind);
  });
  afterAll(() => world.close());

  async function inLinkedSession(parameters: Readonly<Record<string, string>> = {}) {
    const browser = await browserOf(world, { pro: camille.pro });
    const answer = await world.authorize(browser, 'outside-particuliers', { linked_from: 'pro', ...parameters });
    expect(await claimsOf(world, 'outside-particuliers', answer)).toMatchObject({ acr: linked });
    return browser;
  }

  it.each(Object.entries(askMore))("%s: asks for the target's secret code, and silently answers login_required", async (_, parameters) => {
    const browser = await inLinkedSession();
    for (const source of [{}, { linked_from: 'pro' }]) {
      expect(await ask(world, browser, 'outside-particuliers', { ...parameters, ...source })).toMatchObject({
        silently: 'login_required',
        openly: 'page: step-up',
      });
    }
  });

  it.each(Object.entries(askNoMore))('%s: the linked session answers', async (_, parameters) => {
    const browser = await inLinkedSession();
    const { silently, openly, answer } = await ask(world, browser, 'outside-particuliers', parameters);
    expect([silently, openly]).toEqual(['code', 'code']);
    expect(await claimsOf(world, 'outside-particuliers', answer)).toMatchObject({ acr: linked, linked_from: 'pro' });
  });

  it('prompt=login: the secret code, then a direct login; the source stays as it was', async () => {
    const browser = await inLinkedSession();
    const page = await world.authorize(browser, 'outside-particuliers', { prompt: 'login' });
    expect(outcomeOf(page)).toBe('page: step-up');
    const claims = await claimsOf(world, 'outside-particuliers', await stepUp(browser, page, 'particuliers'));
    expect(claims).toMatchObject({ acr: code });
    expect(claims).not.toHaveProperty('linked_from');
    const pro = await world.authorize(browser, 'outside-pro', { prompt: 'none' });
    expect(await claimsOf(world, 'outside-pro', pro)).toMatchObject({ acr: code });
  });

  it('T28: an essential acr of the strong level: code and phone of the target, and the level is in the ID token', async () => {
    const browser = await inLinkedSession();
    const page = await world.authorize(browser, 'outside-particuliers', { ...essential(strong), acr_values: linked });
    const waiting = await stepUp(browser, page, 'particuliers');
    expect(outcomeOf(waiting)).toBe('page: waiting');
    const done = await approveAtOnce(world, browser, camille.particuliers, waiting);
    expect(await claimsOf(world, 'outside-particuliers', done)).toMatchObject({ acr: strong });
  });

  it('T28: an essential acr that no login reaches ends in unmet_authentication_requirements, and not in a loop', async () => {
    const browser = await inLinkedSession();
    const page = await world.authorize(browser, 'outside-particuliers', essential('urn:example:gold'));
    expect(outcomeOf(page)).toBe('page: step-up');
    let answer = await stepUp(browser, page, 'particuliers');
    if (outcomeOf(answer) === 'page: waiting') answer = await approveAtOnce(world, browser, camille.particuliers, answer);
    expect(outcomeOf(answer)).toBe('unmet_authentication_requirements');
  });

  it('T28: what was asked is in the stored request: going to the resume URL with other parameters lowers nothing', async () => {
    const browser = await inLinkedSession();
    const page = await world.authorize(browser, 'outside-particuliers', essential(strong));
    const uid = page.url.pathname.split('/').at(-1);
    for (const parameters of ['', '?acr_values=&claims=', `?acr_values=${linked}&client_id=outside-particuliers&prompt=none`]) {
      expect(outcomeOf(await browser.get(`/auth/${uid}${parameters}`))).not.toBe('code');
    }
    expect(await ask(world, browser, 'outside-particuliers', essential(strong))).toMatchObject({ silently: 'login_required' });
  });

  it('a direct session of the level code satisfies no strong either, and strong satisfies code', async () => {
    const browser = world.openBrowser();
    const page = await world.authorize(browser, 'outside-particuliers', { acr_values: code });
    await submitLogin(browser, page, camille.particuliers, '246801');
    const { silently, openly, answer } = await ask(world, browser, 'outside-particuliers', { acr_values: strong });
    expect([silently, openly]).toEqual(['login_required', 'page: login']);
    const waiting = await submitLogin(browser, answer, camille.particuliers, '246801');
    const done = await approveAtOnce(world, browser, camille.particuliers, waiting);
    expect(await claimsOf(world, 'outside-particuliers', done)).toMatchObject({ acr: strong });
    expect(await ask(world, browser, 'outside-particuliers', { acr_values: code })).toMatchObject({ silently: 'code', openly: 'code' });
  });
});
