/**
 * Reload, back, and a button pressed twice, in one browser: a page that can still be answered is shown again, and one that has done its work
 * says so and offers a way on. Nobody is left on a page that blames the application.
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { languageFile } from '../../src/server/i18n/languages.ts';
import type { Answer, Browser } from '../world/browser.ts';
import { linkedCustomer, newCustomer } from '../world/customers.ts';
import { hasButton, login, secretCodes, submitLogin } from '../world/people.ts';
import { openWorld, type World } from '../world/world.ts';
import { textsOf } from './catalogue.ts';

const texts = textsOf(languageFile('fr').texts);
const heading = ({ text }: Answer) => /<h1[^>]*>(.*?)<\/h1>/s.exec(text)?.[1]?.trim();
const hasCode = ({ left }: Answer) => left?.searchParams.has('code') === true;
const resumeOf = ({ url }: Answer) => `/auth/${url.pathname.split('/').at(-1)}`;

describe('one browser, again', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld('memory');
  });
  afterAll(() => world.close());

  /** Signed in to both spaces, in the second as somebody else; the page that asks whose account is to be opened. */
  async function somebodyElseIsSignedIn() {
    const [customer, other] = [await linkedCustomer(world), await newCustomer(world)];
    const browser = world.openBrowser();
    await login(world, browser, 'pro', customer.pro);
    await login(world, browser, 'particuliers', other.particuliers);
    const choice = await world.authorize(browser, 'outside-particuliers', { linked_from: 'pro' });
    return { customer, browser, choice };
  }

  const choose = (browser: Browser, page: Answer, decision: string) => browser.submit(page, { decision }, hasButton('decision', decision));

  function offersAWayOn(answer: Answer, about: string): void {
    expect([answer.status, heading(answer)]).toEqual([400, texts.get(`${about}.title`)]);
    expect(answer.text).toMatch(/id="again"/);
    expect(answer.text).toContain('/login?iss=');
  }

  it('a login page that was used, by its address, its button or its resume address: it says so, and the journey starts again', async () => {
    const customer = await newCustomer(world);
    const browser = world.openBrowser();
    const page = await world.authorize(browser, 'outside-pro');
    expect(hasCode(await submitLogin(browser, page, customer.pro, secretCodes.pro))).toBe(true);
    offersAWayOn(await browser.get(page.url), 'problem.noJourney');
    offersAWayOn(await submitLogin(browser, page, customer.pro, secretCodes.pro), 'problem.noJourney');
    offersAWayOn(await browser.get(resumeOf(page)), 'problem.noJourney');
  });

  it('the form that signs the other person out first, reloaded and in two tabs: each shows it again, and each is good', async () => {
    const { browser, choice } = await somebodyElseIsSignedIn();
    const first = await choose(browser, choice, 'linked');
    const second = await browser.get(resumeOf(choice));
    expect([heading(first), heading(second)]).toEqual(Array(2).fill(texts.get('logout.firstHeading')));
    expect(hasCode(await browser.submit(first))).toBe(true);
    offersAWayOn(await browser.submit(second), 'problem.signOutUsed');
    offersAWayOn(await browser.get(resumeOf(choice)), 'problem.noJourney');
  });

  it.each(['its resume address', 'its login page posted again'])(
    'the same form after a login as somebody else: %s shows it again',
    async (how) => {
      const { customer, browser, choice } = await somebodyElseIsSignedIn();
      const page = await choose(browser, choice, 'login');
      const enter = () => submitLogin(browser, page, customer.particuliers, secretCodes.particuliers);
      const first = await enter();
      const again = how === 'its resume address' ? await browser.get(resumeOf(page)) : await enter();
      expect([heading(first), heading(again)]).toEqual(Array(2).fill(texts.get('logout.firstHeading')));
      const done = await browser.submit(again);
      const { tokens } = await world.exchange('outside-particuliers', done);
      expect(await world.introspect(tokens)).toMatchObject({ active: true, acr: 'urn:passerelle:acr:code' });
    },
  );

  it('T8: a login page that was opened with nobody signed in signs nobody out, whatever sign-out another page has asked for', async () => {
    const [customer, other] = [await linkedCustomer(world), await newCustomer(world)];
    const browser = world.openBrowser();
    const early = await world.authorize(browser, 'outside-particuliers');
    await login(world, browser, 'particuliers', other.particuliers);
    const enter = (page: Answer) => submitLogin(browser, page, customer.particuliers, secretCodes.particuliers);
    const asked = await enter(await world.authorize(browser, 'outside-particuliers', { prompt: 'login' }));
    expect(heading(asked)).toBe(texts.get('logout.firstHeading'));
    for (const answer of [await enter(early), await browser.get(resumeOf(early))])
      expect([answer.status, heading(answer)]).toEqual([400, texts.get('problem.noJourney.title')]);
  });

  it('a sign-out pressed twice, or in the older of two tabs: it says what happened, and shows what is open', async () => {
    const browser = world.openBrowser();
    await login(world, browser, 'pro', (await newCustomer(world)).pro);
    const [older, newer] = [
      await browser.get('/session/end?client_id=outside-pro'),
      await browser.get('/session/end?client_id=outside-pro'),
    ];
    const refused = await browser.submit(older, { logout: 'yes' });
    offersAWayOn(refused, 'problem.signOutUsed');
    const open = await browser.get(/id="again" href="([^"]*)"/.exec(refused.text)?.[1] ?? '');
    expect(open.forms.some(hasButton('space', 'pro'))).toBe(true);
    expect((await browser.submit(newer, { logout: 'yes' })).status).toBe(200);
    offersAWayOn(await browser.submit(newer, { logout: 'yes' }), 'problem.signOutUsed');
  });
});
