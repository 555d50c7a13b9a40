/**
 * What a space knows of its OpenID provider: where it is, how to prove that it is itself (`private_key_jwt`, RFC 7523),
 * and how to read its refusals. Discovery waits for the first use and is tried again when it failed.
 */
import { importJWK, type JWK } from 'jose';
import * as client from 'openid-client';

export interface SpaceProviderOptions {
  readonly issuer: string;
  readonly clientId: string;
  /** ES256, with its `kid`. */
  readonly privateKeyJwk: JWK;
  readonly fetch?: typeof fetch | undefined;
}

export interface SpaceProvider {
  readonly issuer: string;
  readonly clientId: string;
  readonly fetch: typeof fetch;
  configuration(): Promise<client.Configuration>;
}

export interface ProviderRefusal {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  readonly error: string;
  readonly description: string | undefined;
}

/** Nobody answered, or nobody that speaks the protocol: a matter of time, not of the request. */
export class ProviderUnreachable extends Error {
  override readonly name = 'ProviderUnreachable';
}

export function createSpaceProvider(options: SpaceProviderOptions): SpaceProvider {
  const reachingFetch = tellUnreachable(options.fetch ?? fetch);
  let discovered: Promise<client.Configuration> | undefined;

  function configuration(): Promise<client.Configuration> {
    discovered ??= discover(options, reachingFetch).catch((cause: unknown) => {
      discovered = undefined;
      throw new ProviderUnreachable('the provider could not be discovered', { cause });
    });
    return discovered;
  }

  return { issuer: options.issuer, clientId: options.clientId, fetch: reachingFetch, configuration };
}

/** What the provider said against a request, or undefined where `error` is something else. */
export async function refusalOf(error: unknown): Promise<ProviderRefusal | undefined> {
  if (error instanceof client.AuthorizationResponseError) {
    return refusal(400, Object.fromEntries(error.cause));
  }
  if (error instanceof client.ResponseBodyError) {
    return refusal(error.status, error.cause);
  }
  if (error instanceof client.WWWAuthenticateChallengeError) {
    return refusal(error.status, await readJson(error.response));
  }
  if (error instanceof client.ClientError && error.cause instanceof Response) {
    return refusal(error.cause.status, await readJson(error.cause));
  }
  return undefined;
}

export function isUnreachable(error: unknown): boolean {
  return error instanceof ProviderUnreachable || (error instanceof Error && isUnreachable(error.cause));
}

async function discover(options: SpaceProviderOptions, reachingFetch: typeof fetch): Promise<client.Configuration> {
  const { issuer, clientId, privateKeyJwk } = options;
  const key = await importJWK(privateKeyJwk, 'ES256');
  if (key instanceof Uint8Array) throw new Error('the private key of a space must be an asymmetric key');
  const authentication = client.PrivateKeyJwt(privateKeyJwk.kid === undefined ? key : { key, kid: privateKeyJwk.kid });
  return client.discovery(new URL(issuer), clientId, {}, authentication, {
    // The demo lives on http://localhost; a real space speaks TLS and leaves this out.
    execute: [client.allowInsecureRequests],
    [client.customFetch]: (url, { body, signal, ...init }) => {
      // The cast: openid-client declares every kind of body, but the requests made here carry a form or nothing.
      const form = body as URLSearchParams | null | undefined;
      return reachingFetch(url, { ...init, body: form ?? null, signal: signal ?? null });
    },
  });
}

function tellUnreachable(inner: typeof fetch): typeof fetch {
  return async function reachingFetch(input, init) {
    try {
      return await inner(input, init);
    } catch (cause) {
      throw new ProviderUnreachable('no answer from the provider', { cause });
    }
  };
}

function refusal(status: number, body: Readonly<Record<string, unknown>>): ProviderRefusal {
  const error = typeof body.error === 'string' ? body.error : 'server_error';
  const description = typeof body.error_description === 'string' ? body.error_description : undefined;
  return { status, body: { ...body, error }, error, description };
}

async function readJson(response: Response): Promise<Record<string, unknown>> {
  if (response.bodyUsed) return {};
  const value: unknown = await response.json().catch(() => undefined);
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
