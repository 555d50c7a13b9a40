/**
 * Passerelle as a client of an authenticator service: `private_key_jwt`, discovery at the first use and again after a failure, and the
 * service's keys for its ID tokens.
 */
import { createRemoteJWKSet, importJWK, type JWK, type JWTPayload, customFetch as joseFetch, jwtVerify } from 'jose';
import * as client from 'openid-client';
import { MissingIdToken } from './invalid-answer.ts';

export interface CibaApproverOptions {
  readonly issuer: string;
  readonly clientId: string;
  /** Of the client, for `private_key_jwt`; with its `kid`, and its `alg` unless ES256. */
  readonly privateKey: JWK;
  readonly clock: () => Date;
  /** Pinned: an ID token signed otherwise is not the service's. Default ES256. */
  readonly signingAlgorithm?: string;
  readonly fetch?: (input: string | URL | Request, init?: RequestInit) => Promise<Response>;
  /** Plain http, for a service on this machine. */
  readonly allowInsecure?: boolean;
}

export interface DiscoveredService {
  readonly configuration: client.Configuration;
  verifyIdToken(idToken: string | undefined): Promise<JWTPayload>;
}

const answerWithinSeconds = 5;
const clockToleranceSeconds = 30;
/** No ID token is older: it is signed when it is asked for. */
const oldestIdToken = '5m';

export function createCibaClient(options: CibaApproverOptions): { discovered(): Promise<DiscoveredService> } {
  let discovery: Promise<DiscoveredService> | undefined;

  return {
    discovered() {
      discovery ??= discover(options).catch((error: unknown) => {
        discovery = undefined;
        throw error;
      });
      return discovery;
    },
  };
}

async function discover(options: CibaApproverOptions): Promise<DiscoveredService> {
  const { issuer, clientId, clock, fetch = globalThis.fetch, allowInsecure = false, signingAlgorithm = 'ES256' } = options;
  const configuration = await client.discovery(
    new URL(issuer),
    clientId,
    { id_token_signed_response_alg: signingAlgorithm },
    await clientAuthentication(options),
    {
      timeout: answerWithinSeconds,
      execute: allowInsecure ? [client.allowInsecureRequests] : [],
      [client.customFetch]: (url, init) => fetch(url, asRequestInit(init)),
    },
  );
  configuration.timeout = answerWithinSeconds;
  const { jwks_uri } = configuration.serverMetadata();
  if (jwks_uri === undefined) throw new Error(`the authenticator service ${issuer} publishes no keys`);
  const keys = createRemoteJWKSet(new URL(jwks_uri), {
    timeoutDuration: answerWithinSeconds * 1000,
    [joseFetch]: (url, init) => fetch(url, init),
  });

  return {
    configuration,
    async verifyIdToken(idToken) {
      if (idToken === undefined) throw new MissingIdToken();
      const { payload } = await jwtVerify(idToken, keys, {
        algorithms: [signingAlgorithm],
        issuer,
        audience: clientId,
        requiredClaims: ['sub', 'iat', 'exp'],
        maxTokenAge: oldestIdToken,
        clockTolerance: clockToleranceSeconds,
        currentDate: clock(),
      });
      return payload;
    },
  };
}

async function clientAuthentication({ privateKey }: CibaApproverOptions): Promise<client.ClientAuth> {
  const key = await importJWK(privateKey, privateKey.alg ?? 'ES256');
  if (key instanceof Uint8Array) throw new TypeError('the key for the authenticator services must be an asymmetric private key');
  return client.PrivateKeyJwt(privateKey.kid === undefined ? key : { key, kid: privateKey.kid });
}

/** openid-client names every kind of body; the requests made here carry a form or nothing. */
function asRequestInit({ body, signal, ...init }: client.CustomFetchOptions): RequestInit {
  return { ...init, ...(body !== undefined && { body: body as BodyInit | null }), ...(signal && { signal }) };
}
