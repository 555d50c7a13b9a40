/** A server of the bank that signs its assertions (RFC 7523), and may read links by itself. */
import { exportJWK, type GenerateKeyPairResult, generateKeyPair, type JWK } from 'jose';

export const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

export async function createOfficeKeys(): Promise<GenerateKeyPairResult & { readonly jwk: JWK }> {
  const keys = await generateKeyPair('ES256', { extractable: true });
  return { ...keys, jwk: { ...(await exportJWK(keys.publicKey)), alg: 'ES256', use: 'sig', kid: 'office' } };
}

export const officeWith = (jwk: JWK, client_id = 'office') => ({
  client_id,
  jwks: { keys: [jwk] },
  token_endpoint_auth_method: 'private_key_jwt',
  token_endpoint_auth_signing_alg: 'ES256',
  grant_types: ['client_credentials'],
  response_types: [],
  require_pushed_authorization_requests: false,
  scope: 'account_links:read',
});
