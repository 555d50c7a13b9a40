/** The client of a cluster that signs: assertions of private_key_jwt (RFC 7523 section 2.2), good ones. */
import { randomUUID } from 'node:crypto';
import { exportJWK, generateKeyPair, type JSONWebKeySet, SignJWT } from 'jose';
import { issuer } from './node-setup.ts';
import type { OutsideClient } from './outside.ts';

export interface SigningClient {
  readonly clientId: OutsideClient;
  readonly keys: JSONWebKeySet;
  /** The parameters that authenticate it; the same assertion for who sends them twice. */
  assertion(): Promise<Readonly<Record<'client_assertion_type' | 'client_assertion', string>>>;
}

export async function openSigningClient(): Promise<SigningClient> {
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  const [clientId, kid] = ['outside-signing', 'client'] as const;
  return {
    clientId,
    keys: { keys: [{ ...(await exportJWK(publicKey)), alg: 'ES256', use: 'sig', kid }] },
    async assertion() {
      const signed = await new SignJWT({})
        .setProtectedHeader({ alg: 'ES256', kid })
        .setIssuer(clientId)
        .setSubject(clientId)
        .setAudience(issuer)
        .setIssuedAt()
        .setExpirationTime('60s')
        .setJti(randomUUID())
        .sign(privateKey);
      return { client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer', client_assertion: signed };
    },
  };
}
