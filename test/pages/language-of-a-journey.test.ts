/**
 * The language that was asked for (`ui_locales`) holds on every page of a journey: also where the request was pushed, where only an address
 * is left of it, where the way leads over another account's sign-out, and on the pages that its links and forms lead to.
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { choose, forgetAndApprove } from '../secret-code/forgotten.ts';
import type { Answer, Browser } from '../world/browser.ts';
import { linkedCustomer, newCustomer } from '../world/customers.ts';
import { clientOf, hasButton, hasField, login, type SpaceName, submitLogin } from '../world/people.ts';
import { openWorld, type World } from '../world/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld('memory', { overlay: { spaces: [{ id: 'particuliers', default_language: 'en' }] } });
});
afterAll(() => world.close());

const english = { ui_locales: 'en' };
const languageOf = ({ text, headers }: Answer) => [/<html lang="(\w+)"/.exec(text)?.[1], headers['content-language']];
const inEnglish = (page: Answer) => expect([page.url.pathname, ...languageOf(page)]).toEqual([page.url.pathname, 'en', 'en']);

function linkOn({ text, url }: Answer, words: string): URL {
  const links = [...text.matchAll(/<a\b[^>]*href="([^"]+)"[^>]*>([^<]+)</g)].map(([, href = '', said = '']) => ({ href, said }));
  const found = links.find(({ said }) => said.includes(words));
  if (!found) throw new Error(`no link '${words}' among ${links.map(({ said }) => said).join(', ')}`);
  return new URL(found.href.replaceAll('&amp;', '&'), url);
}

const uidOf = ({ url }: Answer) => url.pathname.split('/').at(-1) ?? '';
const expire = (page: Answer) => world.demo.store.artifacts('Interaction').destroy(uidOf(page));
const authorize = (browser: Browser, space: SpaceName, more: Readonly<Record<string, string>> = {}) =>
  world.authorize(browser, clientOf[space], { ...english, ...more });

/** Somebody else is signed in to the personal space of a linked customer, who chooses to open their own. */
async function opensCounterpart(parameters: Readonly<Record<string, string>>): Promise<{ browser: Browser; leaving: Answer }> {
  const [linked, stranger] = [await linkedCustomer(world), await newCustomer(world)];
  const browser = world.openBrowser();
  await login(world, browser, 'pro', linked.pro);
  await login(world, browser, 'particuliers', stranger.particuliers);
  const choice = await world.authorize(browser, 'outside-particuliers', { linked_from: 'pro', ...parameters });
  return { browser, leaving: await browser.submit(choice, { decision: 'linked' }, hasButton('decision', 'linked')) };
}

describe('an authorization request', () => {
  it('opening the counterpart: the page that signs the other person out first', async () => {
    const { browser, leaving } = await opensCounterpart({ ui_locales: 'fr' });
    expect(languageOf(leaving)).toEqual(['fr', 'fr']);
    expect(leaving.text).toContain('Espace Particuliers</title>');
    expect((await browser.submit(leaving)).left?.searchParams.get('code')).toBeTruthy();
  });

  it('the same without a wish: as the space being opened has it', async () => {
    expect(languageOf((await opensCounterpart({})).leaving)).toEqual(['en', 'en']);
  });

  it('pushed: its pages, and the page of an error that has nowhere to go', async () => {
    const { body } = await world.push('outside-pro', english);
    const query = new URLSearchParams({ client_id: 'outside-pro', request_uri: body.request_uri ?? '' });
    const browser = world.openBrowser();
    const page = await browser.get(`/auth?${query}`);
    inEnglish(page);
    await expire(page);
    const resumed = await browser.get(`/auth/${uidOf(page)}`);
    expect(resumed.status).toBe(400);
    inEnglish(resumed);
  });

  it.each([
    ['its first language', `en ${'é'.repeat(6000)}`, 'en'],
    ['none, as without a wish', 'é'.repeat(6000), 'fr'],
  ])('a list that no address can carry: %s', async (_title, locales, language) => {
    const { body } = await world.push('outside-pro', { ui_locales: locales });
    const query = new URLSearchParams({ client_id: 'outside-pro', request_uri: body.request_uri ?? '' });
    const browser = world.openBrowser();
    const page = await browser.get(`/auth?${query}`);
    expect([page.status, languageOf(page)[0], page.url.href.length < 300]).toEqual([200, language, true]);
    await expire(page);
    expect(languageOf(await browser.get(page.url))[0]).toBe(language);
  });

  it('a form that is refused, and a page that has expired', async () => {
    const browser = world.openBrowser();
    const page = await authorize(browser, 'pro', { linked_from: 'particuliers' });
    const form = page.forms.find(hasField('secret_code'));
    const refused = await browser.post(form?.action ?? '', { form_token: 'x' });
    expect(refused.status).toBe(403);
    inEnglish(refused);
    await expire(page);
    for (const expired of [await browser.get(page.url), await browser.submit(page, {}, hasField('secret_code'))]) {
      expect(expired.status).toBe(400);
      inEnglish(expired);
      expect(linkOn(expired, 'Start again').searchParams.get('ui_locales')).toBe('en');
      expect(linkOn(expired, 'Open your Business space').searchParams.get('ui_locales')).toBe('en');
    }
  });

  it('a page that has expired is in the language of its space where nobody asked', async () => {
    const browser = world.openBrowser();
    const page = await world.authorize(browser, 'outside-particuliers');
    await expire(page);
    inEnglish(await browser.get(page.url));
  });

  it('an address that was opened at the wrong page of the journey', async () => {
    const browser = world.openBrowser();
    const page = await authorize(browser, 'pro');
    inEnglish(await browser.get(`/passerelle/${uidOf(page)}`));
  });

  it('a mistake, then a forgotten code', async () => {
    const browser = world.openBrowser();
    const page = await submitLogin(browser, await authorize(browser, 'pro'), '1', '1');
    inEnglish(page);
    const forgotten = await browser.get(linkOn(page, 'Forgotten your secret code?'));
    inEnglish(forgotten);
    expect(linkOn(forgotten, 'Cancel').searchParams.get('ui_locales')).toBe('en');
    inEnglish(await browser.submit(forgotten, { identifier: '1' }, hasField('identifier')));
  });

  it('an error without a redirect', async () => {
    inEnglish(await world.openBrowser().get('/auth?client_id=nobody&ui_locales=en'));
  });
});

