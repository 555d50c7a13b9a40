/** One session per space: no cookie, no interaction and no session id of one is worth anything for another. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { describeOnStores } from '../ground/stores.ts';
import type { Browser } from '../world/browser.ts';
import { linkedCustomer, newCustomer } from '../world/customers.ts';
import { approveAtOnce, camille, clientOf, login, type SpaceName, submitLogin } from '../world/people.ts';
import type { World } from '../world/world.ts';
import {
  accountIdOf,
  askSilently,
  browserOf,
  claimsOf,
  decide,
  openLinkedWorld,
  outcomeOf,
  sessionCookie,
  signOutFirst,
  stepUp,
} from './asking.ts';

const paul = '10000006';

interface Kept {
  readonly value: string;
  readonly signature: string;
}

function sessionOf(browser: Browser, space: SpaceName): Kept | undefined {
  const value = browser.cookie(sessionCookie(space));
  return value === undefined ? undefined : { value, signature: browser.cookie(`${sessionCookie(space)}.sig`) ?? '' };
}

describeOnStores('separate sessions', (kind) => {
  let world: World;
  beforeAll(async () => {
    world = await openLinkedWorld(kind);
  });
  afterAll(() => world.close());

  /** What a browser with nothing but this cookie is in a space. */
  async function aloneWith(space: SpaceName, kept: Kept | undefined): Promise<string> {
    const browser = world.openBrowser();
    if (kept) {
      browser.setCookie(`${sessionCookie(space)}=${kept.value}; path=/`);
      browser.setCookie(`${sessionCookie(space)}.sig=${kept.signature}; path=/`);
    }
    return askSilently(world, browser, clientOf[space], {});
  }

  it("T58: one space's cookie under the other space's name is no session, with its signature or without", async () => {
    for (const [from, to] of [
      ['pro', 'particuliers'],
      ['particuliers', 'pro'],
    ] as const) {
      const kept = sessionOf(await browserOf(world, { [from]: camille[from] }), from);
      expect(await aloneWith(from, kept)).toBe('code');
      expect(await aloneWith(to, kept)).toBe('login_required');
      expect(await aloneWith(from, kept && { ...kept, signature: '' })).toBe('login_required');
      const browser = world.openBrowser();
      browser.setCookie(`${sessionCookie(to)}=${kept?.value}; path=/`);
      browser.setCookie(`${sessionCookie(to)}.sig=${kept?.signature}; path=/`);
      expect(await askSilently(world, browser, clientOf[from], { linked_from: to })).toBe('login_required');
    }
  });

  it('T58: a session cookie without its signature is no source session either', async () => {
    for (const [source, target] of [
      ['pro', 'particuliers'],
      ['particuliers', 'pro'],
    ] as const) {
      const kept = sessionOf(await browserOf(world, { [source]: camille[source] }), source);
      const browser = world.openBrowser();
      browser.setCookie(`${sessionCookie(source)}=${kept?.value}; path=/`);
      expect(await askSilently(world, browser, clientOf[target], { linked_from: source })).toBe('login_required');
      browser.setCookie(`${sessionCookie(source)}.sig=${kept?.signature}; path=/`);
      expect(await askSilently(world, browser, clientOf[target], { linked_from: source })).toBe('code');
    }
  });

  it('T10: the uid of an interaction is not its cookie: unsigned, it opens neither page nor form', async () => {
    const page = await world.authorize(world.openBrowser(), 'outside-particuliers', { prompt: 'login' });
    const uid = page.url.pathname.split('/').at(-1) ?? '';
    const other = world.openBrowser();
    other.setCookie(`interaction=${uid}; path=${page.url.pathname}`);
    other.setCookie(`resume=${uid}; path=/auth/${uid}`);
    expect(outcomeOf(await other.get(page.url))).toBe('status 400');
    const posted = await submitLogin(other, page, camille.particuliers, '246801');
    expect([400, 403]).toContain(posted.status);
    expect((await other.get(`/auth/${uid}`)).status).toBe(400);
  });

  it('T10: an interaction of one browser is nothing in another: neither its page, nor its form, nor its resume URL', async () => {
    const own = world.openBrowser();
    const page = await world.authorize(own, 'outside-particuliers', { prompt: 'login' });
    const uid = page.url.pathname.split('/').at(-1) ?? '';
    const other = await browserOf(world, { particuliers: paul });
    await world.authorize(other, 'outside-particuliers', { prompt: 'login' });
    expect(outcomeOf(await other.get(page.url))).toBe('status 400');
    expect((await other.get(`/auth/${uid}`)).status).toBe(400);
    const posted = await submitLogin(other, page, camille.particuliers, '246801');
    expect([400, 403]).toContain(posted.status);
    expect(posted.left).toBeUndefined();
    expect(outcomeOf(await submitLogin(own, page, camille.particuliers, '246801'))).toBe('code');
    expect((await own.get(`/auth/${uid}`)).status).toBe(400);
  });

  it('T55: a resume with another uid, or with a space or client in the URL, gives nobody the other space', async () => {
    const browser = await browserOf(world, { pro: '70000004', particuliers: paul });
    const started = async (space: SpaceName) => {
      const page = await world.authorize(browser, clientOf[space], { prompt: 'login' });
      return { page, uid: page.url.pathname.split('/').at(-1) ?? '' };
    };
    const pro = await started('pro');
    const particuliers = await started('particuliers');
    const form = particuliers.page.forms[0];
    const done = await browser.request('POST', form?.action ?? '', { ...form?.hidden, identifier: paul, secret_code: '246801' });
    expect(done.headers.location).toContain(particuliers.uid);
    // The resume cookie of the one under the path of the other, signature and all.
    const resume = {
      value: browser.cookie('resume', `/auth/${particuliers.uid}`),
      sig: browser.cookie('resume.sig', `/auth/${particuliers.uid}`),
    };
    expect(resume.value).toEqual(expect.any(String));
    const kept = { value: browser.cookie('resume', `/auth/${pro.uid}`), sig: browser.cookie('resume.sig', `/auth/${pro.uid}`) };
    const plant = ({ value, sig }: typeof resume) => {
      browser.setCookie(`resume=${value}; path=/auth/${pro.uid}`);
      browser.setCookie(`resume.sig=${sig}; path=/auth/${pro.uid}`);
    };
    plant(resume);
    for (const query of ['', '?space=pro', '?space=particuliers', '?client_id=outside-particuliers', '?client_id=outside-pro&space=pro']) {
      expect((await browser.get(`/auth/${pro.uid}${query}`)).status).toBe(400);
    }
    plant(kept);
    const own = await browser.get(`/auth/${particuliers.uid}?space=pro&client_id=outside-pro`);
    expect(await claimsOf(world, 'outside-particuliers', own)).toMatchObject({ sub: await accountIdOf(world, 'particuliers', paul) });
    expect(outcomeOf(await browser.get(`/auth/${pro.uid}?space=particuliers&client_id=outside-particuliers`))).toBe('page: login');
  });

  it('T9: the session id is another one after a login, and the one from before is no session', async () => {
    const planted = { value: 'planted-by-somebody', signature: 'planted-too' };
    const browser = world.openBrowser();
    browser.setCookie(`${sessionCookie('particuliers')}=${planted.value}; path=/`);
    browser.setCookie(`${sessionCookie('particuliers')}.sig=${planted.signature}; path=/`);
    await login(world, browser, 'particuliers', camille.particuliers);
    expect(sessionOf(browser, 'particuliers')?.value).not.toBe(planted.value);
    expect(await aloneWith('particuliers', planted)).toBe('login_required');
    const before = sessionOf(browser, 'particuliers');
    const page = await world.authorize(browser, 'outside-particuliers', { prompt: 'login' });
    await submitLogin(browser, page, camille.particuliers, '246801');
    await expectRotated(browser, before);
  });

  it('T9: and after a switch over somebody else, after the step-up, after an activation', async () => {
    const { pro } = await linkedCustomer(world);
    const switched = await browserOf(world, { pro, particuliers: paul });
    const beforeSwitch = sessionOf(switched, 'particuliers');
    const choice = await world.authorize(switched, 'outside-particuliers', { linked_from: 'pro' });
    await signOutFirst(switched, await decide(switched, choice, 'linked'));
    await expectRotated(switched, beforeSwitch);

    const beforeStepUp = sessionOf(switched, 'particuliers');
    expect(await aloneWith('particuliers', beforeStepUp)).toBe('code');
    await stepUp(switched, await world.authorize(switched, 'outside-particuliers', { prompt: 'login' }), 'particuliers');
    await expectRotated(switched, beforeStepUp);

    const customer = await newCustomer(world);
    const activating = await browserOf(world, customer);
    const beforeActivation = sessionOf(activating, 'particuliers');
    const consent = await world.authorize(activating, 'outside-particuliers', { linked_from: 'pro' });
    const opened = await approveAtOnce(world, activating, customer.pro, await decide(activating, consent, 'accept'));
    expect(outcomeOf(opened)).toBe('code');
    await expectRotated(activating, beforeActivation);
  });

  async function expectRotated(browser: Browser, before: Kept | undefined): Promise<void> {
    const after = sessionOf(browser, 'particuliers');
    expect(before?.value).toEqual(expect.any(String));
    expect(after?.value).not.toBe(before?.value);
    expect(await aloneWith('particuliers', after)).toBe('code');
    expect(await aloneWith('particuliers', before)).toBe('login_required');
  }
});
