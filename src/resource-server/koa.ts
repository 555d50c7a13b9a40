/** The door for Koa: what comes behind it runs with a good token in `ctx.state.token`, or not at all. */
import type { Context, Middleware, Next } from 'koa';
import { admit } from './door.ts';
import { calledUrl } from './request.ts';
import type { Requirements, TokenCheck } from './token-check.ts';

export interface KoaDoorOptions {
  /** How clients call this server, where a proxy stands before it; else what Koa makes of the request. */
  readonly origin?: string;
}

export function requireToken(
  check: TokenCheck,
  requirements: Requirements | ((ctx: Context) => Requirements),
  { origin }: KoaDoorOptions = {},
): Middleware {
  return async function requireAccessToken(ctx: Context, next: Next): Promise<void> {
    const url = calledUrl(origin ?? `${ctx.protocol}://${ctx.host}`, ctx.originalUrl);
    const wanted = typeof requirements === 'function' ? requirements(ctx) : requirements;
    const admitted = await admit(check, { method: ctx.method, url, headers: ctx.headers }, wanted);
    if (admitted.ok) {
      ctx.state.token = admitted.token;
      await next();
      return;
    }
    ctx.status = admitted.status;
    for (const [name, value] of Object.entries(admitted.headers)) ctx.set(name, typeof value === 'string' ? value : [...value]);
    ctx.body = admitted.body;
  };
}
