/** `/health/live`: the process answers. `/health/ready`: it can serve, which is over as soon as it drains or the store is away. */
import type { Context, Next } from 'koa';

export interface Readiness {
  /** Throws when the store cannot answer. */
  readonly ping: () => Promise<void>;
  readonly draining: () => boolean;
}

export function createHealth({ ping, draining }: Readiness) {
  return async function answerHealth(ctx: Context, next: Next): Promise<void> {
    if (ctx.path === '/health/live') return answer(ctx, true);
    if (ctx.path === '/health/ready') return answer(ctx, !draining() && (await answers(ping)));
    await next();
  };
}

function answer(ctx: Context, ok: boolean): void {
  ctx.status = ok ? 200 : 503;
  ctx.body = { status: ok ? 'ok' : 'unavailable' };
}

async function answers(ping: () => Promise<void>): Promise<boolean> {
  try {
    await ping();
    return true;
  } catch {
    return false;
  }
}
