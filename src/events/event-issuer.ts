/** Who may push security events, and what each may say of whose accounts. */
import type { JWK } from 'jose';

export interface EventIssuer {
  /** Its `iss`. */
  readonly issuer: string;
  /** What its tokens' `aud` must hold. */
  readonly audience: string;
  readonly keys: { readonly jwks: { readonly keys: readonly JWK[] } } | { readonly jwksUri: string };
  /** URIs of the event types that it may send; all that are understood unless given. Events about the feed itself need no permission. */
  readonly events?: readonly string[] | undefined;
  /** It may speak of the accounts of these spaces. */
  readonly spaces: readonly string[];
  /**
   * What it names as `administrator` of an account is believed: whose personal accounts this one can be linked with, in whatever space. Without
   * it such an event ends what there was like any other, and leaves nobody known.
   */
  readonly namesAdministrators?: boolean | undefined;
  /** Signature algorithms; `defaultAlgorithms` unless given. */
  readonly algorithms?: readonly string[] | undefined;
}

/** Asymmetric ones only: a shared secret would let us sign in the issuer's name. */
export const defaultAlgorithms: readonly string[] = ['ES256', 'ES384', 'PS256', 'RS256', 'EdDSA', 'Ed25519'];
