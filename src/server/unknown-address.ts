/** An address that nobody answers: a page (or JSON) of ours that says so, by way of the extension's answer to refusals. */
import type { Context, Next } from 'koa';
import { errors } from 'oidc-provider';

export async function refuseUnknownAddress(ctx: Context, next: Next): Promise<void> {
  await next();
  if (ctx.status === 404 && ctx.body == null && !ctx.headerSent) throw new errors.OIDCProviderError(404, 'not_found');
}
