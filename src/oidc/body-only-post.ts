/**
 * Authorization and logout requests by POST (OpenID Connect Core 3.1.2.1), where the host allows them: their space is taken from the body
 * alone, and a query string beside it is refused. With a `client_id` in each, one space's client got a code for the other space's account.
 */
import type { Context, Next } from 'koa';
import { errors } from 'oidc-provider';
import type { Parts } from './parts.ts';
import type { RoutePaths } from './route-paths.ts';

/** The library's own limit for forms. */
const limit = 56 * 1024;

export function createBodyOnlyPost({ options }: Parts, paths: RoutePaths) {
  const posted = [paths.authorization, paths.endSession];

  return async function takeParametersFromBody(ctx: Context, next: Next): Promise<void> {
    if (options.postMethods === 'body-only' && ctx.method === 'POST' && posted.includes(ctx.path)) {
      if (ctx.querystring) throw new errors.InvalidRequest('a request by POST takes its parameters from the body alone');
      // The library falls back to a body that was parsed before it.
      if (ctx.is('application/x-www-form-urlencoded') && ctx.req.readable) Reflect.set(ctx.request, 'body', formOf(await readText(ctx)));
    }
    await next();
  };
}

/** The parameters of a request as the library will see them: of the body for POST, else of the query. */
export function parametersOf(ctx: Context): Readonly<Record<string, unknown>> {
  if (ctx.method !== 'POST') return ctx.query;
  const body: unknown = Reflect.get(ctx.request, 'body');
  return typeof body === 'object' && body !== null ? { ...body } : {};
}

async function readText(ctx: Context): Promise<string> {
  const chunks: Buffer[] = [];
  let received = 0;
  for await (const chunk of ctx.req) {
    received += chunk.length;
    if (received > limit) throw new errors.InvalidRequest('request entity too large', 413);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** A parameter sent twice is a list, as in a query: the library refuses it by name. */
function formOf(text: string): Record<string, string | string[]> {
  const parameters = new URLSearchParams(text);
  return Object.fromEntries(
    [...new Set(parameters.keys())].map((name) => {
      const values = parameters.getAll(name);
      return [name, values.length > 1 ? values : (values[0] ?? '')];
    }),
  );
}
