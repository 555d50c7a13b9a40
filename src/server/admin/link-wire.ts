/** Account links on the wire: the link, its history, its uses, and whether a switch would work. */
import { z } from 'zod';
import type { LinkStatus } from '../../linking/account-link.ts';
import type { LinkedLoginEnd } from '../../linking/linked-login.ts';
import { historyEvents, revocationReasons } from '../../oidc/passerelle.ts';
import { time } from './wire.ts';

const states = ['pending', 'active', 'declined', 'expired', 'revoked'] as const satisfies readonly LinkStatus[];

const endReasons = [
  'stepped_up',
  'account_unusable',
  'policy_suspended',
  'signed_out',
  'session_revoked',
  'revoked',
] as const satisfies readonly LinkedLoginEnd[];

export const linkId = z.string().regex(/^[\w~-]{1,128}$/);

const side = z
  .strictObject({
    space: z.string(),
    account_id: z.string().describe('Something that is no id once the account was erased.'),
    account: z.string().optional().describe('The masked number of the account; absent for one that does not exist any more.'),
  })
  .meta({ id: 'AccountLinkSide' });

export const accountLink = z
  .strictObject({
    id: z.string(),
    policy: z.string(),
    state: z.enum(states),
    activating: side,
    other: side,
    created_at: time,
    activated_at: time.optional(),
    ended_at: time.optional(),
    revocation_reason: z.enum(revocationReasons).optional(),
    consent: z.strictObject({
      version: z.string(),
      language: z.string(),
      text_hash: z.string().describe('SHA-256 of the text that was shown, base64url.'),
    }),
  })
  .meta({ id: 'AccountLink' });

export const historyEntry = z
  .strictObject({
    event: z.enum(historyEvents),
    at: time,
    actor: z
      .string()
      .describe(
        '`activating_account`, `other_account`, `authenticator`, `provider`, `operator:` with a name, or `issuer:` of security events.',
      ),
    client_id: z.string().optional(),
    reason: z.enum(revocationReasons).optional(),
    request_id: z.string().optional().describe("The request's, as in its log lines."),
    hash: z.string(),
    previous: z.string().describe('The hash of the entry before; the id of the link for the first.'),
  })
  .meta({ id: 'HistoryEntry' });

export const use = z
  .strictObject({
    at: time,
    from: z.string(),
    to: z.string(),
    via: z.enum(['browser', 'grant']),
    browser: z.string().optional().describe('The family of the browser.'),
    ended_at: time.optional(),
    end_reason: z.enum(endReasons).optional(),
  })
  .meta({ id: 'Use' });

export const explanation = z
  .strictObject({
    allowed: z.boolean(),
    code: z.string().describe('`allowed`, or what the first check that says no says.'),
    checks: z.array(z.strictObject({ check: z.string(), ok: z.boolean(), code: z.string().optional() })),
    link_id: z.string().optional(),
    retry_at: time.optional().describe('When a new activation will be possible.'),
  })
  .meta({ id: 'Explanation' });
