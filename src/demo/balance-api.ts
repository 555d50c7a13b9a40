/**
 * The resource server of a space: `GET /api/balance`, the balance of the account that the access token is of. It checks tokens with what
 * any relying party installs, and is a client of its own at the provider, which it needs for introspection only.
 */
import { createHash } from 'node:crypto';
import Router from '@koa/router';
import type { JWK } from 'jose';
import { requireToken } from '../resource-server/koa.ts';
import { createTokenCheck } from '../resource-server/token-check.ts';

export interface BalanceApiOptions {
  readonly clientId: string;
  readonly privateKeyJwk: JWK;
}

export interface BalanceApiGround {
  readonly issuer: string;
  /** The space's own address. */
  readonly origin: string;
  readonly now: () => number;
  readonly fetch?: typeof fetch | undefined;
}

export function createBalanceApi(options: BalanceApiOptions, { issuer, origin, now, fetch }: BalanceApiGround): Router {
  const router = new Router();
  const check = createTokenCheck({
    issuer,
    clientId: options.clientId,
    clientAuthentication: { method: 'private_key_jwt', privateKeyJwk: options.privateKeyJwk },
    audience: `${origin}/api`,
    clock: () => new Date(now()),
    fetch,
  });

  router.get('/api/balance', requireToken(check, { scope: 'balance' }, { origin }), function showBalance(ctx) {
    ctx.set('Cache-Control', 'no-store');
    ctx.body = { balance: balanceOf(ctx.state.token.sub), currency: 'EUR' };
  });
  return router;
}

/** Invented, and always the same for the same account. */
function balanceOf(sub: string): string {
  const cents = createHash('sha256').update(sub).digest().readUInt32BE() % 1_000_000;
  return (cents / 100).toFixed(2);
}
