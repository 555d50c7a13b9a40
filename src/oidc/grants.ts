/**
 * The Grants of spaces: given without a scope page (the spaces are the bank's own), one for each login and client, and those of a
 * linked login marked in their id, so that the fence holds for every token under them.
 */
import type { Configuration, Grant, KoaContextWithOIDC } from 'oidc-provider';
import { grantIdFor, loginIdOf } from './mark.ts';
import type { Parts } from './parts.ts';

type LoadExistingGrant = NonNullable<Configuration['loadExistingGrant']>;

export function composeLoadExistingGrant({ spaces, newId }: Parts, host: LoadExistingGrant | undefined): LoadExistingGrant {
  return async function loadGrantOfLogin(ctx) {
    const found = (await (host ?? loadRemembered)(ctx)) ?? undefined;
    if (spaces.ofClient(ctx.oidc.client?.clientId) === undefined || !ctx.oidc.account) return found;
    const loginId = loginIdOf(ctx.oidc.session?.uid);
    const grant = usable(found, loginId) ?? fresh(ctx, loginId, found);
    if (grant !== found || !covers(ctx, grant)) {
      give(ctx, grant, loginId !== undefined);
      await grant.save();
    }
    return grant;
  };

  /** A Grant of the same login; one that a host's page made in a linked session carries no mark, and is replaced by one that does (T65). */
  function usable(found: Grant | undefined, loginId: string | undefined): Grant | undefined {
    return found && loginIdOf(found.jti) === loginId ? found : undefined;
  }

  function fresh(ctx: KoaContextWithOIDC, loginId: string | undefined, copied: Grant | undefined): Grant {
    const { account, client, provider } = ctx.oidc;
    if (!account || !client) throw new TypeError('a grant is for an account and a client');
    const grant = new provider.Grant({ accountId: account.accountId, clientId: client.clientId });
    if (loginId !== undefined) grant.jti = grantIdFor(loginId, newId());
    if (copied && loginId !== undefined)
      Object.assign(grant, { openid: copied.openid, resources: copied.resources, rejected: copied.rejected });
    return grant;
  }
}

/** The library's own default. */
async function loadRemembered(ctx: KoaContextWithOIDC): Promise<Grant | undefined> {
  const { client, result, session, provider } = ctx.oidc;
  const grantId = result?.consent?.grantId ?? (client && session?.grantIdFor(client.clientId));
  return grantId ? provider.Grant.find<Grant>(grantId) : undefined;
}

function covers(ctx: KoaContextWithOIDC, grant: Grant): boolean {
  const encountered = new Set(grant.getOIDCScopeEncountered().split(' '));
  const claims = new Set(grant.getOIDCClaimsEncountered());
  return (
    [...ctx.oidc.requestParamOIDCScopes].every((scope) => encountered.has(scope)) &&
    [...ctx.oidc.requestParamClaims].every((claim) => claims.has(claim)) &&
    resourceScopes(ctx).every(([resource, scopes]) => {
      const granted = new Set(grant.getResourceScopeEncountered(resource).split(' '));
      return scopes.every((scope) => granted.has(scope));
    })
  );
}

function give(ctx: KoaContextWithOIDC, grant: Grant, linked: boolean): void {
  for (const scope of ctx.oidc.requestParamOIDCScopes) {
    // A linked login ends with its source session: it has nothing to go on with offline.
    if (linked && scope === 'offline_access') grant.rejectOIDCScope(scope);
    else grant.addOIDCScope(scope);
  }
  const claims = [...ctx.oidc.requestParamClaims];
  if (claims.length > 0) grant.addOIDCClaims(claims);
  for (const [resource, scopes] of resourceScopes(ctx)) if (scopes.length > 0) grant.addResourceScope(resource, scopes.join(' '));
}

function resourceScopes(ctx: KoaContextWithOIDC): [string, string[]][] {
  return Object.entries(ctx.oidc.resourceServers ?? {}).map(([resource, server]) => {
    const known = new Set(server.scope?.split(' ') ?? []);
    return [resource, [...ctx.oidc.requestParamScopes].filter((scope) => known.has(scope))];
  });
}
