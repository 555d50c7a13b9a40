/** A client of every host that signs its assertions, and sends them under whatever name it likes for the server. */
import { randomUUID } from 'node:crypto';
import { request as plainRequest } from 'node:http';
import { request as tlsRequest } from 'node:https';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';

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

export interface Called {
  /** The request target: a path, or a whole address (RFC 9112 section 3.2.2). */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Asks for an introspection of nothing; the status, and the OAuth error if there is one. */
export async function introspectNothing(issuer: string, audience: string, { target, headers }: Called): Promise<string> {
  const { protocol, hostname, port } = new URL(issuer);
  const body = new URLSearchParams({
    token: 'nothing',
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: await assertionFor(audience),
  });
  const request = protocol === 'https:' ? tlsRequest : plainRequest;
  const type = { 'content-type': 'application/x-www-form-urlencoded' };
  return new Promise((resolve, reject) => {
    const sent = request(
      { hostname, servername: hostname, port, path: target, method: 'POST', headers: { ...type, ...headers } },
      async (response) => {
        let text = '';
        for await (const chunk of response) text += String(chunk);
        resolve(`${response.statusCode} ${/"error":"(\w+)"/.exec(text)?.[1] ?? ''}`.trim());
      },
    );
    sent.on('error', reject);
    sent.end(body.toString());
  });
}

function assertionFor(audience: string): Promise<string> {
  return new SignJWT({ iss: clientId, sub: clientId, aud: audience, jti: randomUUID() })
    .setProtectedHeader({ alg: 'ES256', kid: 'office' })
    .setIssuedAt()
    .setExpirationTime('1m')
    .sign(privateKey);
}
