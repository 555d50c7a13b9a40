/**
 * The configuration as oidc-provider takes it (before `passerelle.configure` composes the rest): clients, keys, cookies, features,
 * lives and claims. It decides nothing about linking.
 */
import { createHmac } from 'node:crypto';
import type { Configuration as ProviderConfiguration } from 'oidc-provider';
import { errors } from 'oidc-provider';
import type { AccountDirectory } from '../linking/account-directory.ts';
import type { Acr } from '../linking/assurance.ts';
import { adminResource } from './admin/scopes.ts';
import type { Configuration } from './config/configuration.ts';
import { operationDetails, operationsResource } from './operation-details.ts';
import { askingFor, localesOf } from './pages/asked-language.ts';
import type { Secrets } from './secrets.ts';

type RpInitiatedLogout = NonNullable<NonNullable<ProviderConfiguration['features']>['rpInitiatedLogout']>;

export interface ProviderDeps {
  readonly directory: AccountDirectory;
  /** The pages that the library asks for. */
  readonly pages: Required<Pick<ProviderConfiguration, 'renderError'>> &
    Required<Pick<RpInitiatedLogout, 'logoutSource' | 'postLogoutSuccessSource'>>;
  readonly fetch: NonNullable<ProviderConfiguration['fetch']>;
}

const acrValues = ['urn:passerelle:acr:linked', 'urn:passerelle:acr:code', 'urn:passerelle:acr:strong'] satisfies readonly Acr[];
const interactionLife = 60 * 60;
const requestUriLife = 60;

export function providerConfiguration(
  configuration: Configuration,
  secrets: Secrets,
  { directory, pages, fetch }: ProviderDeps,
): ProviderConfiguration {
  const { lives, issuer } = configuration;
  return {
    acrValues,
    // OpenID Connect Core section 3.1.2.1: `redirect_uri` is REQUIRED, however many a client has.
    allowOmittingSingleRegisteredRedirectUri: false,
    clients: configuration.clients.map((client) => client.metadata),
    clientDefaults: { authorization_details_types: ['operation'] },
    clientAuthMethods: ['private_key_jwt', 'client_secret_basic', 'client_secret_post', 'none'],
    clientBasedCORS: () => false,
    claims: { profile: ['name', 'account_number'] },
    // The spaces draw their head line from the ID token, without a request for userinfo.
    conformIdTokenClaims: false,
    cookies: cookiesFor(issuer, secrets, configuration.postMethods === 'body-only'),
    enableHttpPostMethods: configuration.postMethods === 'body-only',
    features: {
      devInteractions: { enabled: false },
      backchannelLogout: { enabled: true },
      claimsParameter: { enabled: true },
      clientCredentials: { enabled: true },
      dPoP: { enabled: true },
      introspection: { enabled: true, allowedPolicy: introspectionPolicy(configuration) },
      pushedAuthorizationRequests: { enabled: true },
      requestObjects: { enabled: false },
      resourceIndicators: resourceIndicatorsFor(configuration),
      richAuthorizationRequests: operationDetails,
      revocation: {
        enabled: true,
        allowedPolicy: (_ctx, client, token) => token.clientId === client.clientId,
      },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: pages.logoutSource,
        postLogoutSuccessSource: pages.postLogoutSuccessSource,
      },
      userinfo: { enabled: true },
    },
    fetch,
    findAccount: findAccountIn(directory),
    interactions: {
      url: (_ctx, { prompt, uid, params }) => askingFor(localesOf(params.ui_locales), `${basePath(issuer)}/${pageOf(prompt.name)}/${uid}`),
    },
    jwks: secrets.jwks,
    pairwiseIdentifier: pairwiseIdentifierFor(configuration, secrets),
    pkce: { required: pkcePolicy(configuration) },
    renderError: pages.renderError,
    responseTypes: ['code'],
    scopes: ['openid', 'profile', 'offline_access'],
    subjectTypes: ['public', 'pairwise'],
    // `Session` and `Grant` are composed by the extension: they end with the login.
    ttl: {
      AccessToken: lives.accessToken,
      AuthorizationCode: lives.code,
      ClientCredentials: lives.accessToken,
      IdToken: lives.accessToken,
      Interaction: interactionLife,
      PushedAuthorizationRequest: requestUriLife,
      RefreshToken: lives.refreshToken,
    },
  };
}

