/** A system of the bank that transmits security events: its keys, and tokens that are in order but for what a test changes. */
import { randomUUID } from 'node:crypto';
import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import type { EventIssuer } from '../../src/events/receiver.ts';

export const now = new Date('2026-05-04T10:00:00Z');
export const seconds = now.getTime() / 1000;
export const ourIssuer = 'https://login.bank.example';
export const bankIssuer = 'https://core.bank.example';

export const risc = (name: string) => `https://schemas.openid.net/secevent/risc/event-type/${name}`;
export const caep = (name: string) => `https://schemas.openid.net/secevent/caep/event-type/${name}`;
export const ssf = (name: string) => `https://schemas.openid.net/secevent/ssf/event-type/${name}`;
export const ours = (name: string) => `urn:passerelle:event:${name}`;

export const issSub = (sub: string, iss = ourIssuer) => ({ format: 'iss_sub', iss, sub });

export interface Transmitter {
  readonly entry: EventIssuer;
  readonly jwk: JWK;
  /** `undefined` leaves a claim or a header parameter out. */
  sign(claims?: Readonly<Record<string, unknown>>, header?: Readonly<Record<string, unknown>>): Promise<string>;
}

export async function createTransmitter(entry: Partial<EventIssuer> = {}, alg = 'ES256', kid = 'key-1'): Promise<Transmitter> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  const jwk = { ...(await exportJWK(publicKey)), kid, alg };
  return {
    entry: { issuer: bankIssuer, audience: ourIssuer, keys: { jwks: { keys: [jwk] } }, spaces: ['pro'], ...entry },
    jwk,
    sign(claims = {}, header = {}) {
      return new SignJWT(defined({ ...goodClaims(), ...claims }))
        .setProtectedHeader({ alg, ...defined({ typ: 'secevent+jwt', kid, ...header }) })
        .sign(privateKey);
    },
  };
}

/** A secret code that was reset. */
export function goodClaims(): Readonly<Record<string, unknown>> {
  return {
    iss: bankIssuer,
    aud: ourIssuer,
    iat: seconds,
    jti: randomUUID(),
    sub_id: issSub('acc_pro_camille'),
    events: { [risc('account-credential-change-required')]: {} },
  };
}

function defined(members: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}
