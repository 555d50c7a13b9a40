/**
 * The one schema of `config/*.yaml`. Names are snake_case as in the protocols; unknown names are problems, so that a misspelt
 * safeguard is not silently missing. What takes more than one entry to see is in `cross-checks.ts`.
 */
import { z } from 'zod';
import { languages } from '../i18n/languages.ts';
import { clientSchema, identifier, isWebAddress, publicKeys, webAddress } from './client-schema.ts';
import { seconds } from './duration.ts';
import { noticesSchema } from './notices-schema.ts';
import { patterns } from './patterns.ts';

const duration = z.string().transform((text, context) => {
  const answer = seconds(text);
  if (answer !== undefined) return answer;
  context.addIssue('must be a duration such as 30s, 15m, 2h or 7d');
  return z.NEVER;
});

const perLanguage = z.record(z.string().regex(/^[a-z]{2}$/, 'must be a language such as fr'), z.string().min(1).max(100));

const colour = z.string().regex(/^#[0-9a-f]{6}$/i, 'must be a colour such as #00594f');

const authenticator = z.strictObject({
  /** The CIBA service of the space's authenticator app. */
  issuer: webAddress,
  client_id: z.string().min(1),
  /** Pinned: an answer signed otherwise is not the service's. */
  id_token_signed_response_alg: z.enum(['ES256', 'ES384', 'PS256', 'RS256']).default('ES256'),
});

const space = z.strictObject({
  id: identifier.refine((id) => id !== 'all', "must not be 'all': the page of signing out uses the word"),
  name: perLanguage,
  /** Of the space's pages: dark enough for white text on it. */
  colour: colour.optional(),
  /** In place of `colour` in the dark theme, where it must be light; a lighter tone of it unless given. */
  dark_colour: colour.optional(),
  /** On the space's banner; one that no other space has unless given. */
  pattern: z.enum(patterns).optional(),
  /** A file of the folder `logos` beside this one. */
  logo: z
    .string()
    .regex(/^[a-z0-9][a-z0-9_-]*\.(svg|png)$/i, 'must be the name of an SVG or PNG file')
    .optional(),
  /** Shown on every page of the space: under its name, and at the foot. */
  texts: z.strictObject({ welcome: perLanguage.optional(), help: perLanguage.optional() }).prefault({}),
  /** For help; shown at the foot, to be called at a touch. */
  phone: z
    .string()
    .regex(/^\+\d(?:[ \u00a0]?\d){6,14}$/, 'must be an international number such as +33 1 99 00 00 01')
    .optional(),
  entry_client: z.string(),
  /** For customers whose browser asks for none of `languages`; the first of these unless given. */
  default_language: z.string().optional(),
  authenticator: authenticator.optional(),
});

const linkLives = {
  linked_login: duration.optional(),
  pending_link: duration.optional(),
  activation_login_age: duration.optional(),
  reactivation_delay: duration.optional(),
  /** Of an active link; for ever without one. */
  link: duration.optional(),
};

const scopes = z.array(z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]+$/, 'must be a scope')).min(1);

/** RFC 8693, for the cases without a browser. */
const grant = z.strictObject({
  client: z.string(),
  /** One of `resource_servers`, of the policy's other space as seen from the client. */
  resource: webAddress,
  scopes,
  life: duration.prefault('5m'),
  refresh_token: z.boolean().default(false),
});

const policy = z.strictObject({
  id: identifier,
  /** `withdrawn` ends its links for good, each at its next use; leave it there until there are none. */
  status: z.enum(['active', 'suspended', 'withdrawn']).default('active'),
  activating_space: z.string(),
  other_space: z.string(),
  clients: z.array(z.string()).min(1),
  clients_without_par: z.array(z.string()).default([]),
  counterpart_proof: z.enum(['same_person', 'target_login']).default('same_person'),
  consent_version: z.string().regex(/^[\w.-]{1,20}$/, 'must be a short version such as 1 or 2026-05'),
  disclose_actor: z.boolean().default(true),
  grants: z.array(grant).default([]),
  /** While one of these has been silent for longer, nothing is opened. */
  event_feed: z.strictObject({ issuers: z.array(z.string()).min(1), max_silence: duration }).optional(),
  activations_per_hour: z.number().int().min(1).default(5),
  lives: z.strictObject(linkLives).default({}),
});

