/**
 * The second step of a strong login: the customer confirms on the phone while this page waits. Each GET asks the authenticator
 * service once; the account that it names is the one whose code was verified, as the strong login remembers it.
 */
import type { LoginPage } from '../../oidc/pages.ts';
import type { StrongLoginState } from './deps.ts';
import type { PageParts } from './parts.ts';
import { renderWaiting } from './quiet-waiting.ts';
import type { StrongLoginRefusal } from './refusals.ts';
import { operationView, type Problem } from './view-data.ts';
import { follow, formOf, ownPath, type Visit } from './visit.ts';

type LoginVisit = Visit<LoginPage>;

/** RFC 8176: a PIN, then a key in software on a second channel. */
const strongAmr = ['pin', 'swk', 'mfa', 'mca'];
const askAfterSeconds = 3;

export function createLoginApproval(parts: PageParts, startAgain: (visit: LoginVisit, shown: { problems: readonly Problem[] }) => void) {
  const { credentials, strongLogins, clock } = parts.deps;

  return {
    async show(visit: LoginVisit, pending: StrongLoginState): Promise<void> {
      const answer = await strongLogins.poll(visit.page.uid);
      if (answer.outcome === 'pending') return wait(visit, pending);
      if (answer.outcome === 'approved') return finish(visit, answer.accountId, answer.credentialsVersion);
      await strongLogins.drop(visit.page.uid);
      parts.emit(visit.ctx, {
        event: 'login.refused',
        space: visit.page.space,
        client: visit.page.clientId,
        reason: `approval_${answer.outcome}`,
      });
      startAgain(visit, { problems: [{ field: firstField(visit), text: visit.t(`approval.${answer.outcome}`) }] });
    },

    async waitsFor({ page }: LoginVisit): Promise<string | undefined> {
      const pending = await strongLogins.state(page.uid);
      const answer = pending && (await strongLogins.poll(page.uid));
      return answer?.outcome === 'pending' ? pending?.bindingMessage : undefined;
    },

    /** The code was right and the phone cannot be asked. */
    refuse(visit: LoginVisit, code: StrongLoginRefusal): void {
      const { ctx, page, language, space, t } = visit;
      const values = { space: visit.name(page.space) };
      parts.emit(ctx, { event: 'login.refused', space: page.space, client: page.clientId, reason: code });
      parts.render(ctx, { language, title: 'strongRefused.title', space, failed: true }, 'stopped', {
        ...formOf(parts, visit),
        heading: t('strongRefused.heading'),
        what: t(`strong.${code}.what`, values),
        means: t(`strong.${code}.means`, values),
        next: t(`strong.${code}.next`, values),
        // The address shows the login form again.
        again: ownPath(parts, page),
        space: visit.name(page.space),
        decision: 'cancel',
      });
    },
  };

  function wait(visit: LoginVisit, pending: StrongLoginState): void {
    const { ctx, page, language, space, t } = visit;
    renderWaiting(
      parts,
      ctx,
      { language, title: page.operation ? 'approval.operationTitle' : 'approval.loginTitle', space },
      {
        ...formOf(parts, visit),
        problems: [],
        heading: t(page.operation ? 'approval.operationHeading' : 'approval.loginHeading'),
        bindingMessage: pending.bindingMessage,
        deadline: t('approval.deadline', { time: parts.dates.time(language, pending.expiresAt) }),
        askAfterSeconds,
        accounts: [],
        operation: operationView(page.operation, visit, parts.deps.currency),
      },
    );
  }

  async function finish(visit: LoginVisit, accountId: string, credentialsVersion: string): Promise<void> {
    const { ctx, page } = visit;
    await credentials.recordLogin(accountId);
    const outcome = await page.finish({ accountId, level: 'strong', amr: strongAmr, at: clock(), credentialsVersion });
    await strongLogins.drop(page.uid);
    parts.emit(ctx, { event: 'login.succeeded', space: page.space, client: page.clientId, level: 'strong' });
    await follow(parts, visit, outcome, (text) => startAgain(visit, { problems: [{ field: 'secret_code', text }] }));
  }
}

/** What was typed before the telephone was asked is not kept: the customer begins at the first field that is empty. */
function firstField({ page }: LoginVisit): 'identifier' | 'secret_code' {
  return page.account || page.loginHint ? 'secret_code' : 'identifier';
}
