/** `/health/live`: the process answers. `/health/ready`: it can serve, which is over as soon as it drains or the store is away. */
import Router from '@koa/router';
import type { Context } from 'koa';

export interface Readiness {
  /** Throws when the store cannot answer. */
  readonly ping: () => Promise<void>;
  readonly draining: () => boolean;
}

export function healthRoutes({ ping, draining }: Readiness): Router {
  const router = new Router({ strict: true, sensitive: true });
  router.get('/health/live', function answerLive(ctx) {
    answer(ctx, true);
  });
  router.get('/health/ready', async function answerReady(ctx) {
    answer(ctx, !draining() && (await answers(ping)));
  });
  return router;
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