/** Who may push security event tokens (RFC 8417, RFC 8935) to `/events`. */
const eventIssuer = z.strictObject({
  issuer: z.string().min(1),
  /** What `aud` must hold; our own issuer unless given. */
  audience: z.string().min(1).optional(),
  jwks: publicKeys.optional(),
  jwks_uri: webAddress.optional(),
  /** Event types that it may send; all that are understood unless given. */
  events: z.array(z.string().min(1)).min(1).optional(),
  /** Spaces whose accounts it may speak of. */
  spaces: z.array(z.string()).min(1),
  /** Whether it is believed who administers an account now; without it nobody is known after a change. */
  names_administrators: z.boolean().default(false),
});

/** Systems of the bank that are told when a link is activated or revoked. */
const eventReceiver = z.strictObject({
  id: identifier,
  endpoint: webAddress,
  audience: z.string().min(1),
  events: z
    .array(z.enum(['activated', 'revoked']))
    .min(1)
    .default(['activated', 'revoked']),
  /** The value of the `Authorization` header, from a variable. */
  authorization: z.string().min(8).optional(),
});

/** Who answers for the personal data (GDPR article 4.7), named on consent receipts. */
const controller = z.strictObject({
  name: z.string().min(1).max(100),
  /** An e-mail address, a web address or a telephone number, shown as it is. */
  contact: z.string().min(1).max(200).optional(),
});

const resourceServer = z.strictObject({
  resource: webAddress,
  /** Tokens for it are given to clients of this space only. */
  space: z.string(),
  scopes,
});

export const configurationSchema = z.strictObject({
  issuer: z
    .string()
    .refine(
      (text) => isWebAddress(text) && !text.endsWith('/') && !text.includes('?'),
      'must be an https URL without a slash at its end (http only for localhost)',
    ),
  /** Believe X-Forwarded-Proto, -Host and -For: only behind a proxy that always sets them. */
  behind_proxy: z.boolean().default(false),
  outgoing: z
    .strictObject({
      /** `host:port` of relying parties on loopback or private addresses (back-channel logout, key sets). */
      allowed_hosts: z.array(z.string().regex(/^[^\s/]+:\d+$/, 'must be host:port')).default([]),
    })
    .prefault({}),
  /** Languages of pages and consent texts; the first is the one for everybody else. */
  languages: z.array(z.enum(languages)).min(1).default(['fr', 'en']),
  /** In which the pages say times. */
  time_zone: z
    .string()
    .refine((name) => Intl.supportedValuesOf('timeZone').includes(name) || name === 'UTC', 'must be a time zone such as Europe/Paris')
    .default('Europe/Paris'),
  /** Of an operation that names none (ISO 4217); without one its amount is shown bare. */
  currency: z
    .string()
    .refine((code) => Intl.supportedValuesOf('currency').includes(code), 'must be a currency such as EUR')
    .optional(),
  controller: controller.optional(),
  spaces: z.array(space).min(1),
  clients: z.array(clientSchema).min(1),
  policies: z.array(policy).default([]),
  resource_servers: z.array(resourceServer).default([]),
  event_issuers: z.array(eventIssuer).default([]),
  event_receivers: z.array(eventReceiver).default([]),
  /** Customers are told of their links by mail; nobody is without it. */
  notices: noticesSchema.optional(),
  lives: z
    .strictObject({
      session: duration.prefault('2h'),
      code: duration.prefault('30s'),
      access_token: duration.prefault('10m'),
      refresh_token: duration.optional(),
      ...linkLives,
    })
    .prefault({}),
  login_limits: z
    .strictObject({
      failures_per_account: z.number().int().min(1).max(20).default(5),
      lock: duration.prefault('15m'),
      failures_per_address_and_minute: z.number().int().min(1).default(20),
      code_resets_per_account_and_hour: z.number().int().min(1).default(5),
      unconfirmed_approvals_per_account_and_hour: z.number().int().min(1).default(5),
    })
    .prefault({}),
  protocol: z
    .strictObject({
      /** Authorization by POST: its space then comes from the body alone. */
      post_methods: z.enum(['off', 'body-only']).default('off'),
    })
    .prefault({}),
});

export type ConfigurationDocument = z.output<typeof configurationSchema>;
