/**
 * Why a pushed token is refused: a closed list, each with its error code of RFC 8935 section 2.4 and the one sentence that the transmitter
 * is told. Nothing here depends on whether an account exists.
 */
/** The codes that RFC 8935 section 2.4 registers. */
export const setErrors = [
  'invalid_request',
  'invalid_key',
  'invalid_issuer',
  'invalid_audience',
  'authentication_failed',
  'access_denied',
] as const;
export type SetError = (typeof setErrors)[number];

export const refusals = {
  wrong_media_type: { err: 'invalid_request', description: 'the request must be of the type application/secevent+jwt' },
  too_large: { err: 'invalid_request', description: 'the request is larger than 64 kB' },
  malformed: { err: 'invalid_request', description: 'the request body must be one signed security event token' },
  wrong_type: { err: 'invalid_request', description: 'the token must be of the type secevent+jwt' },
  invalid_claims: {
    err: 'invalid_request',
    description: 'the token must have jti, iat and events as RFC 8417 has them, and neither nonce nor sub',
  },
  expired: { err: 'invalid_request', description: 'the token is out of its time' },
  issued_in_future: { err: 'invalid_request', description: 'iat is in the future' },
  issued_long_ago: { err: 'invalid_request', description: 'iat is too long ago' },
  invalid_event: { err: 'invalid_request', description: 'an event does not conform to its definition' },
  invalid_event_time: { err: 'invalid_request', description: 'event_timestamp and toe are seconds, and not in the future' },
  invalid_subject: { err: 'invalid_request', description: 'the subject must be one account, by iss_sub of this provider or opaque' },
  unknown_issuer: { err: 'invalid_issuer', description: 'the issuer is not known here' },
  wrong_audience: { err: 'invalid_audience', description: 'the token is not meant for this recipient' },
  unacceptable_algorithm: { err: 'invalid_key', description: 'the signature algorithm is not accepted' },
  unknown_key: { err: 'invalid_key', description: 'kid must name a key of the issuer' },
  invalid_signature: { err: 'authentication_failed', description: 'the signature is not that of the issuer' },
  event_not_allowed: { err: 'access_denied', description: 'the issuer may not send these events' },
  account_not_allowed: { err: 'access_denied', description: 'the issuer may not speak of this account' },
} as const satisfies Record<string, { readonly err: SetError; readonly description: string }>;

export type RefusalReason = keyof typeof refusals;

/** `issuer` once it is known to be one of ours: what anybody else calls themselves is not repeated. */
export interface Refusal {
  readonly ok: false;
  readonly reason: RefusalReason;
  readonly issuer?: string;
}

export function refused(reason: RefusalReason, issuer?: string): Refusal {
  return { ok: false, reason, ...(issuer !== undefined && { issuer }) };
}
