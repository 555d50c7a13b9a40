/** The demo's own pages in the customer's language: as the address asks, as the login asked, as the browser says; and no word of them is left over. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { language as french } from '../../src/demo/languages/fr.ts';
import { viewsFolder } from '../../src/server/pages/render.ts';
import { textsOf } from '../pages/catalogue.ts';
import { linkedCustomer } from '../world/customers.ts';
import { hasField, secretCodes } from '../world/people.ts';
import { openTraveller } from '../world/traveller.ts';
import { openWorld, type World } from '../world/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld('memory');
});
afterAll(() => world.close());

const pages = [
  { at: 'pro', path: '/', fr: 'Connectez-vous pour consulter', en: 'Sign in to see your accounts' },
  { at: 'particuliers', path: '/login?iss=https://other.example', fr: 'Lien non reconnu', en: 'Link not recognised' },
  { at: 'phone', path: '/?identifier=1', fr: 'Aucune demande en attente', en: 'No request is waiting' },
  { at: 'desk', path: '/?space=pro&identifier=70000001', fr: 'Passer dans l’autre espace maintenant', en: 'Going to the other space now' },
] as const;

describe.each(pages)('$at', ({ at, path, ...texts }) => {
  const asked = [
    { browser: 'fr', query: '', language: 'fr' },
    { browser: 'en-GB', query: '', language: 'en' },
    { browser: 'de', query: '', language: 'fr' },
    { browser: 'fr', query: 'ui_locales=de%20en', language: 'en' },
    { browser: 'en', query: 'ui_locales=__proto__', language: 'en' },
  ] as const;
  it.each(asked)('$browser, $query: $language', async ({ browser, query, language }) => {
    const url = new URL(`${world.demo.urls[at]}${path}${path.includes('?') ? '&' : '?'}${query}`);
    const page = await fetch(url, { headers: { accept: 'text/html', 'accept-language': browser } }).then((answer) => answer.text());
    expect(page).toContain(`<html lang="${language}">`);
    expect(page).toContain(texts[language]);
  });
});

it('what a login asked for holds for the space, and is asked for on the way to the others', async () => {
  const customer = await linkedCustomer(world);
  const browser = openTraveller(world.demo.urls);
  const page = await browser.get(`${world.demo.urls.pro}/login?ui_locales=en`);
  expect(page.text).toContain('Sign in to your Business space');
  const home = await browser.submit(page, { identifier: customer.pro, secret_code: secretCodes.pro }, hasField('identifier'));
  expect(home.url.href).toBe(`${world.demo.urls.pro}/`);
  expect(home.text).toContain('Make a transfer');
  const links = [...home.text.matchAll(/href="([^"]*(?:linked_from|preferences|secret-code)[^"]*)"/g)].map(([, href = '']) => href);
  expect(links).toHaveLength(3);
  for (const href of links) expect(href).toMatch(/&amp;ui_locales=en$/);
  expect(home.text).toContain('>Open your personal space</a>');

  const other = await browser.get(links.find((href) => href.includes('linked_from'))?.replaceAll('&amp;', '&') ?? '');
  expect(other.url.href).toBe(`${world.demo.urls.particuliers}/`);
  expect(other.text).toContain('<html lang="en">');
  const transfer = await browser.submit(other, { payee: 'Bakery', amount: '12.50' }, hasField('payee'));
  expect(transfer.text).toContain('Confirm that it is you');
});

it('no word is left that no page uses', () => {
  const folders = [join(viewsFolder, 'demo'), join(viewsFolder, 'demo/partials'), join(viewsFolder, '../src/demo')];
  const sources = folders.flatMap((folder) =>
    readdirSync(folder, { encoding: 'utf8', recursive: true })
      .filter((file) => /\.(eta|ts)$/.test(file) && !/^(french|languages)/.test(file))
      .map((file) => readFileSync(join(folder, file), 'utf8')),
  );
  const isUsed = (key: string) => sources.some((source) => new RegExp(`\\.${key}\\b|\\[['"]${key}['"]\\]|'${key}'`).test(source));
  // Of tables by code the table is used.
  const { space, phone, desk } = french.words;
  const keys = [space, phone, desk].flatMap((words) => Object.keys(words));
  expect(keys.length).toBeGreaterThan(60);
  expect(isUsed('nothingLikeIt')).toBe(false);
  expect(keys.filter((key) => !isUsed(key))).toEqual([]);
  expect(textsOf(french.words).size).toBeGreaterThan(150);
});
