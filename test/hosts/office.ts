/** A client of every host that signs its assertions, and sends them under whatever name it likes for the server. */
import { randomUUID } from 'node:crypto';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { type Called, sendCalled } from '../world/called.ts';

const { privateKey, publicKey } = await generateKeyPair('ES256');
const clientId = 'outside-office';

export const office = {
  client_id: clientId,
  jwks: { keys: [{ ...(await exportJWK(publicKey)), alg: 'ES256', use: 'sig', kid: 'office' }] },
  token_endpoint_auth_method: 'private_key_jwt',
  token_endpoint_auth_signing_alg: 'ES256',
  grant_types: [],
  response_types: [],
} as const;

/** Asks for an introspection of nothing; the status, and the OAuth error if there is one. */
export async function introspectNothing(issuer: string, audience: string, called: Called): Promise<string> {
  return sendCalled(issuer, called, {
    token: 'nothing',
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: await assertionFor(audience),
  });
}

function assertionFor(audience: string): Promise<string> {
  return new SignJWT({ iss: clientId, sub: clientId, aud: audience, jti: randomUUID() })
    .setProtectedHeader({ alg: 'ES256', kid: 'office' })
    .setIssuedAt()
    .setExpirationTime('1m')
    .sign(privateKey);
}
