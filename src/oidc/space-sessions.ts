/**
 * One provider session per space in one browser: which space's cookie the current request is about, and how to read any of them.
 * The space comes from the client of the request; on resume from the stored interaction and from nothing in the URL (T55: a space
 * named there gave one space's client a code for the other space's account).
 */
import { decodeJwt } from 'jose';
import type { Context, Next } from 'koa';
import type Provider from 'oidc-provider';
import { errors } from 'oidc-provider';
import { parametersOf } from './body-only-post.ts';
import type { Parts } from './parts.ts';
import type { HostContext } from './passerelle-types.ts';
import type { ProviderSession } from './request-memory.ts';
import type { RoutePaths } from './route-paths.ts';

export interface SpaceSessions {
  /** The session of this browser in a space, if it is live and somebody is signed in. */
  read(host: HostContext, space: string): Promise<ProviderSession | undefined>;
}

export function createSpaceSessions({ spaces, directory }: Parts, provider: Provider): SpaceSessions {
  return {
    async read(host, space) {
      // Without `signed` the signature is not looked at, keys or no keys (T58).
      const id = provider.createContext(host.req, host.res).cookies.get(spaces.cookieName(space), { signed: true });
      const session = id ? await provider.Session.find<ProviderSession>(id) : undefined;
      // Neither the library nor a store says no to one that is over: the time is looked at here (T46, T53).
      if (session?.accountId === undefined || session.isExpired) return undefined;
      // A second fence, as in findAccount: whatever the cookie's name says.
      return (await directory.spaceOf(session.accountId)) === space ? session : undefined;
    },
  };
}

/** Replaces the cookie name, and the address of the logout confirmation, by those of the request's space. */
export function installSpaceCookies({ memories, spaces }: Parts, provider: Provider): void {
  const ownCookieName = provider.cookieName.bind(provider);
  const ownPathFor = provider.pathFor.bind(provider);
  Object.assign(provider, {
    cookieName: function spaceCookieName(type: string): string {
      const space = type === 'session' ? memories.current()?.space : undefined;
      return space === undefined ? ownCookieName(type) : spaces.cookieName(space);
    },
    pathFor: function spacePathFor(name: string, options?: Parameters<Provider['pathFor']>[1]): string {
      const path = ownPathFor(name, options);
      const space = memories.current()?.space;
      // The confirmation is a POST of its own: it has no client to tell its space. It only picks the cookie; the form token lives in the session.
      return name === 'end_session_confirm' && space !== undefined ? `${path}?space=${encodeURIComponent(space)}` : path;
    },
  });
}

/** Remembers the space of the request. On resume this is the first fence (T10, T55); `findAccount` is the second. */
export function createSpaceGuard({ memories, spaces }: Parts, provider: Provider, paths: RoutePaths) {
  return async function guardSpace(ctx: Context, next: Next): Promise<void> {
    const memory = memories.current();
    const resumed = resumedUid(ctx, paths.authorization);
    if (memory) {
      if (resumed !== undefined) memory.space = await spaceOfInteraction(ctx, resumed);
      else if (ctx.path === paths.authorization) memory.space = spaces.ofClient(parametersOf(ctx).client_id);
      else if (ctx.path === paths.endSession) memory.space = spaceOfLogout(parametersOf(ctx));
      else if (ctx.path === paths.endSessionConfirm) memory.space = knownSpace(ctx.query.space);
    }
    await next();
  };

  function spaceOfLogout({ client_id: clientId, id_token_hint: hint }: Readonly<Record<string, unknown>>): string | undefined {
    return spaces.ofClient(clientId ?? hintedClient(hint));
  }

  async function spaceOfInteraction(ctx: Context, uid: string): Promise<string | undefined> {
    // The library loads the interaction that the cookie names and never looks at the path.
    if (ctx.cookies.get(provider.cookieName('resume'), { signed: true }) !== uid)
      throw new errors.SessionNotFound('authorization request has expired');
    const interaction = await provider.Interaction.find(uid);
    return spaces.ofClient(interaction?.params.client_id);
  }

  function knownSpace(value: unknown): string | undefined {
    return typeof value === 'string' && spaces.ids.includes(value) ? value : undefined;
  }
}

/** The uid of a resume request's path. */
export function resumedUid(ctx: Context, authorizationPath: string): string | undefined {
  if (ctx.method !== 'GET' && ctx.method !== 'HEAD') return undefined;
  const [uid, ...rest] = ctx.path.startsWith(`${authorizationPath}/`) ? ctx.path.slice(authorizationPath.length + 1).split('/') : [];
  return uid && rest.length === 0 ? uid : undefined;
}

/** Only picks the cookie; the provider verifies the hint afterwards. */
function hintedClient(hint: unknown): unknown {
  if (typeof hint !== 'string') return undefined;
  try {
    return decodeJwt(hint).aud;
  } catch {
    return undefined;
  }
}
