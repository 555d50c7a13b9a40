/**
 * Who may enter the admin API: a client with its own token for this resource and scope (RFC 6749 section 4.4, RFC 8707), of those that the
 * configuration still allows it. A customer's token is never one, whatever its scope (T24).
 */
import type { Context } from 'koa';
import type { AdminDeps } from './deps.ts';
import type { Caller } from './operation.ts';
import { answerProblem } from './problems.ts';
import { type AdminScope, adminResource } from './scopes.ts';

/** Undefined when the request was answered: it may not enter. */
export type Admit = (ctx: Context, operation: string, scope: AdminScope) => Promise<Caller | undefined>;

export function createAdmission({ passerelle, issuer, scopesOf, onEvent }: AdminDeps): Admit {
  return async function admit(ctx, operation, scope) {
    const access = await passerelle.authorize(ctx, { scope, audience: adminResource(issuer), of: 'client' });
    if (!access.ok) {
      const code = access.error ?? 'authentication_required';
      for (const challenge of access.challenges) ctx.append('WWW-Authenticate', challenge);
      onEvent({ event: 'admin.refused', operation, reason: code });
      answerProblem(ctx, code === 'invalid_request' ? 'malformed_authorization' : code);
      return undefined;
    }
    const client = access.clientId;
    if (scopesOf(client).includes(scope)) return { clientId: client };
    ctx.set('WWW-Authenticate', `Bearer scope="${scope}", error="insufficient_scope"`);
    onEvent({ event: 'admin.refused', operation, client, reason: 'insufficient_scope' });
    answerProblem(ctx, 'insufficient_scope');
    return undefined;
  };
}
