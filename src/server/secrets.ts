/** What must never be in a configuration file. */
import { hkdfSync } from 'node:crypto';
import type { JWK } from 'jose';
import type { JWKS } from 'oidc-provider';

export interface Secrets {
  /** The first signs; all verify, so that keys rotate without logging anybody out. */
  readonly cookieKeys: readonly [string, ...string[]];
  /** Private keys of the provider: ES256, and RS256 for clients that need it. */
  readonly jwks: JWKS;
  /** The private key with which Passerelle authenticates to the authenticator services. */
  readonly authenticatorKey: JWK;
  /** Hides account ids from clients of subject type `pairwise`; never changes. */
  readonly pairwiseSalt?: string;
  /** Opens `/metrics`, which is not there without one. */
  readonly metricsToken?: string;
}

/** A key of its own for the pages' form tokens, so that no signature made for one purpose serves the other. */
export function formTokenKey({ cookieKeys }: Secrets): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', cookieKeys[0], '', 'passerelle form tokens', 32));
}
