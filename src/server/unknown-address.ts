/** An address that nobody answers, or not by this method: a page (or JSON) of ours that says so, by way of the extension's answer to refusals. */
import type { Context, Next } from 'koa';
import { errors } from 'oidc-provider';

export async function refuseUnknownAddress(ctx: Context, next: Next): Promise<void> {
  await next();
  if (ctx.body != null || ctx.headerSent) return;
  if (ctx.status === 404) throw new errors.OIDCProviderError(404, 'not_found');
  if (ctx.status === 405 || ctx.status === 501) throw new errors.OIDCProviderError(405, 'method_not_allowed');
}
