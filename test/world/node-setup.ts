/** What all nodes of one cluster are started with: one configuration, one set of keys. Made once, and sent to each as it is. */
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { exportJWK, generateKeyPair, type JSONWebKeySet, type JWK } from 'jose';
import { loadConfiguration } from '../../src/server/config/load.ts';
import type { Secrets } from '../../src/server/secrets.ts';

export interface NodeSetup {
  /** Origin of the one relying party of all clients. */
  readonly relyingParty: string;
  readonly secrets: Secrets;
  /** Public keys of the bank's systems, which push security events. */
  readonly bankKeys: JSONWebKeySet;
  /** Public keys of the client that signs. */
  readonly clientKeys: JSONWebKeySet;
  /** Milliseconds that the authenticator service takes to answer a poll. */
  readonly approverTakes: number;
}

/** Names; nothing listens there. */
export const bank = 'https://bank.example';
export const issuer = 'http://localhost:1';

export async function createNodeSetup(setup: Omit<NodeSetup, 'secrets'>): Promise<NodeSetup> {
  const [provider, authenticator] = await Promise.all([key(), key()]);
  const secrets = {
    cookieKeys: [randomBytes(32).toString('base64url')] as const,
    jwks: { keys: [provider] },
    authenticatorKey: authenticator,
    metricsToken: randomBytes(32).toString('base64url'),
  };
  return { ...setup, secrets };
}

export function nodeConfiguration({ relyingParty, bankKeys, clientKeys }: NodeSetup) {
  return loadConfiguration({
    files: [fileURLToPath(new URL('nodes.yaml', import.meta.url))],
    variables: {
      ISSUER: issuer,
      RELYING_PARTY_URL: relyingParty,
      RELYING_PARTY_HOST: new URL(relyingParty).host,
      BANK: bank,
      BANK_JWKS: JSON.stringify(bankKeys),
      CLIENT_JWKS: JSON.stringify(clientKeys),
    },
    consentTexts: fileURLToPath(new URL('../../config/consent', import.meta.url)),
  });
}

async function key(): Promise<JWK> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  return { ...(await exportJWK(privateKey)), alg: 'ES256', use: 'sig', kid: randomBytes(8).toString('hex') };
}
