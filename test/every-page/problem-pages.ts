/** The pages of what went wrong: each status that a customer may meet, the errors of OAuth that no application is told, pages that have expired. */
import type { Answer } from '../world/browser.ts';
import { newCustomer } from '../world/customers.ts';
import { hasField, login } from '../world/people.ts';
import type { Collector } from './collection.ts';

/** Makes the store, or code of ours, fail for one request. */
export type Fail = <T>(what: 'store' | 'code', work: () => Promise<T>) => Promise<T>;

const evil = 'https://evil.example';

export async function collectProblemPages({ world, language, openTraveller, keep }: Collector, fail: Fail): Promise<void> {
  const traveller = openTraveller();
  keep('400 expired, nothing known of it', await traveller.get('/login/unknown'));
  keep('400 a field that is no field', await traveller.post('/login/x', { 'a[]': '1' }));
  keep('403 a form without its token', await traveller.post('/login/x', { identifier: '1' }));
  keep('403 a form of another site', await traveller.post('/login/x', {}, { origin: evil }));
  keep('404', await traveller.get('/nowhere'));
  keep('405', await byMethod('DELETE', '/preferences'));
  keep('413', await traveller.post('/login/x', { identifier: '1'.repeat(70_000) }));
  keep('415', await posted('/login/x', 'application/json', '{}'));
  keep('oauth: unknown application', await traveller.get('/auth?client_id=nobody'));
  const request = '/auth?client_id=outside-pro&response_type=code&scope=openid';
  keep('oauth: wrong return address', await traveller.get(`${request}&redirect_uri=${evil}/`));
  const used = 'urn:ietf:params:oauth:request_uri:used';
  // With two return addresses there is none that goes without saying.
  keep('oauth: used request', await traveller.get(`/auth?client_id=outside-native&request_uri=${used}`));
  keep('oauth: a sign-out that cannot be understood', await traveller.get('/session/end?id_token_hint=x'));

  keep('400 a sign-out page that was used', await traveller.post('/session/end/confirm?space=pro', { xsrf: 'used', logout: 'yes' }));

  await collectExpired();
  await collectFaults();

  async function collectExpired(): Promise<void> {
    const browser = openTraveller();
    const page = await world.authorize(browser, 'outside-particuliers', { linked_from: 'pro' });
    await world.demo.store.artifacts('Interaction').destroy(page.url.pathname.split('/').at(-1) ?? '');
    keep('400 expired, to start again', await browser.get(page.url));
    keep('400 expired while it was filled in', await browser.submit(page, { identifier: '1', secret_code: '1' }, hasField('secret_code')));
  }

  async function collectFaults(): Promise<void> {
    const browser = openTraveller();
    const page = await world.authorize(browser, 'outside-pro');
    const typed = { identifier: '1', secret_code: '1' };
    keep('500', await fail('code', () => browser.submit(page, typed, hasField('identifier'))));
    await login(world, browser, 'pro', (await newCustomer(world)).pro);
    keep('503', await fail('store', () => browser.get('/preferences?space=pro')));
  }

  function byMethod(method: string, path: string): Promise<Answer> {
    return answered(path, { method });
  }

  function posted(path: string, type: string, body: string): Promise<Answer> {
    return answered(path, { method: 'POST', headers: { 'content-type': type }, body });
  }

  async function answered(path: string, { headers, ...init }: RequestInit): Promise<Answer> {
    const url = new URL(path, world.demo.urls.issuer);
    const response = await fetch(url, { ...init, headers: { accept: 'text/html', 'accept-language': language, ...headers } });
    const { status } = response;
    return {
      status,
      url,
      text: await response.text(),
      headers: Object.fromEntries(response.headers),
      forms: [],
      requests: 1,
      left: undefined,
    };
  }
}
