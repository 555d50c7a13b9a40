/**
 * How long things live. Sessions have an absolute life, counted from the authentication: using them, or switching to and fro, renews
 * nothing (T53). Grants and refresh tokens end with the login.
 */
import type { Configuration, KoaContextWithOIDC } from 'oidc-provider';
import { errors } from 'oidc-provider';
import { linkedAccountGrantType } from './grant-request.ts';
import { loginIdOf } from './mark.ts';
import type { Parts } from './parts.ts';
import type { ProviderSession } from './request-memory.ts';

type Ttl = NonNullable<Configuration['ttl']>;
/** A session in which nobody has logged in yet holds a form token at most. */
const anonymousLife = 60 * 60;
/** The library's own. */
const defaultAccessTokenLife = 60 * 60;

export function composeLives({ spaces, memories, clock, sessionLife }: Parts, host: Ttl | undefined): Ttl {
  return {
    ...host,
    Session(ctx, session) {
      if (!spaceOf(ctx)) return hostLife(host?.Session, ctx, session) ?? anonymousLife;
      return remainingOf(session) ?? anonymousLife;
    },
    Grant(ctx, grant) {
      if (spaces.ofClient(grant.clientId) === undefined) return hostLife(host?.Grant, ctx, grant) ?? sessionLife;
      return (ctx?.oidc.session && remainingOf(ctx.oidc.session)) ?? sessionLife;
    },
    AccessToken(ctx, token, client) {
      // Without a resource server the policy's rule was never asked: a rule that names scopes of the provider itself (T25).
      if (token.gty?.startsWith(linkedAccountGrantType) && !token.resourceServer) throw new errors.InvalidTarget();
      // By its rule: the host's own life is for what the host issues.
      const ruled = token.gty?.startsWith(linkedAccountGrantType) ? token.resourceServer?.accessTokenTTL : undefined;
      return ruled ?? hostLife(host?.AccessToken, ctx, token, client) ?? token.resourceServer?.accessTokenTTL ?? defaultAccessTokenLife;
    },
    RefreshToken(ctx, token, client) {
      if (spaces.ofClient(client?.clientId ?? token.clientId) === undefined)
        return hostLife(host?.RefreshToken, ctx, token, client) ?? sessionLife;
      return remaining(loginIdOf(token.grantId), token.authTime) ?? sessionLife;
    },
  };

  function spaceOf(ctx: KoaContextWithOIDC | undefined): string | undefined {
    return memories.current()?.space ?? spaces.ofClient(ctx?.oidc?.client?.clientId);
  }

  function remainingOf(session: ProviderSession): number | undefined {
    return remaining(loginIdOf(session.uid), session.loginTs);
  }

  function remaining(loginId: string | undefined, authTime: number | undefined): number | undefined {
    const login = loginId === undefined ? undefined : memories.current()?.alive.get(loginId);
    if (!login && authTime === undefined) return undefined;
    const end = login ? login.expiresAt.getTime() / 1000 : (authTime ?? 0) + sessionLife;
    // The library wants a positive number; one second is as good as none.
    return Math.max(1, Math.floor(end - clock().getTime() / 1000));
  }
}

function hostLife<P extends unknown[]>(life: number | ((...parameters: P) => number) | undefined, ...parameters: P): number | undefined {
  return typeof life === 'function' ? life(...parameters) : life;
}
