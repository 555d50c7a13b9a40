/**
 * What a customer reads where something went wrong: what happened, what it means, what to do, in their language, with the number to give to
 * the bank; codes are for engineers, folded away. And the one press that starts an expired journey again.
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { languageFile } from '../../src/server/i18n/languages.ts';
import { createMemoryStore } from '../../src/storage/memory/memory-store.ts';
import { seen } from '../history/page-text.ts';
import type { Answer, Browser } from '../world/browser.ts';
import { newCustomer } from '../world/customers.ts';
import { hasButton, hasField, login, untilSettled } from '../world/people.ts';
import { openWorld, type World } from '../world/world.ts';
import { textsOf } from './catalogue.ts';

let down = false;
let world: World;
beforeAll(async () => {
  const latency = async () => {
    if (down) throw new Error('no answer');
  };
  // With two return addresses there is none that goes without saying.
  const overlay = {
    clients: [{ client_id: 'outside-native', redirect_uris: ['http://localhost:1/callback', 'http://localhost:2/callback'] }],
  };
  world = await openWorld('memory', { overlay, store: createMemoryStore({ clock: () => new Date(), latency }) });
});
afterAll(() => world.close());

const form = { 'content-type': 'application/x-www-form-urlencoded' };
const cases = [
  { title: 'an address that nobody has', path: '/nowhere', status: 404, about: 'problem.notFound' },
  { title: 'a page by a method that it does not know', path: '/preferences', method: 'DELETE', status: 405, about: 'problem.wrongMethod' },
  { title: 'an interaction that is not there', path: '/login/unknown', status: 400, about: 'problem.noJourney' },
  {
    title: 'a form of another site',
    path: '/login/x',
    post: '',
    origin: 'https://evil.example',
    status: 403,
    about: 'form.foreign_origin',
  },
  { title: 'a form without its token', path: '/login/x', post: 'identifier=1', status: 403, about: 'form.bad_token' },
  { title: 'a form that is too large', path: '/login/x', post: `identifier=${'1'.repeat(70_000)}`, status: 413, about: 'form.too_large' },
  { title: 'a field that is no field', path: '/login/x', post: 'a[]=1', status: 400, about: 'form.malformed' },
  { title: 'an unknown application', path: '/auth?client_id=nobody', status: 400, about: 'problem.unknownApplication' },
  {
    title: 'a return address that is not registered',
    path: '/auth?client_id=outside-pro&response_type=code&scope=openid&redirect_uri=https://evil.example/',
    status: 400,
    about: 'problem.wrongReturn',
  },
  {
    title: 'a pushed request that was used',
    path: '/auth?client_id=outside-native&request_uri=urn:ietf:params:oauth:request_uri:used',
    status: 400,
    about: 'problem.usedLink',
  },
  { title: 'a sign-out that cannot be understood', path: '/session/end?id_token_hint=x', status: 400, about: 'problem.badRequest' },
];

describe.each(['fr', 'en'])('in %s', (language) => {
  const texts = textsOf(languageFile(language).texts);

  it.each(cases)('$title: $status, in words', async ({ path, method, post, origin, status, about }) => {
    const answer = await fetch(`${world.demo.urls.issuer}${path}`, {
      method: method ?? (post === undefined ? 'GET' : 'POST'),
      headers: {
        accept: 'text/html',
        'accept-language': language,
        ...(post !== undefined && form),
        ...(origin !== undefined && { origin }),
      },
      ...(post !== undefined && { body: post }),
    });
    expect(answer.status).toBe(status);
    inWords(await answer.text(), answer.headers.get('x-request-id'), about);
  });

  it('a store that does not answer: 503', async () => {
    const browser = world.openBrowser();
    await login(world, browser, 'pro', (await newCustomer(world)).pro);
    down = true;
    const answer = await browser.request('GET', '/preferences?space=pro', undefined, { 'accept-language': language });
    down = false;
    expect([answer.status, Boolean(answer.headers['retry-after'])]).toEqual([503, true]);
    inWords(answer.text, answer.headers['x-request-id'], 'problem.busy');
  });

  it('a fault of ours: 500', async () => {
    const browser = world.openBrowser();
    const page = await world.authorize(browser, 'outside-pro', { ui_locales: language });
    const hold = page.forms.find(hasField('identifier'));
    // Whatever a port fails with is an outage; what is wrong in the server's own rooms is a fault.
    const { credentials } = world.demo.server;
    const { verify } = credentials;
    Object.assign(credentials, { verify: async () => Promise.reject(new TypeError('a fault')) });
    const answer = await browser.post(
      hold?.action ?? '',
      { ...hold?.hidden, identifier: '1', secret_code: '1' },
      { 'accept-language': language },
    );
    Object.assign(credentials, { verify });
    expect(answer.status).toBe(500);
    inWords(answer.text, answer.headers['x-request-id'], 'problem.fault');
  });

  function inWords(html: string, requestId: string | null | undefined, about: string): void {
    const text = seen(html);
    for (const part of ['title', 'what', 'means', 'next']) expect(text).toContain(texts.get(`${about}.${part}`));
    expect(html).toContain(`<html lang="${language}">`);
    expect(/<h1>([^<]+)</.exec(html)?.[1]).toBe(texts.get(`${about}.title`));
    expect(/<title>([^<]+)</.exec(html)?.[1]).toMatch(
      new RegExp(`^${language === 'fr' ? 'Erreur.: ' : 'Error: '}${texts.get(`${about}.title`)}`),
    );
    expect(text).toContain(`${texts.get('layout.requestId')} ${requestId}`);
    const unfolded = seen(html.replace(/<details>[\s\S]*?<\/details>/g, ''));
    expect(unfolded).not.toMatch(/[a-z]+_[a-z]+/);
  }
});

describe('a page that has expired starts the same journey again with one press', () => {
  const entry = () => `${world.demo.urls.particuliers}/login`;
  const again = ({ text }: Answer) => /id="again" href="([^"]+)"/.exec(text)?.[1]?.replaceAll('&amp;', '&');

  async function loginPage(browser: Browser): Promise<Answer> {
    return world.authorize(browser, 'outside-particuliers', { linked_from: 'pro' });
  }

  async function expire({ url }: Answer): Promise<void> {
    await world.demo.store.artifacts('Interaction').destroy(url.pathname.split('/').at(-1) ?? '');
  }

  it('shown again or posted: to the entry of the space, from the same space', async () => {
    const browser = world.openBrowser();
    const page = await loginPage(browser);
    await expire(page);
    const due = `${entry()}?${new URLSearchParams({ iss: world.demo.urls.issuer, linked_from: 'pro' })}`;
    expect(again(await browser.get(page.url))).toBe(due);
    const posted = await browser.submit(page, { identifier: '1', secret_code: '1' }, hasField('secret_code'));
    expect([posted.status, again(posted)]).toEqual([400, due]);
  });

  it('its own journey and no other; nothing for a browser that was not there, and nothing that was made up', async () => {
    const browser = world.openBrowser();
    const first = await loginPage(browser);
    await loginPage(browser);
    await expire(first);
    expect(again(await browser.get(first.url))).toBeUndefined();
    expect(again(await world.openBrowser().get(first.url))).toBeUndefined();

    const forger = world.openBrowser();
    forger.setCookie(`start_again=${new URLSearchParams({ journey: 'x', space: 'pro' })}`);
    expect(again(await forger.get(first.url))).toBeUndefined();
  });

  it('an activation that was declined on the phone: again from there, or back to the space', async () => {
    const customer = await newCustomer(world);
    const browser = world.openBrowser();
    await login(world, browser, 'pro', customer.pro);
    const page = await world.authorize(browser, 'outside-particuliers', { linked_from: 'pro' });
    const waiting = await browser.submit(page, { decision: 'accept' }, hasButton('decision', 'accept'));
    await world.phone.answer(customer.pro, 'deny');
    const failed = await untilSettled(browser, waiting);
    expect(again(failed)).toBe(`${entry()}?${new URLSearchParams({ iss: world.demo.urls.issuer, linked_from: 'pro' })}`);
    expect(failed.forms.flatMap(({ buttons }) => buttons)).toEqual([{ name: 'decision', value: 'return' }]);
  });
});
