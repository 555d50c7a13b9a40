/**
 * A plain oidc-provider that a space of the demo can be tried against. The test says who logs in at the next prompt and
 * how strongly, honest or not: what a space must refuse includes what a bad provider would say.
 */
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import Provider, { interactionPolicy } from 'oidc-provider';
import { type Listener, listen } from '../../src/demo/listen.ts';
import { createPhoneAdapter } from '../../src/demo/phone-adapter.ts';
import { type Space, type SpaceOptions, startSpace } from '../../src/demo/space.ts';

export const STRONG = 'urn:passerelle:acr:strong';
export const CODE = 'urn:passerelle:acr:code';

export interface NextLogin {
  readonly accountId?: string;
  readonly acr?: string;
  /** Seconds; now unless given. */
  readonly ts?: number;
  readonly error?: string;
  /** The `authorization_details` that come back as approved; what was asked unless given. */
  readonly approved?: unknown;
}

export interface Ground {
  readonly issuer: string;
  readonly space: Space;
  readonly signingKey: JWK;
  /** Answers every prompt from now on. */
  login: NextLogin;
  /** Every token given so far is dead. */
  grantsEnded: boolean;
  /** The parameters of the requests that were pushed. */
  readonly pushed: URLSearchParams[];
  close(): Promise<void>;
}

export async function startGround(options: Partial<SpaceOptions> = {}): Promise<Ground> {
  const listener = await listen(0);
  const issuer = `http://localhost:${listener.port}`;
  const [clientKey, signingKey] = [await createKey('space'), await createKey('provider')];
  const space = await startSpace({
    port: 0,
    space: 'pro',
    name: { fr: 'Espace Professionnel', en: 'Business space' },
    issuer,
    clientId: 'espace-pro',
    privateKeyJwk: clientKey,
    operationAcr: STRONG,
    others: [
      {
        space: 'particuliers',
        label: { fr: 'Accéder à votre Espace Client Particuliers', en: 'Open your personal space' },
        initiateLoginUri: 'http://localhost:3002/login',
      },
    ],
    preferences: true,
    ...options,
  });
  const ground: Ground = {
    issuer,
    space,
    signingKey,
    login: { accountId: 'pro-1', acr: CODE },
    grantsEnded: false,
    pushed: [],
    close: async () => {
      await Promise.all([space.close(), listener.close()]);
    },
  };
  serveProvider(ground, listener, publicPart(clientKey));
  return ground;
}

function serveProvider(ground: Ground, listener: Listener, clientJwk: JWK): void {
  const policy = interactionPolicy.base();
  for (const check of ['essential_acr', 'essential_acrs']) policy.get('login')?.checks.remove(check);
  policy.get('consent')?.checks.remove('rar_prompt');

  const adapter = createPhoneAdapter();
  const provider = new Provider(ground.issuer, {
    clients: [
      {
        client_id: 'espace-pro',
        jwks: { keys: [clientJwk] },
        redirect_uris: [`${ground.space.url}/callback`],
        post_logout_redirect_uris: [`${ground.space.url}/`],
        grant_types: ['authorization_code', 'refresh_token'],
        token_endpoint_auth_method: 'private_key_jwt',
        token_endpoint_auth_signing_alg: 'ES256',
        id_token_signed_response_alg: 'ES256',
        backchannel_logout_uri: `${ground.space.url}/backchannel-logout`,
        backchannel_logout_session_required: true,
        authorization_details_types: ['operation'],
      },
    ],
    adapter(model) {
      const stored = adapter(model);
      return { ...stored, find: async (id) => (model === 'Grant' && ground.grantsEnded ? undefined : stored.find(id)) };
    },
    // The library's own refuses loopback addresses.
    fetch: (url, { method = 'GET', headers = {}, body = null } = {}) => fetch(url, { method, headers, body }),
    jwks: { keys: [ground.signingKey] },
    cookies: { keys: ['a test has no secrets'] },
    clientAuthMethods: ['private_key_jwt'],
    conformIdTokenClaims: false,
    claims: { openid: ['sub', 'acr', 'auth_time'], profile: ['name', 'account_number'] },
    acrValues: [CODE, STRONG],
    extraParams: ['linked_from'],
    features: {
      devInteractions: { enabled: false },
      claimsParameter: { enabled: true },
      backchannelLogout: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: (ctx) => (ctx.oidc.params?.authorization_details === undefined ? [] : `${ground.issuer}/operations`),
        getResourceServerInfo: () => ({ scope: '', accessTokenFormat: 'opaque' }),
        useGrantedResource: () => false,
      },
      richAuthorizationRequests: {
        enabled: true,
        types: { operation: { validate() {} } },
        authorizationDetailsForGrantSource: (ctx) => {
          const asked: unknown = ctx.oidc.params?.authorization_details;
          return typeof asked === 'string' ? (ground.login.approved ?? JSON.parse(asked)) : undefined;
        },
        authorizationDetailsForAccessToken: (_ctx, _token, source) => source?.rar,
      },
      pushedAuthorizationRequests: { enabled: true, requirePushedAuthorizationRequests: true },
    },
    issueRefreshToken: () => true,
    interactions: { policy, url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
    findAccount: (_ctx, accountId) => ({
      accountId,
      claims: () => ({ sub: accountId, name: 'Camille <Martin>', account_number: '•••• 0001' }),
    }),
    async loadExistingGrant(ctx) {
      const { session, client } = ctx.oidc;
      const grant = new ctx.oidc.provider.Grant({ accountId: session?.accountId ?? '', clientId: client?.clientId ?? '' });
      grant.addOIDCScope('openid profile');
      await grant.save();
      return grant;
    },
  });
  provider.on('pushed_authorization_request.success', (ctx) => {
    ground.pushed.push(new URLSearchParams(Object.entries(ctx.oidc.body ?? {}).map(([name, value]) => [name, String(value)])));
  });
  provider.use(async function answerPrompts(ctx, next) {
    if (!ctx.path.startsWith('/interaction/')) {
      await next();
      return;
    }
    const { accountId = '', acr, ts = Math.floor(Date.now() / 1000), error } = ground.login;
    const result = error === undefined ? { login: { accountId, ts, ...(acr === undefined ? {} : { acr }) } } : { error };
    ctx.redirect(await provider.interactionResult(ctx.req, ctx.res, result));
  });
  listener.serve(provider.callback());
}

async function createKey(kid: string): Promise<JWK> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  return { ...(await exportJWK(privateKey)), kid, alg: 'ES256', use: 'sig' };
}

function publicPart({ d: _d, ...jwk }: JWK): JWK {
  return jwk;
}
