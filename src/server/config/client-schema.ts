/**
 * A client in the configuration: the client metadata of OpenID Connect Registration and RFC 7591 under their own names, and three
 * words of ours (`space`, `pkce_required`, `introspects`). oidc-provider checks the metadata again, against each other.
 */
import { z } from 'zod';
import { repeatedKeyId } from './key-ids.ts';

export const identifier = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,39}$/, 'must be small letters, digits and hyphens, at most 40, a letter first');

/** https, or http on the machine itself. */
export const webAddress = z.string().refine(isWebAddress, 'must be an https URL (http only for localhost)');

const signingAlgorithm = z.enum(['ES256', 'ES384', 'PS256', 'RS256', 'EdDSA', 'Ed25519']);

/** As JSON, for a variable holds text. */
export const publicKeys = z
  .unknown()
  .transform((value, context): unknown => {
    if (typeof value !== 'string') return value;
    try {
      return JSON.parse(value);
    } catch {
      context.addIssue('must be a JSON Web Key Set');
      return z.NEVER;
    }
  })
  .pipe(z.strictObject({ keys: z.array(z.looseObject({ kty: z.string() })).min(1) }))
  .refine(({ keys }) => keys.every((key) => key.d === undefined && key.k === undefined), 'must hold public keys only')
  .superRefine(({ keys }, context) => {
    const repeated = repeatedKeyId(keys);
    if (repeated) context.addIssue({ code: 'custom', path: ['keys', repeated.index, 'kid'], message: `'${repeated.kid}' is there twice` });
  });

export const clientSchema = z.strictObject({
  client_id: z.string().regex(/^[\w.~-]{1,100}$/, 'must be 1 to 100 unreserved characters'),
  /** The space that the client belongs to; none for a client that has nothing to do with linking. */
  space: identifier.optional(),
  /** RFC 7636 with S256. */
  pkce_required: z.boolean().default(true),
  /** A resource server may introspect tokens that were given to other clients. */
  introspects: z.enum(['own_tokens', 'any_token']).default('own_tokens'),

  client_name: z.string().min(1).max(100).optional(),
  application_type: z.enum(['web', 'native']).default('web'),
  grant_types: z.array(z.string().min(1)).default(['authorization_code', 'refresh_token']),
  response_types: z.array(z.enum(['code'])).default(['code']),
  redirect_uris: z.array(z.string().refine(URL.canParse, 'must be a URL')).default([]),
  post_logout_redirect_uris: z.array(z.string().refine(URL.canParse, 'must be a URL')).default([]),
  initiate_login_uri: webAddress.optional(),
  backchannel_logout_uri: webAddress.optional(),
  /** Without a `sid` the end of one session would end all sessions of the customer. */
  backchannel_logout_session_required: z.boolean().default(true),
  token_endpoint_auth_method: z.enum(['private_key_jwt', 'client_secret_basic', 'client_secret_post', 'none']).default('private_key_jwt'),
  token_endpoint_auth_signing_alg: signingAlgorithm.optional(),
  id_token_signed_response_alg: z.enum(['ES256', 'PS256', 'RS256']).default('ES256'),
  client_secret: z.string().min(8).optional(),
  jwks: publicKeys.optional(),
  jwks_uri: webAddress.optional(),
  scope: z.string().optional(),
  subject_type: z.enum(['public', 'pairwise']).default('public'),
  sector_identifier_uri: webAddress.optional(),
  require_pushed_authorization_requests: z.boolean().default(true),
  dpop_bound_access_tokens: z.boolean().optional(),
  default_max_age: z.number().int().min(0).optional(),
});

export function isWebAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, hash } = new URL(text);
  if (username !== '' || hash !== '') return false;
  return protocol === 'https:' || (protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(hostname));
}
