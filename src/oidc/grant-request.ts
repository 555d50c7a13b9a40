/** What a request of the linked-account grant asks for (RFC 8693 section 2.1): every parameter once, typed, and within a policy's rule. */
import type { Client } from 'oidc-provider';
import { errors } from 'oidc-provider';
import type { GrantRule } from '../linking/link-policy.ts';
import type { Parts } from './parts.ts';

export const linkedAccountGrantType = 'urn:passerelle:grant-type:linked-account';
/** The same handler, for clients that know the standard's name only. */
export const tokenExchangeGrantType = 'urn:ietf:params:oauth:grant-type:token-exchange';
export const grantTypes = [linkedAccountGrantType, tokenExchangeGrantType] as const;

export const grantParameters = [
  'subject_token',
  'subject_token_type',
  'requested_token_type',
  'resource',
  'audience',
  'scope',
  'actor_token',
  'actor_token_type',
] as const;
/** May be sent several times (section 2.1); more than one target is then `invalid_target`. */
export const grantDuplicates = ['resource', 'audience'] as const satisfies readonly (typeof grantParameters)[number][];

export type GrantParameters = Partial<Record<(typeof grantParameters)[number], string | string[]>>;

export interface GrantRequest {
  readonly subjectToken: string;
  readonly source: string;
  readonly target: string;
  readonly rule: GrantRule;
  readonly scopes: readonly string[];
}

const accessTokenType = 'urn:ietf:params:oauth:token-type:access_token';

export function grantRequestOf({ spaces, options }: Parts, client: Client, params: GrantParameters): GrantRequest {
  const subjectToken = required(params, 'subject_token');
  if (required(params, 'subject_token_type') !== accessTokenType)
    throw new errors.InvalidRequest('subject_token_type must be that of an access token');
  if (params.requested_token_type !== undefined && params.requested_token_type !== accessTokenType) {
    throw new errors.InvalidRequest('requested_token_type must be that of an access token');
  }
  // The actor is the subject token's own client; a chain of actors is not what a link was consented for.
  if (params.actor_token !== undefined || params.actor_token_type !== undefined)
    throw new errors.InvalidRequest('actor_token is not supported');

  const resource = resourceOf(params);
  const source = spaces.ofClient(client.clientId);
  for (const { activatingSpace, otherSpace, grants } of options.policies()) {
    if (source !== activatingSpace && source !== otherSpace) continue;
    const rule = grants.find((candidate) => candidate.client === client.clientId && candidate.resource === resource);
    if (rule)
      return {
        subjectToken,
        source,
        target: source === activatingSpace ? otherSpace : activatingSpace,
        rule,
        scopes: scopesOf(rule, params),
      };
  }
  throw new errors.InvalidTarget();
}

function required(params: GrantParameters, name: 'subject_token' | 'subject_token_type'): string {
  const value = params[name];
  if (typeof value !== 'string' || value === '') throw new errors.InvalidRequest(`missing required parameter(s) '${name}'`);
  return value;
}

/** `resource` (RFC 8707), or `audience` by the same name. Both may be given if they mean one and the same. */
function resourceOf({ resource, audience }: GrantParameters): string {
  const targets = new Set([resource ?? [], audience ?? []].flat());
  const [target, ...others] = targets;
  if (target === undefined || others.length > 0) throw new errors.InvalidTarget('exactly one resource server must be named');
  return target;
}

/** By intersection with the rule: scopes only shrink, and none is taken over from the subject token (T26). */
function scopesOf({ scopes }: GrantRule, { scope }: GrantParameters): readonly string[] {
  if (scope === undefined) return scopes;
  const asked = typeof scope === 'string' ? scope.split(' ') : [];
  const granted = scopes.filter((candidate) => asked.includes(candidate));
  if (granted.length === 0) throw new errors.InvalidScope('none of the requested scopes can be granted', asked.join(' '));
  return granted;
}