describe('the pages of a session', () => {
  it('preferences, receipt, and the ways from one to the other', async () => {
    const linked = await linkedCustomer(world);
    const browser = world.openBrowser();
    await login(world, browser, 'pro', linked.pro);
    const preferences = await browser.get('/preferences?space=pro&ui_locales=en');
    const receipt = await browser.get(linkOn(preferences, 'receipt'));
    inEnglish(receipt);
    const signed = await browser.get(linkOn(receipt, 'Download'));
    expect(signed.headers['content-disposition']).toContain('receipt');
    inEnglish(await browser.get(linkOn(receipt, 'Back')));
    expect(linkOn(receipt, 'Business space').searchParams.get('ui_locales')).toBe('en');

    const confirm = await browser.submit(preferences, { decision: 'deactivate' }, hasButton('decision', 'deactivate'));
    inEnglish(confirm);
    inEnglish(await browser.submit(confirm, { decision: 'confirm' }));
  });

  it('without a session: on to the entry of the space, in that language', async () => {
    const { left } = await world.openBrowser().get('/preferences?space=pro&ui_locales=en');
    expect(left?.searchParams.get('ui_locales')).toBe('en');
  });

  it('a receipt is in the language of its space where nobody asked', async () => {
    const linked = await linkedCustomer(world);
    const browser = world.openBrowser();
    await login(world, browser, 'particuliers', linked.particuliers);
    inEnglish(await browser.get(`/receipt?space=particuliers&link=${linked.linkId}`));
  });

  it('a new code that is refused is told in the language of its page', async () => {
    const { browser, page } = await forgetAndApprove(world, 'particuliers', (await newCustomer(world)).particuliers);
    const refused = await choose(browser, page, '1');
    inEnglish(refused);
    expect(refused.text).toContain('6 digits');
    expect(refused.text).not.toContain('chiffres');
  });
});

describe('signing out (RP-Initiated Logout 1.0)', () => {
  const hinted = async (browser: Browser) => {
    const answer = await login(world, browser, 'pro', (await newCustomer(world)).pro);
    return { id_token_hint: (await world.exchange('outside-pro', answer)).tokens.id_token, ...english };
  };

  it('the confirmation, and what comes after it', async () => {
    const browser = world.openBrowser();
    const asked = await browser.get(`/session/end?${new URLSearchParams(await hinted(browser))}`);
    inEnglish(asked);
    expect(linkOn(asked, 'Stay').searchParams.get('ui_locales')).toBe('en');
    const done = await browser.submit(asked, { logout: 'yes' });
    expect(done.url.pathname).toBe('/session/end/success');
    inEnglish(done);
  });

  it('a confirmation that is not accepted', async () => {
    const browser = world.openBrowser();
    const asked = await browser.get(`/session/end?${new URLSearchParams(await hinted(browser))}`);
    const refused = await browser.submit(asked, { xsrf: 'x', logout: 'yes' });
    expect(refused.status).toBe(400);
    inEnglish(refused);
  });

  it("the relying party's own address stays what it is", async () => {
    const browser = world.openBrowser();
    const back = `${world.demo.urls.pro}/`;
    const parameters = { client_id: 'espace-pro', post_logout_redirect_uri: back, ...english };
    await hinted(browser);
    const asked = await browser.get(`/session/end?${new URLSearchParams(parameters)}`);
    inEnglish(asked);
    expect((await browser.submit(asked, { logout: 'yes' })).left?.href).toBe(back);
  });
});
