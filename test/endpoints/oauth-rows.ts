/** The endpoints of oidc-provider, the linked accounts, and where security events are pushed. */
import { randomUUID } from 'node:crypto';
import { issSub, risc } from '../events/transmitter.ts';
import { bearer, pairs, type Row } from './case.ts';
import type { Ground } from './ground.ts';

const authorizationHeader = { authorization: `Basic ${btoa('outside-pro:outside-secret')}`, accept: 'application/json' };
const verifier = 'a-verifier-of-the-testers-that-is-long-enough-for-pkce';

export const oauthRows: Readonly<Record<string, Row>> = {
  'GET /.well-known/openid-configuration': async () => got('/.well-known/openid-configuration'),
  'GET /.well-known/oauth-authorization-server': async () => got('/.well-known/oauth-authorization-server'),
  'GET /jwks': async () => got('/jwks'),

  'GET /auth': async ({ world }) => {
    const { pathname, searchParams } = new URL(world.authorizationUrl('outside-pro', { linked_from: 'particuliers', ui_locales: 'fr' }));
    const toClient = 303;
    return {
      request: { method: 'GET', path: pathname, query: [...searchParams], browser: world.openBrowser() },
      status: 303,
      twice: 303,
      without: {
        client_id: 400,
        redirect_uri: 400,
        response_type: toClient,
        scope: toClient,
        state: 'optional',
        nonce: 'optional',
        code_challenge: toClient,
        code_challenge_method: toClient,
        linked_from: 'optional',
        ui_locales: 'optional',
      },
    };
  },
  'GET /auth/:uid': async (ground) => {
    const { browser, page } = await ground.atLogin();
    const others = await ground.atLogin();
    const uid = page.url.pathname.split('/').at(-1) ?? '';
    return {
      request: { method: 'GET', path: `/auth/${uid}`, browser },
      status: 303,
      once: true,
      anonymous: 400,
      stranger: { browser: others.browser, status: 400 },
      id: { others: others.page.url.pathname.split('/').at(-1) ?? '', status: 400 },
    };
  },
  'POST /request': async ({ world }) => {
    const { searchParams } = new URL(world.authorizationUrl('outside-pro'));
    return {
      request: { method: 'POST', path: '/request', form: [...searchParams], headers: authorizationHeader },
      status: 201,
      without: {
        // The client has authenticated: it need not say again who it is.
        client_id: 'optional',
        redirect_uri: 400,
        response_type: 400,
        scope: 400,
        state: 'optional',
        nonce: 'optional',
        code_challenge: 400,
        code_challenge_method: 400,
      },
      anonymous: 401,
    };
  },
  'POST /token': async (ground) => {
    const { answer } = await ground.signedIn();
    const form = {
      grant_type: 'authorization_code',
      code: answer.left?.searchParams.get('code') ?? '',
      redirect_uri: `${ground.world.demo.urls.outside}/callback`,
      code_verifier: verifier,
    };
    return {
      request: { method: 'POST', path: '/token', form: pairs(form), headers: authorizationHeader },
      status: 200,
      without: { grant_type: 400, code: 400, redirect_uri: 400, code_verifier: 400 },
      anonymous: 400,
    };
  },
  'POST /token/introspection': async (ground) => withToken(ground, '/token/introspection'),
  'POST /token/revocation': async (ground) => withToken(ground, '/token/revocation'),
  'GET /me': async (ground) => ({
    request: { method: 'GET', path: '/me', headers: bearer((await ground.signedIn()).tokens.access_token) },
    status: 200,
    anonymous: 401,
  }),
  'POST /me': async (ground) => ({
    request: {
      method: 'POST',
      path: '/me',
      form: pairs({ access_token: (await ground.signedIn()).tokens.access_token }),
      headers: { accept: 'application/json' },
    },
    status: 200,
    without: { access_token: 401 },
  }),
  'POST /session/end/confirm': async (ground) => {
    const { browser, tokens } = await ground.signedIn();
    const page = await browser.get(`/session/end?${new URLSearchParams({ id_token_hint: tokens.id_token, client_id: 'outside-pro' })}`);
    const form = page.forms.find(({ method }) => method === 'POST');
    const { pathname, searchParams } = new URL(form?.action ?? '');
    return {
      request: { method: 'POST', path: pathname, query: [...searchParams], form: pairs({ ...form?.hidden, logout: 'yes' }), browser },
      status: 303,
      without: { xsrf: 400, logout: 'optional', space: 400 },
      alsoWrites: ['Session.upsert'],
      anonymous: 400,
      stranger: { browser: (await ground.signedIn()).browser, status: 400 },
    };
  },
  'GET /session/end/success': async () => ({ request: { method: 'GET', path: '/session/end/success' }, status: 200 }),

  'GET /linked-accounts': async (ground) => ({
    request: { method: 'GET', path: '/linked-accounts', headers: bearer((await ground.signedIn()).tokens.access_token) },
    status: 200,
    anonymous: 401,
  }),
  'DELETE /linked-accounts/:space': async (ground) => ({
    request: { method: 'DELETE', path: '/linked-accounts/particuliers', headers: bearer((await ground.signedIn()).tokens.access_token) },
    status: 204,
    anonymous: 401,
    id: { others: 'pro', status: 404 },
  }),

  '* /events': async ({ transmitter, world, customer }) => {
    const token = await transmitter.sign({
      aud: world.demo.urls.issuer,
      iat: Math.floor(Date.now() / 1000),
      jti: randomUUID(),
      sub_id: issSub((await customer()).accountId, world.demo.urls.issuer),
      events: { [risc('account-credential-change-required')]: {} },
    });
    return {
      request: { method: 'POST', path: '/events', body: token, type: 'application/secevent+jwt', headers: { accept: 'application/json' } },
      status: 202,
    };
  },
};

function got(path: string) {
  return { request: { method: 'GET', path, headers: { accept: 'application/json' } }, status: 200 };
}

async function withToken(ground: Ground, path: string) {
  const { tokens } = await ground.signedIn();
  return {
    request: {
      method: 'POST',
      path,
      form: pairs({ token: tokens.access_token, token_type_hint: 'access_token' }),
      headers: authorizationHeader,
    },
    status: 200,
    without: { token: 400, token_type_hint: 'optional' as const },
    anonymous: 400,
  };
}
