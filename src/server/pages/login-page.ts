/**
 * The login of the space being opened: identifier and secret code, or for a step-up the secret code of the account shown.
 * Every reason for a refusal reads the same. A code of the bank's is first changed (`login-renewal.ts`); the strong level goes on to
 * `login-approval.ts`. Neither ever before the code was verified.
 */
import type { LoginPage } from '../../oidc/pages.ts';
import { newBindingMessage } from './binding-message.ts';
import type { Refusal } from './deps.ts';
import { forgottenCodePath } from './forgotten-code-views.ts';
import { decisionOf, type Form } from './form.ts';
import { seeOther } from './frame.ts';
import { createLoginApproval } from './login-approval.ts';
import { createLoginRenewal } from './login-renewal.ts';
import type { PageParts } from './parts.ts';
import type { CredentialRefusal } from './refusals.ts';
import { accountView, operationView, type Problem } from './view-data.ts';
import { again, follow, formOf, type JourneyView, type Visit } from './visit.ts';

type LoginVisit = Visit<LoginPage>;

export function createLoginPage(parts: PageParts): JourneyView<LoginPage> {
  const { credentials, codeRenewals, strongLogins, clock } = parts.deps;
  const approval = createLoginApproval(parts, showForm);
  const renewal = createLoginRenewal(parts, { startAgain: showForm, goOn });

  return {
    async show(visit) {
      const renewing = await codeRenewals.pending(visit.page.uid);
      if (renewing !== undefined) return renewal.show(visit, renewing);
      const pending = visit.page.level === 'strong' ? await strongLogins.state(visit.page.uid) : undefined;
      if (pending) await approval.show(visit, pending);
      else showForm(visit, { problems: [] });
    },

    async waitsFor(visit) {
      const mayWait = visit.page.level === 'strong' && (await codeRenewals.pending(visit.page.uid)) === undefined;
      return mayWait ? approval.waitsFor(visit) : undefined;
    },

    async submit(visit, form) {
      if (decisionOf(form, 'cancel')) return cancel(visit);
      if (form.has('secret_code_confirmation')) return renewal.submit(visit, form);
      const problems = missing(visit, form);
      if (problems.length > 0) return showForm(visit, { problems, identifier: identifierIn(form) });

      const answer = await verify(visit, form);
      if (answer.ok) return goOn(visit, answer.accountId, answer.credentialsVersion);
      if (answer.code === 'change_required') return renewal.begin(visit, answer);
      refuseCredentials(visit, form, answer);
    },
  };

  async function cancel({ ctx, page }: LoginVisit): Promise<void> {
    await codeRenewals.drop(page.uid);
    if (page.level === 'strong') await strongLogins.drop(page.uid);
    const { redirectTo } = await page.giveUp();
    seeOther(ctx, redirectTo);
  }

  function verify({ ctx, page }: LoginVisit, form: Form) {
    const secretCode = form.get('secret_code') ?? '';
    return page.account
      ? credentials.verifyFor({ accountId: page.account.accountId, secretCode, address: ctx.ip })
      : credentials.verify({ space: page.space, identifier: identifierIn(form), secretCode, address: ctx.ip });
  }

  function refuseCredentials(visit: LoginVisit, form: Form, refusal: Refusal<CredentialRefusal>): void {
    const { ctx, page, t } = visit;
    parts.emit(ctx, { event: 'login.refused', space: page.space, client: page.clientId, reason: refusal.code });
    const slowDown = refusal.code === 'slow_down';
    const seconds = refusal.retryAfterSeconds ?? 60;
    if (slowDown) ctx.set('Retry-After', String(seconds));
    const codeOnly = page.account && refusal.code === 'wrong_credentials';
    const text = codeOnly ? t('login.secretCodeWrong') : t(`credential.${refusal.code}`, { seconds });
    showForm(visit, { problems: [{ field: 'secret_code', text }], identifier: identifierIn(form), status: slowDown ? 429 : 200 });
  }

  async function goOn(visit: LoginVisit, accountId: string, credentialsVersion?: string): Promise<void> {
    await (visit.page.level === 'strong' ? askForApproval(visit, accountId) : finish(visit, accountId, credentialsVersion));
  }

  async function askForApproval(visit: LoginVisit, accountId: string): Promise<void> {
    const { ctx, page } = visit;
    const started = await strongLogins.begin(page.uid, accountId, newBindingMessage(), page.operation);
    if (!started.ok) return approval.refuse(visit, started.code);
    parts.emit(ctx, { event: 'login.approval_requested', space: page.space, client: page.clientId });
    again(parts, visit);
  }

  async function finish(visit: LoginVisit, accountId: string, credentialsVersion: string | undefined): Promise<void> {
    const { ctx, page } = visit;
    await credentials.recordLogin(accountId);
    parts.emit(ctx, { event: 'login.succeeded', space: page.space, client: page.clientId, level: 'code' });
    // RFC 8176: `pin`.
    const outcome = await page.finish({ accountId, level: 'code', amr: ['pin'], at: clock(), credentialsVersion });
    await follow(parts, visit, outcome, (text) => showForm(visit, { problems: [{ field: 'secret_code', text }] }));
  }

  function showForm(
    visit: LoginVisit,
    { problems, identifier, status }: { problems: readonly Problem[]; identifier?: string; status?: number },
  ): void {
    const { ctx, page, language, space } = visit;
    const frame = {
      language,
      title: page.account ? 'login.stepUpTitle' : 'login.title',
      space,
      failed: problems.length > 0,
      ...(status !== undefined && { status }),
    } as const;
    parts.render(ctx, frame, 'login', {
      ...formOf(parts, visit),
      problems,
      space: visit.name(page.space),
      strong: page.level === 'strong',
      identifier: identifier ?? page.loginHint ?? '',
      ...(page.account && { account: accountView(page.account) }),
      operation: operationView(page.operation, visit, parts.deps.currency),
      ...(parts.deps.forgottenCodes.offeredIn(page.space) && { forgottenCode: forgottenCodePath(parts, page.uiLocales, page.space) }),
      ...(page.activateFrom !== undefined && { activateFrom: visit.name(page.activateFrom) }),
    });
  }
}

function missing({ page, t }: LoginVisit, form: Form): readonly Problem[] {
  const problems: Problem[] = [];
  if (!page.account && identifierIn(form) === '') problems.push({ field: 'identifier', text: t('login.identifierMissing') });
  if (!form.get('secret_code')) problems.push({ field: 'secret_code', text: t('login.secretCodeMissing') });
  return problems;
}

function identifierIn(form: Form): string {
  return form.get('identifier')?.trim() ?? '';
}
