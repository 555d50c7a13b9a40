/**
 * A provider that is mounted in another Koa application shares its context: the library signs an interaction's cookies with that application's
 * keys, and reads them with the provider's. Where the two differ nothing would work, or unsigned cookies would be taken: said at the first request.
 */
import type { Context, Next } from 'koa';
import type Provider from 'oidc-provider';

export function createHostApplicationGuard(provider: Provider) {
  return async function refuseOtherKeys(ctx: Context, next: Next): Promise<void> {
    // Below Express or alone the application is the provider itself.
    if (ctx.app !== provider && !signsAlike(ctx, provider.createContext(ctx.req, ctx.res)))
      throw new TypeError(
        "the keys of the Koa application that the provider is mounted in: must be the provider's own (app.keys = provider.keys)",
      );
    await next();
  };
}

function signsAlike(...contexts: readonly Context[]): boolean {
  const [one, other] = contexts.map(({ cookies }) => signature(cookies));
  return one !== undefined && one === other;
}

/** `keys` of a request's cookies is missing in their types; there is none where the application has none. */
function signature(cookies: Context['cookies']): string | undefined {
  const keys: unknown = Reflect.get(cookies, 'keys');
  const sign: unknown = typeof keys === 'object' && keys !== null ? Reflect.get(keys, 'sign') : undefined;
  return typeof sign === 'function' ? String(Reflect.apply(sign, keys, ['the same keys'])) : undefined;
}
