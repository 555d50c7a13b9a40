/**
 * The addresses of the desk: JSON to programs, one page to browsers. `POST /actions/:action` answers when the action has taken effect;
 * `/links`, `/explain` and `/history` answer what the admin API said. No login: whoever reaches the demo's desk is its adviser.
 */
import Router from '@koa/router';
import type { Context } from 'koa';
import { type AccountAction, accountActions, type DeskActions, type PolicyAction, policyActions } from './desk-actions.ts';
import type { Answer, DeskAdmin, FoundAccount } from './desk-admin.ts';
import { noticeOfDone, noticeOfProblem } from './desk-notices.ts';
import { type DeskSpace, deskView, type Wanted } from './desk-page.ts';
import { type Outcome, type Refused, refused } from './desk-problem.ts';
import type { DeskRecords } from './desk-records.ts';
import { type Form, readForm } from './form.ts';
import { type Notice, type Pages, wantsPage } from './pages.ts';
import { seeOther } from './space-login-routes.ts';
import { inTheSame, speechFor } from './words.ts';

export interface DeskRoutesOptions {
  readonly admin: DeskAdmin;
  readonly actions: DeskActions;
  readonly records: DeskRecords;
  readonly spaces: readonly DeskSpace[];
  readonly personOf: (space: string, identifier: string) => string | undefined;
  readonly pages: Pages;
}

export function createDeskRoutes({ admin, actions, records, spaces, personOf, pages }: DeskRoutesOptions): Router {
  const router = new Router();

  router.get('/', async function showDesk(ctx) {
    await answerPage(ctx, wantedIn(ctx), noticeOfDone(speechFor(ctx).words, single(ctx.query.done)));
  });

  router.post('/actions/:action', async function act(ctx) {
    const form: Form = (await readForm(ctx)) ?? new Map();
    const action = ctx.params.action ?? '';
    const outcome = await run(action, form);
    if (!wantsPage(ctx)) {
      answerJson(ctx, outcome.ok ? { ok: true, body: { ok: true } } : outcome);
    } else if (outcome.ok) {
      seeOther(ctx, inTheSame(speechFor(ctx), `/?${new URLSearchParams({ ...customerIn(form), done: action })}`));
    } else {
      ctx.status = outcome.problem.status;
      await answerPage(ctx, customerIn(form), noticeOfProblem(speechFor(ctx).words, outcome.problem));
    }
  });

  router.get('/links', readOf(records.links));
  router.get(
    '/explain',
    readOf((account, ctx) => records.explain(account, single(ctx.query.to))),
  );
  router.get('/history', readOf(records.history));

  async function run(action: string, form: Form): Promise<Outcome> {
    if (isPolicyAction(action)) {
      const policy = form.get('policy');
      return policy ? actions.runOnPolicy(action, policy) : refused('missing-field', 'policy');
    }
    if (!isAccountAction(action)) return refused('unknown-action');
    const wanted = customerIn(form);
    const found = await find(wanted);
    if (!found.ok) return found;
    const person = wanted && personOf(wanted.space, wanted.identifier);
    return actions.runOnAccount(action, { accountId: found.account.account_id, person });
  }

  async function find(wanted: Wanted | undefined) {
    return wanted ? admin.findAccount(wanted.space, wanted.identifier) : refused('missing-field', 'space and identifier');
  }

  function readOf(read: (account: FoundAccount, ctx: Context) => Promise<Answer>) {
    return async function answerRecord(ctx: Context) {
      if (wantsPage(ctx)) {
        seeOther(ctx, inTheSame(speechFor(ctx), `/?${new URLSearchParams({ ...wantedIn(ctx) })}`));
        return;
      }
      const found = await find(wantedIn(ctx));
      answerJson(ctx, found.ok ? await read(found.account, ctx) : found);
    };
  }

  async function answerPage(ctx: Context, wanted: Wanted | undefined, notice: Notice | undefined): Promise<void> {
    const speech = speechFor(ctx);
    const policies = await records.policies();
    const known = wanted && (await recordsOf(wanted));
    const refusal = [policies, known].find((answer) => answer && !answer.ok);
    if (refusal && !refusal.ok && !notice) ctx.status = refusal.problem.status;
    ctx.type = 'html';
    ctx.body = pages.render(
      'desk',
      deskView({
        speech,
        spaces,
        wanted,
        notice: notice ?? (refusal && !refusal.ok ? noticeOfProblem(speech.words, refusal.problem) : undefined),
        policies: policies.ok ? policies.body : undefined,
        records: known?.ok ? known.records : undefined,
      }),
    );
  }

  async function recordsOf(wanted: Wanted) {
    const found = await find(wanted);
    if (!found.ok) return found;
    const [history, explanation] = await Promise.all([records.history(found.account), records.explain(found.account)]);
    if (!history.ok) return history;
    if (!explanation.ok) return explanation;
    return { ok: true, records: { account: found.account, history: history.body, explanation: explanation.body } } as const;
  }

  return router;
}

function answerJson(ctx: Context, answer: Answer): void {
  if (answer.ok) ctx.body = answer.body;
  else answerProblem(ctx, answer);
}

export function answerProblem(ctx: Context, { problem }: Refused): void {
  ctx.status = problem.status;
  ctx.body = problem;
  ctx.type = 'application/problem+json';
}

function wantedIn({ query }: Context): Wanted | undefined {
  return customerOf(single(query.space), single(query.identifier));
}

function customerIn(form: Form): Wanted | undefined {
  return customerOf(form.get('space'), form.get('identifier'));
}

function customerOf(space: string | undefined, identifier: string | undefined): Wanted | undefined {
  return space && identifier?.trim() ? { space, identifier: identifier.trim() } : undefined;
}

function single(value: string | string[] | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function isAccountAction(action: string): action is AccountAction {
  return accountActions.some((known) => known === action);
}

function isPolicyAction(action: string): action is PolicyAction {
  return policyActions.some((known) => known === action);
}
