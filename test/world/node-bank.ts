/** The bank's systems: security event tokens (RFC 8417) about an account, signed and pushed (RFC 8935) to whichever node. */
import { randomUUID } from 'node:crypto';
import { exportJWK, generateKeyPair, type JSONWebKeySet, SignJWT } from 'jose';
import { bank, issuer } from './node-setup.ts';

export interface Bank {
  readonly keys: JSONWebKeySet;
  /** Throws unless the event was accepted. */
  push(node: { readonly url: string }, type: string, accountId: string): Promise<void>;
}

export async function openBank(): Promise<Bank> {
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  const kid = 'bank';
  return {
    keys: { keys: [{ ...(await exportJWK(publicKey)), alg: 'ES256', use: 'sig', kid }] },
    async push({ url }, type, accountId) {
      const event = await new SignJWT({ sub_id: { format: 'iss_sub', iss: issuer, sub: accountId }, events: { [type]: {} } })
        .setProtectedHeader({ alg: 'ES256', kid, typ: 'secevent+jwt' })
        .setIssuer(bank)
        .setAudience(issuer)
        .setIssuedAt()
        .setJti(randomUUID())
        .sign(privateKey);
      const response = await sendAgain(() =>
        fetch(`${url}/events`, {
          method: 'POST',
          headers: { 'content-type': 'application/secevent+jwt', accept: 'application/json' },
          body: event,
        }),
      );
      if (response.status !== 202) throw new Error(`the event was answered with ${response.status}: ${await response.text()}`);
    },
  };
}

/** As a transmitter does: what is answered with a fault of the receiver's is sent again (RFC 8935 section 2). */
async function sendAgain(send: () => Promise<Response>): Promise<Response> {
  for (let attempt = 1; ; attempt += 1) {
    const response = await send();
    if (response.status < 500 || attempt === 5) return response;
  }
}
