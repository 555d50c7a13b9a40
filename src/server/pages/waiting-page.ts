/**
 * Activation waits for the phone. Each GET asks the approver once (the move itself keeps to the approver's interval); once it has
 * answered, the situation is read again and shown. Works without script: a button asks again; with one, see quiet-waiting.ts.
 */
import type { ActivatedPage, WaitingPage } from '../../oidc/pages.ts';
import { decisionOf } from './form.ts';
import { seeOther } from './frame.ts';
import type { PageParts } from './parts.ts';
import { renderWaiting } from './quiet-waiting.ts';
import { accountView } from './view-data.ts';
import { again, formOf, type JourneyView, type Visit } from './visit.ts';

const leastSeconds = 2;

export function createWaitingPage(parts: PageParts): JourneyView<WaitingPage> {
  return {
    async show(visit) {
      if ((await waitsFor(visit)) !== undefined) wait(visit);
      // Decided: the page's address now shows another page (finish, or why not).
      else again(parts, visit);
    },

    async submit(visit, form) {
      if (!decisionOf(form, 'cancel')) return again(parts, visit);
      const { redirectTo } = await visit.page.cancel();
      seeOther(visit.ctx, redirectTo);
    },

    waitsFor,
  };

  async function waitsFor({ page }: Visit<WaitingPage>): Promise<string | undefined> {
    const { outcome } = await page.poll();
    return outcome === 'pending' ? page.bindingMessage : undefined;
  }

  function wait(visit: Visit<WaitingPage>): void {
    const { ctx, page, language, space, t } = visit;
    renderWaiting(
      parts,
      ctx,
      { language, title: 'approval.activationTitle', space },
      {
        ...formOf(parts, visit),
        problems: [],
        heading: t('approval.activationHeading'),
        bindingMessage: page.bindingMessage,
        deadline: t('approval.deadline', { time: parts.dates.time(language, page.expiresAt) }),
        askAfterSeconds: Math.max(page.intervalSeconds, leastSeconds),
        operation: [],
        accounts: [
          { spaceId: page.source, space: visit.name(page.source), account: accountView(page.sourceAccount) },
          { spaceId: page.space, space: visit.name(page.space), account: accountView(page.counterpart) },
        ],
      },
    );
  }
}

/** Nothing to show: the target opens. A late cancel changes nothing any more. */
export function createActivatedPage(): JourneyView<ActivatedPage> {
  async function open({ ctx, page }: Visit<ActivatedPage>): Promise<void> {
    const { redirectTo } = await page.finish();
    seeOther(ctx, redirectTo);
  }
  return { show: open, submit: open };
}
