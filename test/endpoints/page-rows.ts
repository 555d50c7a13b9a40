/** The pages of the server, and what monitoring asks. */
import { hasButton, hasField, secretCodes } from '../world/people.ts';
import { filled, looked, pairs, type Row } from './case.ts';

const noPage = { status: 400 };

export const pageRows: Readonly<Record<string, Row>> = {
  'GET /login/:uid': async (ground) => {
    const opened = await ground.atLogin();
    const others = await ground.atLogin();
    return {
      request: looked(opened),
      status: 200,
      anonymous: 400,
      stranger: { browser: others.browser, status: 400 },
      id: { others: idOf(others.page.url), ...noPage },
    };
  },
  'POST /login/:uid': async (ground) => {
    const opened = await ground.atLogin();
    const others = await ground.atLogin();
    const { identifier } = await ground.customer();
    return {
      request: filled(opened, { identifier, secret_code: secretCodes.pro }, hasField('secret_code')),
      status: 303,
      without: { form_token: 403, shown: 'optional', identifier: 200, secret_code: 200 },
      anonymous: 400,
      stranger: { browser: others.browser, status: 400 },
      // The token is of this page: for any other address it is a forged one, whether there is such a page or not.
      id: { others: idOf(others.page.url), status: 403 },
    };
  },
  'GET /passerelle/:uid': async (ground) => {
    const others = await ground.atConsent();
    return {
      request: looked(await ground.atConsent()),
      status: 200,
      anonymous: 400,
      stranger: { browser: others.browser, status: 400 },
      id: { others: idOf(others.page.url), ...noPage },
    };
  },
  'POST /passerelle/:uid': async (ground) => {
    const others = await ground.atConsent();
    return {
      request: filled(await ground.atConsent(), { decision: 'accept' }, hasButton('decision', 'accept')),
      status: 303,
      without: { form_token: 403, shown: 303, text_digest: 303, counterpart: 200, decision: 303 },
      anonymous: 400,
      stranger: { browser: others.browser, status: 400 },
      id: { others: idOf(others.page.url), status: 403 },
    };
  },
  'GET /consent/:uid': async (ground) => {
    const others = await ground.atScopes();
    return {
      request: looked(await ground.atScopes()),
      status: 200,
      anonymous: 400,
      stranger: { browser: others.browser, status: 400 },
      id: { others: idOf(others.page.url), ...noPage },
    };
  },
  'POST /consent/:uid': async (ground) => {
    const others = await ground.atScopes();
    return {
      request: filled(await ground.atScopes(), { decision: 'accept' }, hasButton('decision', 'accept')),
      status: 303,
      without: { form_token: 403, shown: 303, decision: 303 },
      anonymous: 400,
      stranger: { browser: others.browser, status: 400 },
      id: { others: idOf(others.page.url), status: 403 },
    };
  },

  'GET /preferences': async (ground) => {
    const { browser } = await ground.signedIn();
    const query = pairs({ space: 'pro' });
    return { request: { method: 'GET', path: '/preferences', query, browser }, status: 200, without: { space: 404 }, anonymous: 303 };
  },
  'POST /preferences': async (ground) => {
    const { browser } = await ground.signedIn();
    const page = await browser.get('/preferences?space=pro');
    const others = await ground.signedIn();
    return {
      request: filled({ browser, page }, { decision: 'deactivate' }, ({ hidden }) => 'link' in hidden),
      status: 200,
      without: { form_token: 403, space: 404, link: 404, decision: 200 },
      anonymous: 303,
      stranger: { browser: others.browser, status: 403 },
      id: { field: 'link', others: others.linkId, status: 404 },
    };
  },
  'GET /receipt': receipt('/receipt'),
  'GET /receipt.jwt': receipt('/receipt.jwt'),
  'GET /secret-code': async (ground) => {
    const { browser } = await ground.signedIn();
    const query = pairs({ space: 'pro' });
    return { request: { method: 'GET', path: '/secret-code', query, browser }, status: 200, without: { space: 404 }, anonymous: 303 };
  },
  'POST /secret-code': async (ground) => {
    const { browser } = await ground.signedIn();
    const page = await browser.get('/secret-code?space=pro');
    const codes = { current_secret_code: secretCodes.pro, secret_code: '864202', secret_code_confirmation: '864202' };
    return {
      request: filled({ browser, page }, codes),
      status: 200,
      without: { form_token: 403, space: 404, current_secret_code: 200, secret_code: 200, secret_code_confirmation: 200 },
      anonymous: 303,
      stranger: { browser: (await ground.signedIn()).browser, status: 403 },
    };
  },

  'GET /forgotten-code': async (ground) => {
    const { browser } = await ground.atForgottenCode();
    return {
      request: { method: 'GET', path: '/forgotten-code', query: pairs({ space: 'pro' }), browser },
      status: 200,
      without: { space: 404 },
      twice: 404,
    };
  },
  'POST /forgotten-code': async (ground) => {
    const { identifier } = await ground.customer();
    return {
      request: filled(await ground.atForgottenCode(), { identifier }),
      status: 303,
      without: { form_token: 403, space: 404, identifier: 200 },
      anonymous: 403,
      stranger: { browser: (await ground.atForgottenCode()).browser, status: 403 },
    };
  },
  'GET /forgotten-code/:id': async (ground) => {
    const others = await ground.waitingForNewCode();
    return {
      request: looked(await ground.waitingForNewCode()),
      status: 200,
      anonymous: 400,
      stranger: { browser: others.browser, status: 400 },
      id: { others: idOf(others.page.url), ...noPage },
    };
  },
  'POST /forgotten-code/:id': async (ground) => {
    const others = await ground.waitingForNewCode();
    return {
      request: filled(await ground.waitingForNewCode(), { decision: 'cancel' }, hasButton('decision', 'cancel')),
      status: 303,
      without: { form_token: 403, shown: 'optional', decision: 200 },
      // Without a decision the page is shown, which asks the telephone.
      alsoWrites: ['replay.firstUse', 'StrongLogin.upsert'],
      anonymous: 400,
      stranger: { browser: others.browser, status: 400 },
      id: { others: idOf(others.page.url), ...noPage },
    };
  },

  'GET /session/end': async (ground) => {
    const { browser, tokens } = await ground.signedIn();
    return {
      request: { method: 'GET', path: '/session/end', query: pairs({ id_token_hint: tokens.id_token, client_id: 'outside-pro' }), browser },
      status: 200,
      without: { id_token_hint: 'optional', client_id: 'optional' },
      alsoWrites: ['Session.upsert'],
    };
  },
  'GET /sign-out': async (ground) => ({
    request: { method: 'GET', path: '/sign-out', browser: (await ground.signedIn()).browser },
    status: 200,
  }),
  'POST /sign-out': async (ground) => {
    const { browser } = await ground.signedIn();
    return {
      request: filled({ browser, page: await browser.get('/sign-out') }, { space: 'all' }),
      status: 303,
      without: { form_token: 403, space: 400 },
      anonymous: 303,
      stranger: { browser: (await ground.signedIn()).browser, status: 403 },
    };
  },
  'GET /assets/:file': async (ground) => {
    const { page } = await ground.atLogin();
    const path = /href="(\/assets\/[^"]+\.css)"/.exec(page.text)?.[1] ?? '';
    return { request: { method: 'GET', path }, status: 200, id: { status: 404 } };
  },

  'GET /health/live': async () => ({ request: { method: 'GET', path: '/health/live' }, status: 200 }),
  'GET /health/ready': async () => ({ request: { method: 'GET', path: '/health/ready' }, status: 200 }),
};

function receipt(path: string): Row {
  return async (ground) => {
    const { browser, linkId } = await ground.signedIn();
    const others = await ground.signedIn();
    return {
      request: { method: 'GET', path, query: pairs({ space: 'pro', link: linkId }), browser },
      status: 200,
      without: { space: 404, link: 404 },
      anonymous: 303,
      stranger: { browser: others.browser, status: 404 },
      id: { field: 'link', others: others.linkId, status: 404 },
    };
  };
}

function idOf({ pathname }: URL): string {
  return pathname.split('/').at(-1) ?? '';
}
