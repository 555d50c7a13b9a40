/**
 * Signs with the provider's own key what others verify with the published key set: security event tokens (RFC 8417), receipts. Each
 * says what it is in `typ` (RFC 8725 section 3.11), so that none is taken for another, and which key in `kid`.
 */
import { calculateJwkThumbprint, importJWK, SignJWT } from 'jose';
import type { JWKS } from 'oidc-provider';

export type TokenType = 'secevent+jwt' | 'account-link-receipt+jwt';
export type SignToken = (claims: Readonly<Record<string, unknown>>) => Promise<string>;

export function createTokenSigner({ keys }: JWKS): (typ: TokenType) => SignToken {
  // As the provider does, the first key that fits signs.
  const jwk = keys.find(({ use, alg }) => use !== 'enc' && alg !== undefined);
  return (typ) =>
    async function signToken(claims) {
      if (!jwk?.alg) throw new TypeError(`no key of the key set names its algorithm: no '${typ}' can be signed`);
      // The key set is checked by oidc-provider when it starts; the type of its members is its own.
      const own = { ...jwk } as Parameters<typeof importJWK>[0];
      // A key without a name is published under its thumbprint (RFC 7638).
      const kid = jwk.kid ?? (await calculateJwkThumbprint(own));
      return new SignJWT({ ...claims }).setProtectedHeader({ alg: jwk.alg, typ, kid }).sign(await importJWK(own, jwk.alg));
    };
}
