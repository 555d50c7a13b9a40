/**
 * Composes the host's configuration with the extension's. Answers a new one: the host's objects are never changed, and what the host set
 * is called first. What each option becomes is a table in docs.
 */
import type { AdapterConstructor, AdapterFactory, Configuration } from 'oidc-provider';
import { interactionPolicy } from 'oidc-provider';
import { composePolicy } from './checks.ts';
import type { DerivedLogins } from './derived-logins.ts';
import type { SubFor } from './facts.ts';
import type { Fence } from './fence.ts';
import { createFencedAdapter } from './fenced-adapter.ts';
import { refreshedResource } from './grant-tokens.ts';
import { composeLoadExistingGrant } from './grants.ts';
import { linkedAccountsScopes } from './linked-accounts.ts';
import type { createLinkedFromValidator } from './linked-from.ts';
import { composeLives } from './lives.ts';
import type { Parts } from './parts.ts';
import { type createTokenClaims, openidClaims } from './token-claims.ts';

export interface Configured {
  readonly parts: Parts;
  readonly fence: Fence;
  readonly derivedLogins: DerivedLogins;
  readonly adapter: AdapterFactory;
  readonly subFor: SubFor;
  readonly tokenClaims: ReturnType<typeof createTokenClaims>;
  readonly validateLinkedFrom: ReturnType<typeof createLinkedFromValidator>;
}

export function composeConfiguration(
  host: Configuration,
  { parts, fence, derivedLogins, adapter, subFor, tokenClaims, validateLinkedFrom }: Configured,
): Configuration {
  const ofSpace = (clientId: unknown) => parts.spaces.ofClient(clientId) !== undefined;
  if (!host.findAccount) throw new TypeError('findAccount: required');
  return {
    ...host,
    adapter: createFencedAdapter(parts, adapter, fence, derivedLogins),
    findAccount: tokenClaims.composeFindAccount(host.findAccount),
    extraTokenClaims: tokenClaims.composeExtraTokenClaims(host.extraTokenClaims),
    claims: { ...host.claims, openid: [...new Set(['sub', ...namesOf(host.claims?.openid), ...openidClaims])] },
    scopes: [...new Set([...(host.scopes ?? ['openid', 'offline_access']), ...linkedAccountsScopes])],
    extraParams: { ...extraParamsOf(host.extraParams), linked_from: validateLinkedFrom },
    features: composeFeatures(parts, host.features),
    loadExistingGrant: composeLoadExistingGrant(parts, host.loadExistingGrant),
    ttl: composeLives(parts, host.ttl),
    interactions: {
      ...host.interactions,
      policy: composePolicy(parts, host.interactions?.policy ? copyPolicy(host.interactions.policy) : interactionPolicy.base(), subFor),
    },
    // For spaces: rotated at every use, given to whoever may have them, and everything ends with the login.
    rotateRefreshToken: (ctx) => {
      if (ofSpace(ctx.oidc.client?.clientId)) return true;
      return typeof host.rotateRefreshToken === 'function' ? host.rotateRefreshToken(ctx) : (host.rotateRefreshToken ?? true);
    },
    issueRefreshToken: async (ctx, client, source) => {
      if (!ofSpace(client.clientId))
        return host.issueRefreshToken
          ? host.issueRefreshToken(ctx, client, source)
          : client.grantTypeAllowed('refresh_token') && source.scopes.has('offline_access');
      return client.grantTypeAllowed('refresh_token');
    },
    expiresWithSession: async (ctx, source) => {
      if (ofSpace(ctx.oidc.client?.clientId)) return true;
      return host.expiresWithSession ? host.expiresWithSession(ctx, source) : !source.scopes.has('offline_access');
    },
  };
}

/** The host's adapter as a factory; our own store's where it has none. */
export function adapterOf(host: Configuration['adapter'], ownArtifacts: AdapterFactory): AdapterFactory {
  if (!host) return ownArtifacts;
  return isConstructor(host) ? (model) => new host(model) : host;
}

function isConstructor(adapter: AdapterConstructor | AdapterFactory): adapter is AdapterConstructor {
  return typeof adapter.prototype?.upsert === 'function';
}

function composeFeatures(parts: Parts, features: Configuration['features']): Configuration['features'] {
  const own = features?.resourceIndicators?.getResourceServerInfo;
  if (!features || !own) return features;
  return {
    ...features,
    resourceIndicators: {
      ...features.resourceIndicators,
      getResourceServerInfo: (ctx, resource, client) => refreshedResource(parts, ctx, resource, client) ?? own(ctx, resource, client),
    },
  };
}

function copyPolicy(policy: readonly interactionPolicy.Prompt[]): interactionPolicy.DefaultPolicy {
  const copy = interactionPolicy.base();
  copy.clear();
  for (const prompt of policy) copy.add(prompt);
  return copy;
}

function namesOf(claims: unknown): readonly string[] {
  if (Array.isArray(claims)) return claims.filter((claim) => typeof claim === 'string');
  return typeof claims === 'object' && claims !== null ? Object.keys(claims) : [];
}

function extraParamsOf(
  extraParams: Configuration['extraParams'],
): Extract<NonNullable<Configuration['extraParams']>, { [name: string]: unknown }> {
  if (extraParams === undefined) return {};
  if (isIterable(extraParams)) return Object.fromEntries([...extraParams].map((name) => [name, null]));
  return { ...extraParams };
}

function isIterable(value: NonNullable<Configuration['extraParams']>): value is readonly string[] | ReadonlySet<string> {
  return Symbol.iterator in value;
}
