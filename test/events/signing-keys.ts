/** The provider's own signing key, and the key set that it publishes. */
import { exportJWK, generateKeyPair, type JSONWebKeySet } from 'jose';
import type { JWKS } from 'oidc-provider';

const kid = 'provider-1';
const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
const members = { kid, alg: 'ES256', use: 'sig' };

export const signingKeys: { readonly kid: string; readonly own: JWKS; readonly published: JSONWebKeySet } = {
  kid,
  own: { keys: [{ ...(await exportJWK(privateKey)), ...members }] },
  published: { keys: [{ ...(await exportJWK(publicKey)), ...members }] },
};
