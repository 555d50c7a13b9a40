/**
 * As much of a request as the check reads, and the access token in it: RFC 6750 section 2.1 and RFC 9449 section 7.1. Tokens in bodies
 * and in query strings are not looked for.
 */
import type { Scheme } from './refusal.ts';

export interface CheckedRequest {
  readonly method: string;
  /** Absolute, as the client called it. */
  readonly url: string;
  /** By names in small letters. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

export type Presented =
  | { readonly ok: true; readonly scheme: Scheme; readonly value: string }
  | { readonly ok: false; readonly code: 'token_missing' | 'invalid_request' };

const schemes = new Map<string, Scheme>([
  ['bearer', 'Bearer'],
  ['dpop', 'DPoP'],
]);
/** RFC 6750 section 2.1: b64token. */
const token68 = /^[\w.~+/-]+=*$/;

export function presentedToken({ headers }: CheckedRequest): Presented {
  const { authorization } = headers;
  if (authorization === undefined) return { ok: false, code: 'token_missing' };
  if (typeof authorization !== 'string') return { ok: false, code: 'invalid_request' };
  const [name = '', value = '', ...others] = authorization.trim().split(/ +/);
  const scheme = schemes.get(name.toLowerCase());
  // Credentials of another kind (RFC 9110 section 11.6.2) are no token that went wrong.
  if (!scheme) return { ok: false, code: 'token_missing' };
  return token68.test(value) && others.length === 0 ? { ok: true, scheme, value } : { ok: false, code: 'invalid_request' };
}

/** Put together as text: `//host` in a request target is a path there, and would be an address for `new URL`. */
export function calledUrl(origin: string, target: string): string {
  return target.startsWith('/') ? origin.replace(/\/$/, '') + target : origin;
}
