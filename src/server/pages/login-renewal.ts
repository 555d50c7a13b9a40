/**
 * The step between a code that the bank has given and the login: another one is chosen on the page of the same interaction. It comes
 * after the given code was verified and never before, so that it tells a guesser nothing, and before the phone is asked.
 */
import type { LoginPage } from '../../oidc/pages.ts';
import type { Form } from './form.ts';
import { newCodeProblems } from './new-code.ts';
import type { PageParts } from './parts.ts';
import type { NewCodeRefusal } from './refusals.ts';
import { accountView, type Problem } from './view-data.ts';
import { again, formOf, type Visit } from './visit.ts';

type LoginVisit = Visit<LoginPage>;

export interface AroundRenewal {
  /** The login form again. */
  startAgain(visit: LoginVisit, shown: { problems: readonly Problem[] }): void;
  /** The rest of the login. */
  goOn(visit: LoginVisit, accountId: string): Promise<void>;
}

export function createLoginRenewal(parts: PageParts, { startAgain, goOn }: AroundRenewal) {
  const { codeRenewals, passerelle, directory } = parts.deps;

  return {
    async begin(visit: LoginVisit, proved: { accountId: string; credentialsVersion: string }): Promise<void> {
      await codeRenewals.begin(visit.page.uid, proved);
      again(parts, visit);
    },

    async show(visit: LoginVisit, accountId: string): Promise<void> {
      await showForm(visit, accountId, []);
    },

    async submit(visit: LoginVisit, form: Form): Promise<void> {
      const { uid } = visit.page;
      const accountId = await codeRenewals.pending(uid);
      if (accountId === undefined) return refuse(visit, 'too_late');
      const problems = newCodeProblems(form, visit.t);
      if (problems.length > 0) return showForm(visit, accountId, problems);
      const renewed = await codeRenewals.complete(uid, form.get('secret_code') ?? '');
      if (!renewed.ok) return refuse(visit, renewed.code, accountId);

      parts.emit(visit.ctx, { event: 'secret_code.changed', space: visit.page.space, client: visit.page.clientId });
      await passerelle.links.revokeAllOf(accountId, { reason: 'secret_changed', actor: `account:${accountId}` });
      await goOn(visit, accountId);
    },
  };

  async function refuse(visit: LoginVisit, code: NewCodeRefusal, accountId?: string): Promise<void> {
    parts.emit(visit.ctx, { event: 'secret_code.refused', space: visit.page.space, client: visit.page.clientId, reason: code });
    const problems = [{ field: 'secret_code', text: visit.t(`codeChange.${code}`) }];
    if (accountId === undefined || code === 'changed_meanwhile' || code === 'too_late') startAgain(visit, { problems });
    else await showForm(visit, accountId, problems);
  }

  async function showForm(visit: LoginVisit, accountId: string, problems: readonly Problem[]): Promise<void> {
    const { ctx, language, space, t } = visit;
    const account = (await directory.accounts([accountId])).get(accountId);
    parts.render(ctx, { language, title: 'newCode.loginTitle', space, failed: problems.length > 0 }, 'new-secret-code', {
      ...formOf(parts, visit),
      problems,
      heading: t('newCode.loginHeading'),
      intro: t('newCode.loginIntro'),
      ...(account && { account: accountView(account) }),
    });
  }
}
