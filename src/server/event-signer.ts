/** Signs security event tokens (RFC 8417) with the provider's own key, so that receivers verify them with the published key set. */
import { importJWK, SignJWT } from 'jose';
import type { JWKS } from 'oidc-provider';

export type SignSecurityEvent = (claims: Readonly<Record<string, unknown>>) => Promise<string>;

export function createEventSigner({ keys }: JWKS): SignSecurityEvent {
  // As the provider does, the first key that fits signs.
  const jwk = keys.find(({ use, alg }) => use !== 'enc' && alg !== undefined);
  return async function signSecurityEvent(claims) {
    if (!jwk?.alg) throw new TypeError('no key of the key set names its algorithm: security events cannot be signed');
    const { alg, kid } = jwk;
    // The key set is checked by oidc-provider when it starts; the type of its members is its own.
    const key = await importJWK({ ...jwk } as Parameters<typeof importJWK>[0], alg);
    return new SignJWT({ ...claims }).setProtectedHeader({ alg, typ: 'secevent+jwt', ...(kid !== undefined && { kid }) }).sign(key);
  };
}
