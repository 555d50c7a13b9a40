/** A name for every request: in the answer's header, on the pages of failure, and on every log line that the request causes. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import type { Context, Next } from 'koa';

const current = new AsyncLocalStorage<string>();

/** Generated here and never taken from the request: whoever sends it could make two requests look like one. */
export function identifyRequest(ctx: Context, next: Next): Promise<void> {
  const requestId = randomUUID();
  ctx.state.requestId = requestId;
  ctx.set('X-Request-Id', requestId);
  return current.run(requestId, () => next());
}

export function currentRequestId(): string | undefined {
  return current.getStore();
}
