/**
 * Access to a resource of our own by an access token: Bearer (RFC 6750) or DPoP (RFC 9449), with the challenges that these want.
 * What is refused is answered here; the resource sees only what is accepted.
 */
import type { Context } from 'koa';
import type Provider from 'oidc-provider';
import type { AccessToken, Client } from 'oidc-provider';
import { isFirstUse, ownAddress, verifyProof } from './dpop-proof.ts';
import type { Parts } from './parts.ts';

export interface Access {
  readonly token: AccessToken;
  readonly client: Client;
}

interface Refusal {
  readonly status: 400 | 401 | 403;
  readonly error?: 'invalid_request' | 'invalid_token' | 'insufficient_scope' | 'invalid_dpop_proof';
  readonly description?: string;
}

export type Authorize = (ctx: Context, scope: string) => Promise<Access | undefined>;

export function createAuthorize(parts: Parts, provider: Provider): Authorize {
  return async function authorize(ctx, scope) {
    const answer = await access(ctx, scope);
    if ('token' in answer) return answer;
    challenge(ctx, answer, scope);
    return undefined;
  };

  async function access(ctx: Context, scope: string): Promise<Access | Refusal> {
    const [scheme, value, ...rest] = ctx.get('Authorization').split(' ');
    if (!scheme) return { status: 401 };
    const kind = scheme.toLowerCase();
    if (!value || rest.length > 0 || (kind !== 'bearer' && kind !== 'dpop'))
      return { status: 400, error: 'invalid_request', description: 'malformed Authorization header' };
    const token = await provider.AccessToken.find<AccessToken>(value);
    const client = token?.clientId === undefined ? undefined : await provider.Client.find(token.clientId);
    const grant = token?.grantId === undefined ? undefined : await provider.Grant.find(token.grantId);
    if (!token?.isValid || !client || !grant || token.aud !== undefined) return { status: 401, error: 'invalid_token' };
    // A bound token without its proof, or a proof for a token that is not bound, is a stolen or a mixed-up one.
    if (token.jkt !== undefined || kind === 'dpop') {
      if (token.jkt === undefined || kind !== 'dpop')
        return { status: 401, error: 'invalid_token', description: 'the token and its scheme do not belong together' };
      if (!(await proves(ctx, value, token.jkt, client.clientId))) return { status: 401, error: 'invalid_dpop_proof' };
    }
    if (!token.scopes.has(scope)) return { status: 403, error: 'insufficient_scope' };
    return { token, client };
  }

  async function proves(ctx: Context, accessToken: string, jkt: string, clientId: string): Promise<boolean> {
    const now = parts.clock();
    const proof = ctx.get('DPoP');
    const proved = proof
      ? await verifyProof(proof, { method: ctx.method, url: ownAddress(provider, ctx.href), now, accessToken })
      : undefined;
    if (proved?.jkt !== jkt) return false;
    return isFirstUse(parts, clientId, proved);
  }
}

/** RFC 6750 section 3: without a token the challenge carries no error. */
function challenge(ctx: Context, { status, error, description }: Refusal, scope: string): void {
  ctx.status = status;
  ctx.set('Cache-Control', 'no-store');
  const attributes = [
    `scope="${scope}"`,
    ...(error === undefined ? [] : [`error="${error}"`]),
    ...(description === undefined ? [] : [`error_description="${description}"`]),
  ].join(', ');
  ctx.append('WWW-Authenticate', `Bearer ${attributes}`);
  ctx.append('WWW-Authenticate', `DPoP ${attributes}, algs="ES256 PS256 EdDSA Ed25519"`);
  if (error !== undefined) ctx.body = { error, ...(description !== undefined && { error_description: description }) };
}
