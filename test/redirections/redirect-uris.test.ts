/**
 * T32: addresses are compared letter by letter (RFC 9700 section 2.1), at the authorization endpoint, when pushed, and after a logout; and no
 * parameter of ours takes the browser anywhere else.
 */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { describeOnStores } from '../ground/stores.ts';
import { linkedCustomer } from '../world/customers.ts';
import { login } from '../world/people.ts';
import { openTraveller } from '../world/traveller.ts';
import { openWorld, type World } from '../world/world.ts';

/** Everything that some parser, somewhere, takes for the registered address, or that takes the browser to another place. */
function tricksWith(registered: string): readonly string[] {
  const { origin, host, port, pathname } = new URL(registered);
  const path = pathname === '/' ? '' : pathname;
  return [
    `${origin}@evil.example${pathname}`,
    `http://${host}@evil.example/`,
    `http://evil.example@${host}${path}/x`,
    `http://evil.example%40${host}${pathname}`,
    `http://evil.example\\@${host}${pathname}`,
    `http://evil.example#@${host}${pathname}`,
    `http://evil.example?@${host}${pathname}`,
    `${registered}#`,
    `${registered}#/evil`,
    `${registered}?`,
    `${registered}?next=https://evil.example`,
    `${registered}/.`,
    `${registered}/..`,
    `${registered}/../evil`,
    `${registered}%2f`,
    `${registered}%2f..%2fevil`,
    `${registered}%00`,
    `${registered};evil`,
    `${registered} `,
    ` ${registered}`,
    `${registered}%0d%0aLocation:%20https://evil.example`,
    `\t${registered}`,
    `${registered}\n`,
    `${origin}//evil.example`,
    `${origin}/\\evil.example`,
    `${origin}${pathname}`.toUpperCase(),
    `HTTP://${host}${pathname}`,
    `http://LOCALHOST:${port}${pathname}`,
    `http://localhost.:${port}${pathname}`,
    `http://127.0.0.1:${port}${pathname}`,
    `http://[::1]:${port}${pathname}`,
    `http://[::ffff:127.0.0.1]:${port}${pathname}`,
    `http://localhost.evil.example:${port}${pathname}`,
    `http://localhost:1${pathname}`,
    `https://${host}${pathname}`,
    `http:${host}${pathname}`,
    `http:///${host}${pathname}`,
    `http:\\\\${host}${pathname}`,
    `//${host}${pathname}`,
    '//evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    'https://evil.example',
    'javascript:alert(1)',
    'data:text/html,evil',
    'null',
    '/',
    '{"$ne":null}',
  ];
}

describeOnStores('addresses to go back to', (kind) => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld(kind);
  });
  afterAll(() => world.close());

  /** One request, no redirect followed. */
  async function ask(path: string, parameters: Readonly<Record<string, string>>) {
    const answer = await world.openBrowser().request('GET', `${path}?${new URLSearchParams(parameters)}`);
    return {
      status: answer.status,
      location: answer.headers.location,
      evil: /https?:\\?\/*[^"<]*evil/.test(answer.text.replace(/<code>.*<\/code>.*/g, '')),
    };
  }
  const refused = { status: 400, location: undefined, evil: false };

  it('T32: a redirect_uri that is not the registered one, letter by letter: 400 without Location, whatever else is asked', async () => {
    const registered = `${world.demo.urls.outside}/callback`;
    for (const redirect_uri of [...tricksWith(registered), `${world.demo.urls.pro}/callback`, '']) {
      const request = Object.fromEntries(new URL(world.authorizationUrl('outside-pro', { redirect_uri })).searchParams);
      expect([redirect_uri, await ask('/auth', request)]).toEqual([redirect_uri, refused]);
    }
    const others = { linked_from: 'particuliers', prompt: 'none', response_type: 'nonsense', response_mode: 'form_post' };
    for (const [name, value] of Object.entries(others)) {
      const request = Object.fromEntries(
        new URL(world.authorizationUrl('outside-pro', { redirect_uri: 'https://evil.example', [name]: value })).searchParams,
      );
      expect([name, await ask('/auth', request)]).toEqual([name, refused]);
    }
  });

  it('T32: pushed: 400, and no request_uri', async () => {
    for (const redirect_uri of [...tricksWith(`${world.demo.urls.outside}/callback`), '']) {
      const { status, body } = await world.push('outside-pro', { redirect_uri });
      expect([redirect_uri, status, body.request_uri]).toEqual([redirect_uri, 400, undefined]);
    }
  });

  it('T32: at the token endpoint it is the one that the code was issued for', async () => {
    const customer = await linkedCustomer(world);
    const answer = await login(world, world.openBrowser(), 'pro', customer.pro);
    const code = answer.left?.searchParams.get('code') ?? '';
    for (const redirect_uri of tricksWith(`${world.demo.urls.outside}/callback`).slice(0, 12)) {
      const response = await fetch(`${world.demo.urls.issuer}/token`, {
        method: 'POST',
        headers: { authorization: `Basic ${btoa('outside-pro:outside-secret')}` },
        body: new URLSearchParams({ grant_type: 'authorization_code', code, redirect_uri, code_verifier: 'v'.repeat(43) }),
      });
      expect([redirect_uri, response.status, await response.json()]).toEqual([
        redirect_uri,
        400,
        expect.objectContaining({ error: 'invalid_grant' }),
      ]);
    }
    expect((await world.exchange('outside-pro', answer)).status).toBe(200);
  });

  it('T32: a post_logout_redirect_uri that is not the registered one: 400 without Location', async () => {
    for (const uri of tricksWith(`${world.demo.urls.pro}/`)) {
      const asked = { client_id: 'espace-pro', post_logout_redirect_uri: uri };
      expect([uri, await ask('/session/end', asked)]).toEqual([uri, refused]);
    }
  });

  it('T32: no other parameter of a page of ours, or of a space, takes the browser away', async () => {
    const { issuer, pro } = world.demo.urls;
    const tricks = tricksWith(`${pro}/callback`);
    const own = new Set(Object.values(world.demo.urls).map((url) => new URL(url).origin));
    const traveller = openTraveller(world.demo.urls);
    const places = [
      [`${issuer}/sign-out`, ['left', 'space', 'return_to', 'ui_locales']],
      [`${issuer}/preferences`, ['space', 'return_to']],
      [`${issuer}/forgotten-code`, ['space', 'return_to']],
      [`${issuer}/session/end`, ['state', 'return_to', 'ui_locales']],
      [`${pro}/login`, ['iss', 'target_link_uri', 'linked_from', 'return_to']],
    ] as const;
    for (const [place, names] of places) {
      for (const name of names) {
        for (const trick of tricks) {
          const { status, headers } = await traveller.request('GET', `${place}?${new URLSearchParams({ [name]: trick })}`);
          const location = headers.location === undefined ? undefined : new URL(headers.location, place);
          expect([name, trick, status < 500, location === undefined || own.has(location.origin)]).toEqual([name, trick, true, true]);
        }
      }
    }
  });
});
