/**
 * The library's routes as the middlewares before it see them. Its router takes other spellings too (another case, one slash at the end):
 * a request written so would pass every guard of ours and still be answered (T10, T55), so it is answered 404 before.
 */
import type { Context, Next } from 'koa';
import type Provider from 'oidc-provider';
import { errors } from 'oidc-provider';

export interface RoutePaths {
  readonly authorization: string;
  /** Below it the confirmation, which is there with or without RP-initiated logout. */
  readonly endSession: string;
  readonly endSessionConfirm: string;
}

/** Read once the provider has its routes. Below a mount paths are relative to it. */
export function routePathsOf(provider: Provider): RoutePaths {
  const path = (name: string) => provider.pathFor(name, { mountPath: '' });
  const endSessionConfirm = path('end_session_confirm');
  return { authorization: path('authorization'), endSession: endSessionConfirm.replace(/\/confirm$/, ''), endSessionConfirm };
}

export function createSpellingGuard(paths: RoutePaths) {
  const exact = [paths.authorization, paths.endSession, paths.endSessionConfirm];

  return async function refuseOtherSpellings(ctx: Context, next: Next): Promise<void> {
    const folded = ctx.path.toLowerCase().replace(/\/$/, '');
    const below = folded.startsWith(`${paths.authorization.toLowerCase()}/`);
    const known = exact.find((path) => path.toLowerCase() === folded);
    const otherwise =
      (known !== undefined && known !== ctx.path) || (below && (!ctx.path.startsWith(`${paths.authorization}/`) || ctx.path.endsWith('/')));
    if (otherwise) throw new errors.InvalidRequest('no such address', 404);
    await next();
  };
}
