/**
 * What a consent receipt says: the claims of the signed one, which the printed page shows as well. Names are those of ISO/IEC TS 27560
 * where it has one. It names accounts as pages do, masked: never an account id, an identifier or a whole number (T54).
 */
import { z } from 'zod';
import { historyEvents, revocationReasons } from '../../oidc/passerelle.ts';

/** RFC 7519 section 4.1.3: whoever finds another audience than itself must reject the token. Nobody is this one. */
export const receiptAudience = 'urn:passerelle:account-link-receipt';
export const receiptType = 'account-link-receipt+jwt';

const moment = z.iso.datetime();

const account = z.object({
  space: z.string(),
  space_name: z.string(),
  /** Whether the link was activated from it. */
  role: z.enum(['activating', 'other']),
  /** As the bank describes it when the receipt is issued; absent for an account that it no longer knows. */
  name: z.string().optional(),
  account_number: z.string().optional(),
  company: z.string().optional(),
});

const consent = z.object({
  version: z.string(),
  language: z.string(),
  /** Base64url, of the UTF-8 bytes of the exact text that was shown. */
  text_sha256: z.string(),
  /** That text; only ever one that has this hash. */
  text: z.string().optional(),
  text_unavailable: z.enum(['version_not_held', 'described_otherwise']).optional(),
});

export const receiptSchema = z.object({
  iss: z.string(),
  aud: z.literal(receiptAudience),
  /** Seconds. */
  iat: z.number().int(),
  jti: z.string().min(1),
  schema_version: z.literal('1'),
  /** Of the record that the receipt is about: the account link. */
  record_id: z.string(),
  /** Of the words in it. */
  language: z.string(),
  pii_controllers: z.array(z.object({ name: z.string(), contact: z.string().optional() })).min(1),
  purpose: z.object({ description: z.string(), limits: z.string() }),
  /** When the receipt was issued. */
  state: z.enum(['active', 'ended']),
  accounts: z.array(account).length(2),
  consent,
  approval: z.object({
    method: z.literal('authenticator_app'),
    /** What the approval was bound to: a hash over accounts, text, client and time. */
    challenge: z.string(),
    source_proof: z.enum(['login', 'secret_code']),
    counterpart_proof: z.enum(['same_person', 'target_login']),
  }),
  /** Oldest first. Not `events`, which is the claim of security event tokens (RFC 8417 section 2.2). */
  consent_events: z.array(
    z.object({ event_type: z.enum(historyEvents), event_time: moment, reason: z.enum(revocationReasons).optional() }),
  ),
  validity: z.object({ from: moment, until: moment.optional() }),
  withdrawal_method: z.object({ space: z.string(), space_name: z.string(), steps: z.string(), uri: z.string() }),
  history: z.object({ entries: z.number().int(), head: z.string() }),
});

export type Receipt = z.infer<typeof receiptSchema>;
