/**
 * The outermost middleware: opens the request's memory, and answers what the library's own handlers do not: refusals of our
 * middlewares, and a failed write of the session, which happens outside all of them.
 */
import { randomUUID } from 'node:crypto';
import type { Context, Next } from 'koa';
import type Provider from 'oidc-provider';
import type { Configuration, KoaContextWithOIDC } from 'oidc-provider';
import { errors } from 'oidc-provider';
import type { Parts } from './parts.ts';
import { retryAfterSeconds } from './unavailable.ts';

export function createFaultAnswer({ memories, spaces, emit }: Parts, provider: Provider, renderError: Configuration['renderError']) {
  return function answerFaults(ctx: Context, next: Next): Promise<void> {
    return memories.within(async () => {
      try {
        await next();
      } catch (error) {
        await answer(ctx, error);
      }
      if (ctx.status === 503 && !ctx.response.get('Retry-After')) ctx.set('Retry-After', String(retryAfterSeconds));
      if (wouldSignOut(ctx)) dropSessionCookie(ctx);
    });
  };

  async function answer(ctx: Context, error: unknown): Promise<void> {
    const known = error instanceof errors.OIDCProviderError ? error : undefined;
    if (!known || known.status >= 500)
      emit({ event: 'fault', path: routeOf(ctx.path), error: error instanceof Error ? error : new Error(String(error)) });
    const requestId: unknown = ctx.state.requestId ?? randomUUID();
    const out = known?.expose
      ? { error: known.error, ...(known.error_description !== undefined && { error_description: known.error_description }) }
      : { error: 'server_error', error_description: `something went wrong (request ${String(requestId)})` };
    ctx.remove('Location');
    ctx.status = known?.status ?? 500;
    if (ctx.accepts('json', 'html') === 'html' && renderError) {
      // The library gives `renderError` a context of its own routes; here, before them, only its Koa part exists.
      await renderError(ctx as unknown as KoaContextWithOIDC, out, known ?? new errors.OIDCProviderError(500, 'server_error'));
    } else {
      ctx.body = out;
    }
  }

  /**
   * A cookie for a session that was not written would sign the person out; after a write that succeeded it is right. And for a cookie whose
   * session has ended the library gives one of nobody's: it would replace the cookie of a session that took a new id in this moment (T62).
   */
  function wouldSignOut(ctx: Context): boolean {
    const memory = memories.current();
    const session: unknown = Reflect.get(ctx, 'oidc')?.session;
    const isNobodys =
      typeof session === 'object' && session !== null && !Reflect.get(session, 'accountId') && !Reflect.get(session, 'state');
    return memory !== undefined && (memory.sessionWriteFailed || (memory.sessionHadEnded && isNobodys));
  }

  function dropSessionCookie(ctx: Context): void {
    const space = memories.current()?.space;
    const name = space === undefined ? provider.cookieName('session') : spaces.cookieName(space);
    const cookies: string | readonly string[] | undefined = ctx.response.get('Set-Cookie');
    const kept = [cookies ?? []].flat().filter((cookie) => !cookie.startsWith(`${name}=`) && !cookie.startsWith(`${name}.sig=`));
    ctx.remove('Set-Cookie');
    if (kept.length > 0) ctx.set('Set-Cookie', kept.filter(Boolean));
  }
}

/** Without the ids that a path may hold: an interaction's is as good as its cookie (T54). */
function routeOf(path: string): string {
  return path.split('/').slice(0, 2).join('/');
}
