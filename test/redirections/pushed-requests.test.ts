/** T33: what was pushed (RFC 9126) is what is asked: by its own client, once, and by nothing that comes beside it through the browser. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { describeOnStores } from '../ground/stores.ts';
import type { Browser } from '../world/browser.ts';
import { linkedCustomer } from '../world/customers.ts';
import { login } from '../world/people.ts';
import { openWorld, type World } from '../world/world.ts';

describeOnStores('pushed authorization requests', (kind) => {
  let world: World;
  let browser: Browser;
  beforeAll(async () => {
    world = await openWorld(kind);
    browser = world.openBrowser();
    await login(world, browser, 'pro', (await linkedCustomer(world)).pro);
  });
  afterAll(() => world.close());

  async function pushed(parameters: Readonly<Record<string, string>> = {}): Promise<string> {
    const { status, body } = await world.push('outside-pro', { prompt: 'none', ...parameters });
    expect(status).toBe(201);
    return body.request_uri ?? '';
  }
  const present = (parameters: Readonly<Record<string, string>>) => browser.get(`/auth?${new URLSearchParams(parameters)}`);
  const codeOf = ({ left }: Awaited<ReturnType<typeof present>>) => left?.searchParams.get('code') ?? undefined;

  it('T33: a client that must push gets nothing for a plain request, whatever it names', async () => {
    const redirect_uri = `${world.demo.urls.pro}/callback`;
    for (const more of [{}, { prompt: 'none' }, { linked_from: 'particuliers' }, { request_uri: '' }]) {
      const parameters = new URL(world.authorizationUrl('outside-pro', { client_id: 'espace-pro', redirect_uri, ...more })).searchParams;
      const { status, headers } = await browser.request('GET', `/auth?${parameters}`);
      const error = headers.location === undefined ? status : new URL(headers.location, world.demo.urls.issuer).searchParams.get('error');
      expect([more, ['invalid_request', 400].includes(error ?? '')]).toEqual([more, true]);
    }
  });

  it('T33: a request_uri of one client is nothing to another, which uses it up for nobody', async () => {
    const request_uri = await pushed();
    for (const client_id of ['outside-particuliers', 'espace-pro', 'outside-native', 'nobody', '']) {
      const answer = await present({ client_id, request_uri });
      expect([client_id, answer.status, answer.left]).toEqual([client_id, 400, undefined]);
    }
    expect(codeOf(await present({ client_id: 'outside-pro', request_uri }))).toEqual(expect.any(String));
  });

  it('T33: after its completion it is over, and what came of it stands', async () => {
    const request_uri = await pushed();
    const first = await present({ client_id: 'outside-pro', request_uri });
    for (const again of [browser, world.openBrowser()]) {
      const answer = await again.get(`/auth?${new URLSearchParams({ client_id: 'outside-pro', request_uri })}`);
      expect([answer.status, answer.left]).toEqual([400, undefined]);
      expect(answer.text).toContain('invalid_request_uri');
    }
    expect((await world.exchange('outside-pro', first)).status).toBe(200);
  });

  it('T33: what stands beside it in the address changes nothing of it', async () => {
    const request_uri = await pushed({ state: 'pushed' });
    const beside = {
      state: 'beside',
      scope: 'openid linked_accounts:manage',
      prompt: 'login',
      redirect_uri: 'https://evil.example',
      acr_values: 'x',
      linked_from: 'particuliers',
    };
    const answer = await present({ client_id: 'outside-pro', request_uri, ...beside });
    expect(answer.left?.href.startsWith(`${world.demo.urls.outside}/callback?`)).toBe(true);
    expect(answer.left?.searchParams.get('state')).toBe('pushed');
    expect((await world.exchange('outside-pro', answer)).tokens.scope).toBe('openid profile');
  });

  it('T33: one that was made up, or that is somewhere else, is fetched by nobody', async () => {
    for (const request_uri of [
      'urn:ietf:params:oauth:request_uri:unknown',
      'urn:ietf:params:oauth:request_uri:',
      'https://evil.example/request',
      `${world.demo.urls.phone}/`,
    ]) {
      const answer = await present({ client_id: 'outside-pro', request_uri });
      expect([request_uri, answer.status, answer.left]).toEqual([request_uri, 400, undefined]);
    }
  });

  it('T31: every answer to a relying party says who answers (RFC 9207), a refusal too', async () => {
    const { issuer } = world.demo.urls;
    const asked = [
      {},
      { prompt: 'none' },
      { scope: 'nonsense' },
      { linked_from: 'nowhere' },
      { response_type: 'token' },
      { prompt: 'none', max_age: '1', acr_values: 'x' },
    ];
    for (const parameters of asked) {
      const { left } = await world.authorize(browser, 'outside-pro', parameters);
      const answer = new URLSearchParams(left?.search || left?.hash.slice(1));
      expect([parameters, answer.get('iss'), answer.get('state')]).toEqual([parameters, issuer, 'state']);
    }
    const metadata = (await (await fetch(`${issuer}/.well-known/openid-configuration`)).json()) as Record<string, unknown>;
    expect(metadata).toMatchObject({ issuer, authorization_response_iss_parameter_supported: true });
  });
});
