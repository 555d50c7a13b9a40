/** Tells an answer that is not the authenticator service's (T14) from a service that does not answer: the first is said, the second thrown. */
import { errors as jose } from 'jose';
import * as client from 'openid-client';

export class MissingIdToken extends Error {
  override readonly name = 'MissingIdToken';
}

/** What openid-client finds in the content of a token response. */
const contentFaults: ReadonlySet<string | undefined> = new Set([
  'OAUTH_INVALID_RESPONSE',
  'OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED',
  'OAUTH_JWT_CLAIM_COMPARISON_FAILED',
  'OAUTH_JWT_TIMESTAMP_CHECK_FAILED',
  'OAUTH_PARSE_ERROR',
  'OAUTH_UNSUPPORTED_OPERATION',
]);

/** What of jose is about fetching keys, and says nothing about the token. */
const keyFaults: ReadonlySet<string> = new Set(['ERR_JOSE_GENERIC', 'ERR_JWKS_TIMEOUT', 'ERR_JWKS_INVALID']);

/** What is wrong with the answer, without its content; undefined when there was none. */
export function detailOfInvalid(error: unknown): string | undefined {
  if (error instanceof MissingIdToken) return 'no ID token';
  if (error instanceof client.ClientError && contentFaults.has(error.code)) return `token response: ${error.code}`;
  if (error instanceof jose.JOSEError && !keyFaults.has(error.code)) return `ID token: ${error.code}`;
  return undefined;
}
