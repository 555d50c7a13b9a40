/**
 * What is answered to a request that is refused: status, `WWW-Authenticate` and body of RFC 6750 section 3, RFC 9449 section 7 and, where
 * the customer must authenticate again, RFC 9470 section 3. Nothing tells why a token is invalid.
 */
export type Scheme = 'Bearer' | 'DPoP';

export interface Refusal {
  readonly ok: false;
  readonly status: 400 | 401 | 403;
  /** Values of `WWW-Authenticate`, one for each scheme. */
  readonly challenge: readonly string[];
  readonly body: { readonly error: string; readonly error_description: string };
}

export type RefusalCode =
  | 'token_missing'
  | 'invalid_request'
  | 'invalid_token'
  | 'invalid_dpop_proof'
  | 'insufficient_scope'
  | 'insufficient_user_authentication';

export interface RefusalDetails {
  /** The one that the token goes with; both are offered where that is not known. */
  readonly scheme?: Scheme;
  readonly scope?: string | undefined;
  readonly acr?: string | undefined;
  readonly maxAge?: number | undefined;
}

const answers = {
  token_missing: [401, 'an access token is needed'],
  invalid_request: [400, 'the Authorization header is malformed'],
  invalid_token: [401, 'the access token is not good here'],
  invalid_dpop_proof: [401, 'a DPoP proof of this request is needed'],
  insufficient_scope: [403, 'the access token does not have the scope'],
  insufficient_user_authentication: [401, 'the customer has to authenticate again'],
} as const satisfies Record<RefusalCode, readonly [Refusal['status'], string]>;

export function refusal(code: RefusalCode, { scheme, scope, acr, maxAge }: RefusalDetails): Refusal {
  const [status, description] = answers[code];
  const error = code === 'token_missing' ? 'invalid_token' : code;
  const attributes = Object.entries({
    // RFC 6750 section 3.1: no error where the request carried no token.
    ...(code !== 'token_missing' && { error, error_description: description }),
    ...(scope !== undefined && { scope }),
    ...(code === 'insufficient_user_authentication' && acr !== undefined && { acr_values: acr }),
    ...(code === 'insufficient_user_authentication' && maxAge !== undefined && { max_age: String(maxAge) }),
  });
  const schemes: readonly Scheme[] = scheme === undefined ? ['Bearer', 'DPoP'] : [scheme];
  return {
    ok: false,
    status,
    challenge: schemes.map((one) => challengeOf(one, attributes)),
    body: { error, error_description: description },
  };
}

function challengeOf(scheme: Scheme, attributes: readonly (readonly [string, string])[]): string {
  const own = scheme === 'DPoP' ? [...attributes, ['algs', 'ES256 PS256 EdDSA Ed25519'] as const] : attributes;
  return [scheme, own.map(([name, value]) => `${name}="${value}"`).join(', ')].join(' ').trim();
}