/** No `short.path`: login pages open in two tabs would replace each other's cookies. */
function cookiesFor(issuer: string, { cookieKeys }: Secrets, postMethods: boolean): NonNullable<ProviderConfiguration['cookies']> {
  const secure = issuer.startsWith('https:');
  // Interaction cookies have a path, which `__Host-` forbids.
  const [host, withPath] = secure ? ['__Host-', '__Secure-'] : ['', ''];
  const attributes = { httpOnly: true, overwrite: true, secure, signed: true };
  return {
    keys: [...cookieKeys],
    names: { session: `${host}session`, interaction: `${withPath}interaction`, resume: `${withPath}resume` },
    // The library demands `none` where authorization requests may be posted from other sites.
    long: { ...attributes, sameSite: postMethods ? 'none' : 'lax' },
    short: { ...attributes, sameSite: 'lax' },
  };
}

/** Own tokens, and for resource servers that the configuration trusts with it, those of others. */
function introspectionPolicy({ clients }: Configuration) {
  const trusted = new Set(clients.filter((client) => client.introspectsAnyToken).map((client) => client.clientId));
  return (_ctx: unknown, client: { clientId: string }, token: { clientId?: string | undefined }) =>
    trusted.has(client.clientId) || token.clientId === client.clientId;
}

/**
 * A resource server is of one space, and only that space's clients get tokens for it; those of the linked-account grant for the other
 * space are the extension's to decide. The admin API is for the clients that are configured for it, each for its own scopes.
 */
function resourceIndicatorsFor({
  resourceServers,
  clients,
  lives,
  issuer,
}: Configuration): NonNullable<ProviderConfiguration['features']>['resourceIndicators'] {
  const spaceOf = new Map(clients.map((client) => [client.clientId, client.space]));
  const adminScopesOf = new Map(clients.map((client) => [client.clientId, client.adminScopes]));
  return {
    enabled: true,
    // RFC 9396 with the library wants a resource; an operation alone is for the provider's own clients.
    defaultResource: (ctx, _client, oneOf) =>
      oneOf ?? (ctx.oidc.params?.authorization_details === undefined ? undefined : operationsResource(issuer)),
    useGrantedResource: () => false,
    getResourceServerInfo(_ctx, resource, client) {
      if (resource === operationsResource(issuer)) return { scope: '', audience: resource, accessTokenFormat: 'opaque' };
      const adminScopes = adminScopesOf.get(client.clientId) ?? [];
      if (resource === adminResource(issuer) && adminScopes.length > 0)
        return { scope: adminScopes.join(' '), audience: resource, accessTokenFormat: 'opaque', accessTokenTTL: lives.accessToken };
      const server = resourceServers.find((known) => known.resource === resource);
      if (!server || server.space !== spaceOf.get(client.clientId)) throw new errors.InvalidTarget();
      return { scope: server.scopes.join(' '), audience: server.resource, accessTokenFormat: 'opaque', accessTokenTTL: lives.accessToken };
    },
  };
}

function findAccountIn(directory: AccountDirectory): NonNullable<ProviderConfiguration['findAccount']> {
  return async function findAccount(_ctx, accountId, token) {
    const account = (await directory.accounts([accountId])).get(accountId);
    if (!account || account.status === 'blocked' || account.status === 'closed') {
      if (token) return undefined;
      // Inside an authorization the library has no answer of its own for "no account".
      throw new errors.AccessDenied('the account cannot be used');
    }
    return { accountId, claims: () => ({ sub: accountId, name: account.name, account_number: account.maskedAccountNumber }) };
  };
}

function pageOf(prompt: string): string {
  return prompt === 'linked_account' ? 'passerelle' : prompt;
}

function basePath(issuer: string): string {
  return new URL(issuer).pathname.replace(/\/$/, '');
}

function pkcePolicy({ clients }: Configuration) {
  const exempt = new Set(clients.filter((client) => !client.pkceRequired).map((client) => client.clientId));
  return (_ctx: unknown, client: { clientId: string }) => !exempt.has(client.clientId);
}

/** OpenID Connect Core 8.1: one person, another `sub` for each sector. Workers call it without a context. */
function pairwiseIdentifierFor(
  { clients }: Configuration,
  { pairwiseSalt }: Secrets,
): NonNullable<ProviderConfiguration['pairwiseIdentifier']> {
  const pairwise = clients.find((client) => client.metadata.subject_type === 'pairwise');
  if (pairwise && pairwiseSalt === undefined) throw new TypeError(`client '${pairwise.clientId}' is pairwise: a pairwise salt is needed`);
  return (_ctx, accountId, client) =>
    createHmac('sha256', pairwiseSalt ?? '')
      .update(JSON.stringify([client.sectorIdentifier, accountId]))
      .digest('base64url');
}
