/**
 * In which language, time zone and form a page comes: `ui_locales`, then the browser, then the space; kept from page to page; and the marks by
 * which a form is understood by ear: what is wrong is tied to its field, which has the focus, and a masked number is read as a number.
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { languageFile, languages } from '../../src/server/i18n/languages.ts';
import { amountIn, createDates } from '../../src/server/pages/formats.ts';
import { seen } from '../history/page-text.ts';
import type { Answer, Browser } from '../world/browser.ts';
import { newCustomer } from '../world/customers.ts';
import { approveAtOnce, clientOf, hasField, login, type SpaceName, secretCodes, submitLogin } from '../world/people.ts';
import { openWorld, type World } from '../world/world.ts';
import { textsOf } from './catalogue.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld('memory', {
    overlay: { spaces: [{ id: 'particuliers', default_language: 'en' }], time_zone: 'Pacific/Auckland' },
  });
});
afterAll(() => world.close());

const languageOf = ({ text, headers }: Answer) => [/<html lang="(\w+)"/.exec(text)?.[1], headers['content-language']];

describe('the language of a page', () => {
  const asked: readonly { space: SpaceName; uiLocales?: string; browser?: string; language: string }[] = [
    { space: 'pro', language: 'fr' },
    { space: 'particuliers', language: 'en' },
    { space: 'particuliers', browser: 'de, *;q=0.1', language: 'en' },
    { space: 'particuliers', browser: 'fr-CA', language: 'fr' },
    { space: 'particuliers', uiLocales: 'de fr', browser: 'en', language: 'fr' },
    { space: 'pro', uiLocales: 'de', browser: 'en', language: 'en' },
  ];
  it.each(asked)('$space, ui_locales $uiLocales, Accept-Language $browser: $language', async ({ space, uiLocales, browser, language }) => {
    const url = world.authorizationUrl(clientOf[space], uiLocales === undefined ? {} : { ui_locales: uiLocales });
    const agent = world.openBrowser();
    const redirect = await agent.request('GET', url);
    const page = await agent.request('GET', redirect.headers.location ?? '', undefined, {
      ...(browser !== undefined && { 'accept-language': browser }),
    });
    expect(languageOf(page)).toEqual([language, language]);
  });

  it('what the address asks for is kept by its links, its forms and what they lead to', async () => {
    const { browser } = await signedIn();
    const page = await browser.get('/preferences?space=pro&ui_locales=en');
    expect(seen(page.text)).toContain('No gateway is active for this account.');
    const next = /href="([^"]+)">Change my secret code</.exec(page.text)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const change = await browser.get(next);
    const wrong = await browser.submit(change, {}, hasField('current_secret_code'));
    expect(languageOf(wrong)).toEqual(['en', 'en']);
    expect(seen(wrong.text)).toContain('Enter your current secret code.');
  });
});

describe('times and amounts', () => {
  const date = new Date('2026-01-31T11:30:00Z');
  it.each([
    ['fr', '1 février 2026', '1 février 2026 à 00:30', '00:30', '1 234,50'],
    ['en', '1 February 2026', '1 February 2026 at 00:30', '00:30', '1,234.50'],
  ])('in %s, in the time zone of the configuration', (language, day, moment, time, amount) => {
    const dates = createDates('Pacific/Auckland');
    const written = [dates.day(language, date), dates.moment(language, date), dates.time(language, date), amountIn(language, '1234.5')];
    expect(written.map((text) => text.replaceAll(/\s/g, ' '))).toEqual([day, moment, time, amount]);
    // Not broken over two lines.
    for (const text of written.slice(0, 2)) expect(text).toMatch(/^1\u00a0\p{L}+\u00a02026/u);
  });

  it.each([
    ['fr', 'EUR', '1\u202f234,50\u00a0€'],
    ['en', 'EUR', '€1,234.50'],
    ['en', 'JPY', 'JP¥1,234.50'],
  ])('an amount in %s and %s: its sign where the language puts it, and never rounded', (language, currency, amount) => {
    expect(amountIn(language, '1234.5', currency)).toBe(amount);
  });

  it('what is no amount stays what it is', () => {
    for (const text of ['', '12.345', '1e5', '-1', '٣']) expect(amountIn('fr', text)).toBe(text);
  });

  it('the login page says until when it can be answered, in that time zone', async () => {
    const asked = Date.now();
    const page = await world.authorize(world.openBrowser(), 'outside-pro');
    const [, shown] = /reste valable jusqu’à (\d\d:\d\d)\./.exec(seen(page.text)) ?? [];
    const dates = createDates('Pacific/Auckland');
    const life = await lifeOf(page);
    const possible = [asked, Date.now()].map((from) => dates.time('fr', new Date(from + life * 1000)));
    expect(possible).toContain(shown);
  });

  async function lifeOf({ url }: Answer): Promise<number> {
    const stored = await world.demo.store.artifacts('Interaction').find(url.pathname.split('/').at(-1) ?? '');
    return Number(stored?.exp) - Number(stored?.iat);
  }
});

describe('by ear', () => {
  it('what is wrong stands above the form, beside the field and in the title; the first wrong field has the focus', async () => {
    const { browser } = await signedIn();
    const change = await browser.get('/secret-code?space=pro');
    expect(change.text).not.toContain('autofocus');
    const { text } = await browser.submit(change, { secret_code: '1' }, hasField('current_secret_code'));
    expect(/<title>([^<]+)/.exec(text)?.[1]).toMatch(/^Erreur\s: Changer mon code secret – Espace Professionnel$/);
    const inputs = [...text.matchAll(/<input id="(\w+)"[^>]*>/g)].map(([input, id]) => ({
      id,
      focus: /\sautofocus\b/.test(input),
      invalid: /aria-invalid="true"/.test(input),
      described: (/aria-describedby="([^"]+)"/.exec(input)?.[1] ?? '').split(' ').filter(Boolean),
    }));
    expect(inputs.map(({ id, focus, invalid }) => [id, focus, invalid])).toEqual([
      ['current_secret_code', true, true],
      ['secret_code', false, false],
      ['secret_code_confirmation', false, true],
    ]);
    for (const id of inputs.flatMap(({ described }) => described)) expect(text.split(`id="${id}"`)).toHaveLength(2);
    const said = [...text.matchAll(/-problem">([^<]+)</g)].map(([, problem]) => problem);
    expect(said).toEqual(['Saisissez votre code secret actuel.', 'Saisissez le nouveau code secret une seconde fois.']);
    for (const { id, invalid } of inputs) expect(text.includes(`<a href="#${id}">`)).toBe(invalid);
  });

  it('after a denial on the phone the focus is on the identifier, which was not kept', async () => {
    const { pro } = await newCustomer(world);
    const browser = world.openBrowser();
    const focused = ({ text }: Answer) => /<input id="(\w+)"[^>]*\sautofocus\b/.exec(text)?.[1];
    const page = await world.authorize(browser, 'outside-pro', { acr_values: 'urn:passerelle:acr:strong' });
    const waiting = await submitLogin(browser, page, pro, secretCodes.pro);
    expect(focused(await approveAtOnce(world, browser, pro, waiting, 'deny'))).toBe('identifier');
  });

  it('password managers know the fields', async () => {
    const { browser } = await signedIn();
    const known = ({ text }: Answer) =>
      [...text.matchAll(/<input id="(\w+)"[^>]*autocomplete="([\w-]+)"/g)].map(([, id, what]) => [id, what]);
    expect(known(await world.authorize(world.openBrowser(), 'outside-pro'))).toEqual([
      ['identifier', 'username'],
      ['secret_code', 'current-password'],
    ]);
    expect(known(await browser.get('/secret-code?space=pro'))).toEqual([
      ['current_secret_code', 'current-password'],
      ['secret_code', 'new-password'],
      ['secret_code_confirmation', 'new-password'],
    ]);
  });

  it('a masked number is read by what is not masked of it', async () => {
    const { browser } = await signedIn();
    const { text } = await browser.get('/preferences?space=pro');
    expect(text).toMatch(/<span aria-hidden="true">Compte •••• (\w{4})<\/span><span class="unseen">Compte se terminant par \1<\/span>/);
  });

  it.each(languages)('no two situations share a title in %s', (language) => {
    const titles = [...textsOf(languageFile(language).texts)].filter(([key]) => /\.(\w+T|t)itle$/.test(key)).map(([, text]) => text);
    expect(titles.length).toBeGreaterThan(35);
    expect(titles.filter((title, index) => titles.indexOf(title) < index)).toEqual([]);
  });
});

async function signedIn(): Promise<{ browser: Browser }> {
  const browser = world.openBrowser();
  await login(world, browser, 'pro', (await newCustomer(world)).pro);
  return { browser };
}
