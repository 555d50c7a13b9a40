/**
 * Leaving a space: by its button (OpenID Connect RP-Initiated Logout 1.0) and at the provider's word
 * (Back-Channel Logout 1.0). The local session ends first, whatever the provider answers afterwards.
 */
import Router from '@koa/router';
import { createRemoteJWKSet, customFetch, errors, type JWTPayload, jwtVerify } from 'jose';
import * as client from 'openid-client';
import { z } from 'zod';
import { readForm } from './form.ts';
import { seeOther } from './space-login-routes.ts';
import { isUnreachable, type SpaceProvider } from './space-provider.ts';
import type { SignedIn, SpaceSessions } from './space-sessions.ts';

const LOGOUT_EVENT = 'http://schemas.openid.net/event/backchannel-logout';
/** Beside the standard event, where the provider says why. */
const REASON_EVENT = 'urn:passerelle:event:linked-login-ended';

const reasonEvent = z.object({ [REASON_EVENT]: z.object({ reason: z.string().max(100) }) });

export interface LogoutRoutesOptions {
  readonly provider: SpaceProvider;
  readonly sessions: SpaceSessions;
  readonly postLogoutRedirectUri: string;
}

interface LogoutToken {
  readonly sub: string | undefined;
  readonly sid: string | undefined;
  readonly reason: string | undefined;
}

export function createLogoutRoutes({ provider, sessions, postLogoutRedirectUri }: LogoutRoutesOptions): Router {
  const router = new Router();
  const readLogoutToken = logoutTokenReader(provider);

  router.post('/logout', async function logOut(ctx) {
    const signedIn = sessions.find(ctx)?.signedIn;
    sessions.end(ctx);
    if (!signedIn) {
      seeOther(ctx, '/');
      return;
    }
    const url = client.buildEndSessionUrl(await provider.configuration(), {
      id_token_hint: signedIn.idToken,
      client_id: provider.clientId,
      post_logout_redirect_uri: postLogoutRedirectUri,
    });
    seeOther(ctx, url.href);
  });

  router.post('/backchannel-logout', async function logOutByProvider(ctx) {
    const form = await readForm(ctx);
    const token = await readLogoutToken(form?.get('logout_token') ?? '');
    if (!token) {
      ctx.status = 400;
      ctx.body = { error: 'invalid_request', error_description: 'logout_token is not acceptable' };
      return;
    }
    sessions.signOutWhere((signedIn) => isMeant(token, signedIn), token.reason);
    ctx.body = {};
  });

  return router;
}

function logoutTokenReader(provider: SpaceProvider) {
  let keys: ReturnType<typeof createRemoteJWKSet> | undefined;

  return async function readLogoutToken(jwt: string): Promise<LogoutToken | undefined> {
    const { jwks_uri: jwksUri } = (await provider.configuration()).serverMetadata();
    if (jwksUri === undefined) throw new Error('the provider publishes no keys');
    keys ??= createRemoteJWKSet(new URL(jwksUri), { [customFetch]: provider.fetch });
    try {
      const { payload } = await jwtVerify(jwt, keys, {
        issuer: provider.issuer,
        audience: provider.clientId,
        typ: 'logout+jwt',
        algorithms: ['ES256', 'RS256', 'PS256', 'EdDSA'],
        requiredClaims: ['iat', 'exp', 'jti', 'events'],
        maxTokenAge: '10 minutes',
        clockTolerance: 5,
      });
      return logoutTokenOf(payload);
    } catch (error) {
      if (error instanceof errors.JOSEError && !isUnreachable(error)) return undefined;
      throw error;
    }
  };
}

/** Back-Channel Logout 1.0, section 2.6: the event, a `sub` or a `sid`, and no `nonce`, which only ID tokens have. */
function logoutTokenOf({ events, nonce, sub, sid }: JWTPayload): LogoutToken | undefined {
  const hasEvent = typeof events === 'object' && events !== null && Object.hasOwn(events, LOGOUT_EVENT);
  const known = sub !== undefined || typeof sid === 'string';
  if (!hasEvent || nonce !== undefined || !known) return undefined;
  return { sub, sid: typeof sid === 'string' ? sid : undefined, reason: reasonEvent.safeParse(events).data?.[REASON_EVENT].reason };
}

/** A `sid` narrows the logout to one session; a login whose ID token had none is known by its `sub` alone. */
function isMeant(token: LogoutToken, { claims }: SignedIn): boolean {
  if (token.sub !== undefined && token.sub !== claims.sub) return false;
  if (token.sid === undefined || claims.sid === undefined) return token.sub !== undefined;
  return token.sid === claims.sid;
}
