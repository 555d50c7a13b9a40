/** The signing keys of the demo's programs, made anew at each start; and what of a key may be shown. */
import { randomBytes } from 'node:crypto';
import { exportJWK, generateKeyPair, type JWK } from 'jose';

export async function createKey(alg: 'ES256' | 'RS256'): Promise<JWK> {
  const { privateKey } = await generateKeyPair(alg, { extractable: true });
  return { ...(await exportJWK(privateKey)), alg, use: 'sig', kid: randomBytes(8).toString('hex') };
}

/** Members are named one by one: a private one that is not named cannot slip out. */
export function publicSet({ kty, crv, x, y, n, e, alg, use, kid }: JWK): { keys: JWK[] } {
  const members = Object.entries({ kty, crv, x, y, n, e, alg, use, kid }).filter(([, value]) => value !== undefined);
  return { keys: [Object.fromEntries(members)] };
}
