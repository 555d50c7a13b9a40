/**
 * The bank's authenticator service as a CIBA provider in poll mode (OpenID Connect CIBA Core 1.0, RFC 9396), made with
 * oidc-provider. Any printable `login_hint` is an enrolled phone: whether somebody has one is the directory's question.
 * The ID token repeats the `challenge` of the very request that was approved.
 */
import { randomBytes } from 'node:crypto';
import type { JWK } from 'jose';
import Provider, { type AuthorizationDetail, type ClientMetadata, type Configuration, errors, type JWKS } from 'oidc-provider';
import { createPhoneAdapter } from './phone-adapter.ts';
import type { Approval, Approvals } from './phone-approvals.ts';

const CIBA = 'urn:openid:params:grant-type:ciba';
const DETAIL_TYPES = ['account_link', 'login', 'operation', 'secret_code_reset'];
const INTERVAL_S = 1;
const LONGEST_EXPIRY_S = 10 * 60;
/** Text in any language, without control or formatting characters that could disguise what is approved. */
const BINDING_MESSAGE = /^[\p{L}\p{M}\p{N}\p{P}\p{S}\p{Zs}]{1,200}$/u;
const IDENTIFIER = /^[\p{L}\p{N}\p{P}\p{S}]{1,200}$/u;

export interface PhoneClient {
  readonly client_id: string;
  /** Public keys of the client, for `private_key_jwt`. */
  readonly jwks: JWKS;
}

export interface PhoneProviderOptions {
  readonly issuer: string;
  readonly clients: readonly PhoneClient[];
  readonly signingKey: JWK;
  readonly approvals: Approvals;
  readonly now: () => number;
}

export function createPhoneProvider(options: PhoneProviderOptions): Provider {
  const provider = new Provider(options.issuer, configuration(options));
  provider.use(async function announceInterval(ctx, next) {
    await next();
    if (ctx.oidc?.route === 'backchannel_authentication' && ctx.status === 200 && isObject(ctx.body)) {
      ctx.body = { ...ctx.body, interval: INTERVAL_S };
    }
  });
  return provider;
}

/** Tells the waiting client what the customer decided, at its next poll. */
export async function publishDecision(provider: Provider, approval: Approval, now: () => number): Promise<void> {
  if (approval.state !== 'approved') {
    await provider.backchannelResult(approval.authReqId, new errors.AccessDenied());
    return;
  }
  const grant = new provider.Grant({ accountId: approval.identifier, clientId: approval.clientId });
  grant.addOIDCScope('openid');
  await grant.save();
  await provider.backchannelResult(approval.authReqId, grant, {
    authTime: Math.floor(now() / 1000),
    rar: [...approval.authorizationDetails],
  });
}

function configuration({ issuer, clients, signingKey, approvals, now }: PhoneProviderOptions): Configuration {
  return {
    adapter: createPhoneAdapter(),
    clients: clients.map(clientMetadata),
    jwks: { keys: [signingKey] },
    cookies: { keys: [randomBytes(32).toString('base64url')] },
    clientAuthMethods: ['private_key_jwt'],
    scopes: ['openid'],
    claims: { openid: ['sub', 'auth_time', 'challenge'] },
    ttl: {
      AccessToken: 60,
      IdToken: 300,
      Grant: LONGEST_EXPIRY_S,
      BackchannelAuthenticationRequest: (ctx) => Math.min(Number(ctx.oidc?.params?.requested_expiry ?? LONGEST_EXPIRY_S), LONGEST_EXPIRY_S),
    },
    features: {
      devInteractions: { enabled: false },
      ciba: {
        enabled: true,
        deliveryModes: ['poll'],
        processLoginHint: (_ctx, hint) => (hint !== undefined && IDENTIFIER.test(hint) ? hint : undefined),
        validateBindingMessage,
        validateRequestContext: refuseRequestContext,
        verifyUserCode() {},
        triggerAuthenticationDevice(_ctx, request, account) {
          approvals.add({
            authReqId: request.jti,
            clientId: request.clientId ?? '',
            identifier: account.accountId,
            bindingMessage: textOf(request.params?.binding_message),
            authorizationDetails: detailsOf(request.params),
            // Counted in whole seconds as the library counts, so that phone and client never disagree.
            expiresAt: (Math.floor(now() / 1000) + request.expiration) * 1000,
          });
        },
      },
      // Authorization details must be about some resource; the access token for it opens nothing.
      resourceIndicators: {
        enabled: true,
        defaultResource: () => issuer,
        getResourceServerInfo: () => ({ scope: '', audience: issuer, accessTokenFormat: 'opaque' }),
      },
      richAuthorizationRequests: {
        enabled: true,
        types: Object.fromEntries(DETAIL_TYPES.map((type) => [type, { validate() {} }])),
        authorizationDetailsForGrantSource: (_ctx, source) => source.rar,
        authorizationDetailsForAccessToken: (_ctx, _token, source) => source?.rar,
      },
    },
    findAccount(_ctx, accountId, token) {
      const request = token?.kind === 'BackchannelAuthenticationRequest' ? token : undefined;
      const challenge = request && 'params' in request ? textOf(detailsOf(request.params)[0]?.challenge) : undefined;
      return { accountId, claims: () => ({ sub: accountId, ...(challenge === undefined ? {} : { challenge }) }) };
    },
  };
}

function clientMetadata({ client_id, jwks }: PhoneClient): ClientMetadata {
  return {
    client_id,
    jwks,
    grant_types: [CIBA],
    response_types: [],
    redirect_uris: [],
    token_endpoint_auth_method: 'private_key_jwt',
    token_endpoint_auth_signing_alg: 'ES256',
    id_token_signed_response_alg: 'ES256',
    backchannel_token_delivery_mode: 'poll',
    authorization_details_types: DETAIL_TYPES,
  };
}

function validateBindingMessage(_ctx: unknown, message?: string): void {
  if (message !== undefined && !BINDING_MESSAGE.test(message)) {
    throw new errors.InvalidBindingMessage('binding_message must be 1 to 200 characters of plain text');
  }
}

function refuseRequestContext(_ctx: unknown, requestContext?: string): void {
  if (requestContext !== undefined) throw new errors.InvalidRequest('request_context is not supported');
}

/** The library has parsed and checked the parameter already, and keeps its text. */
function detailsOf(params: Record<string, unknown> | undefined): AuthorizationDetail[] {
  const text = textOf(params?.authorization_details);
  return text === undefined ? [] : JSON.parse(text);
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
