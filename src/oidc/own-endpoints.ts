/**
 * The library takes its own address from the Host header, or from a request target that is a whole URL (RFC 9112 section 3.2); both are the
 * sender's to choose. It compares audiences of client assertions (RFC 7523 section 3) and the `htu` of DPoP proofs (RFC 9449 section 4.3)
 * with it: what a client had made for another server would be good here, for whoever runs that one. Where clients authenticate, the
 * address is the issuer's.
 */
import type { Context, Next } from 'koa';
import type Provider from 'oidc-provider';
import { errors } from 'oidc-provider';

/** Those of them that the provider has. No browser is sent to any: nothing else is made from their address. */
const names = ['token', 'pushed_authorization_request', 'introspection', 'revocation', 'userinfo', 'backchannel_authentication'];

export function createOwnEndpoints(provider: Provider) {
  const endpoints = new Set(names.flatMap((name) => pathOf(provider, name) ?? []).map(folded));

  return async function takeOwnAddress(ctx: Context, next: Next): Promise<void> {
    if (endpoints.has(folded(ctx.path))) Object.defineProperty(ctx, 'href', { value: provider.issuer });
    // The library would fail on it (RFC 9112 section 3.2: such a request is answered 400).
    else if (!URL.canParse(ctx.href)) throw new errors.InvalidRequest('the Host header names no host');
    await next();
  };
}

function pathOf(provider: Provider, name: string): string | undefined {
  try {
    return provider.pathFor(name, { mountPath: '' });
  } catch {
    // The feature is off.
    return undefined;
  }
}

/** As the library's router reads it: in any case, with or without one slash at the end. */
function folded(path: string): string {
  return path.toLowerCase().replace(/\/$/, '');
}
