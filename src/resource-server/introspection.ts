/**
 * Asks the issuer what a token is worth (RFC 7662), as a client of its own. Anything but an answer throws `IntrospectionFailed`:
 * an issuer that cannot be asked makes no token bad, and none good.
 */
import { importJWK, type JWK } from 'jose';
import * as client from 'openid-client';

export type ClientAuthentication =
  | { readonly method: 'client_secret_basic'; readonly clientSecret: string }
  /** RFC 7523, with the key's `alg` (ES256 unless it has one) and `kid`. */
  | { readonly method: 'private_key_jwt'; readonly privateKeyJwk: JWK };

export interface IntrospectionOptions {
  readonly issuer: string;
  readonly introspectionEndpoint?: string | undefined;
  readonly clientId: string;
  readonly clientAuthentication: ClientAuthentication;
  readonly fetch?: typeof fetch | undefined;
}

export type Introspect = (token: string) => Promise<client.IntrospectionResponse>;

export class IntrospectionFailed extends Error {
  override readonly name = 'IntrospectionFailed';
}

/** Seconds. Somebody waits for the page that waits for this. */
const timeout = 5;
const localHosts = ['localhost', '127.0.0.1', '[::1]'];

export function createIntrospection(options: IntrospectionOptions): Introspect {
  let configured: Promise<client.Configuration> | undefined;

  return async function introspect(token) {
    try {
      return await client.tokenIntrospection(await configuration(), token, { token_type_hint: 'access_token' });
    } catch (cause) {
      throw new IntrospectionFailed('the issuer did not say what the token is worth', { cause });
    }
  };

  /** Tried again at the next request when it failed. */
  function configuration(): Promise<client.Configuration> {
    configured ??= configure(options).catch((error: unknown) => {
      configured = undefined;
      throw error;
    });
    return configured;
  }
}

async function configure({ issuer, introspectionEndpoint, clientId, ...options }: IntrospectionOptions): Promise<client.Configuration> {
  const authentication = await authenticationOf(options.clientAuthentication);
  const customFetch = fetchWith(options.fetch ?? fetch);
  const execute = [introspectionEndpoint ?? issuer].every(isLocal) ? [client.allowInsecureRequests] : [];
  if (introspectionEndpoint === undefined)
    return client.discovery(new URL(issuer), clientId, {}, authentication, { execute, timeout, [client.customFetch]: customFetch });
  const known = new client.Configuration({ issuer, introspection_endpoint: introspectionEndpoint }, clientId, {}, authentication);
  for (const extension of execute) extension(known);
  known.timeout = timeout;
  known[client.customFetch] = customFetch;
  return known;
}

async function authenticationOf(authentication: ClientAuthentication): Promise<client.ClientAuth> {
  if (authentication.method === 'client_secret_basic') return client.ClientSecretBasic(authentication.clientSecret);
  const { privateKeyJwk } = authentication;
  const key = await importJWK(privateKeyJwk, privateKeyJwk.alg ?? 'ES256');
  if (key instanceof Uint8Array) throw new TypeError('private_key_jwt needs an asymmetric key');
  return client.PrivateKeyJwt(privateKeyJwk.kid === undefined ? key : { key, kid: privateKeyJwk.kid });
}

function fetchWith(inner: typeof fetch): client.CustomFetch {
  return (url, { body, signal, ...init }) => {
    // The cast: openid-client declares every kind of body, but the requests made here carry a form or nothing.
    const form = body as URLSearchParams | null | undefined;
    return inner(url, { ...init, body: form ?? null, signal: signal ?? null });
  };
}

/** Tokens and the client's authentication travel in the clear nowhere but inside one machine. */
function isLocal(address: string): boolean {
  const { protocol, hostname } = new URL(address);
  return protocol === 'http:' && localHosts.includes(hostname);
}
