/** Answers one operation: its token, its body, its schemas, its handler, in this order; and whatever goes wrong, as a problem. */
import type { RouterContext } from '@koa/router';
import { errors } from 'oidc-provider';
import type { Admit } from './access.ts';
import type { AdminDeps } from './deps.ts';
import { readJsonBody } from './json-body.ts';
import type { Caller, Operation, Outcome } from './operation.ts';
import { answerProblem } from './problems.ts';

const nobody: Caller = { clientId: '' };

export function createOperationAnswer({ onEvent }: Pick<AdminDeps, 'onEvent'>, admit: Admit, operation: Operation) {
  const { id, scope, body, run } = operation;

  return async function answerOperation(ctx: RouterContext): Promise<void> {
    ctx.set('Cache-Control', 'no-store');
    ctx.vary('Authorization, DPoP');
    try {
      const caller = scope === undefined ? nobody : await admit(ctx, id, scope);
      if (caller) await answerTo(ctx, caller);
    } catch (error) {
      // What the extension throws when a store or the directory does not answer: nobody knows, so nothing is said.
      const unavailable = error instanceof errors.OIDCProviderError && error.status === 503;
      onEvent({ event: 'fault', operation: id, error: error instanceof Error ? error : new Error(String(error)) });
      answerProblem(ctx, unavailable ? 'temporarily_unavailable' : 'internal_error');
    }
  };

  async function answerTo(ctx: RouterContext, caller: Caller): Promise<void> {
    const sent = body ? await readJsonBody(ctx) : { ok: true as const, body: undefined };
    const outcome = sent.ok ? await run({ params: ctx.params, query: { ...ctx.query }, body: sent.body, caller }) : sent;
    if (scope !== undefined) tell(caller, outcome, sent.ok ? sent.body : undefined);
    if (outcome.ok) ctx.body = outcome.answer;
    else answerProblem(ctx, outcome.code, outcome.faults);
  }

  function tell({ clientId: client }: Caller, outcome: Outcome<unknown>, sent: object | undefined): void {
    // Only what has passed the schema is told.
    const actor: unknown = outcome.ok && sent ? Reflect.get(sent, 'actor') : undefined;
    if (outcome.ok) onEvent({ event: 'admin.done', operation: id, client, ...(typeof actor === 'string' && { actor }) });
    else onEvent({ event: 'admin.refused', operation: id, client, reason: outcome.code });
  }
}
