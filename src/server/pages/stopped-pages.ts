/**
 * The ends of a journey without a switch: the gateway is unavailable, or its activation failed. They say what happened, what
 * it means and what to do; a button returns to the relying party, which gets its OAuth error. What failed can be started again.
 */
import type { FailedPage, UnavailablePage } from '../../oidc/pages.ts';
import { decisionOf } from './form.ts';
import { seeOther } from './frame.ts';
import type { PageParts } from './parts.ts';
import { again, formOf, type JourneyView } from './visit.ts';

export function createUnavailablePage(parts: PageParts): JourneyView<UnavailablePage> {
  return {
    show(visit) {
      const { ctx, page, language, space, t } = visit;
      const values = { source: visit.name(page.source), target: visit.name(page.space) };
      parts.render(ctx, { language, title: 'unavailable.title', space, failed: true }, 'stopped', {
        ...formOf(parts, visit),
        heading: t('unavailable.heading'),
        what: t(`ineligible.${page.reason}.what`, values),
        means: t(`ineligible.${page.reason}.means`, values),
        next: t(`ineligible.${page.reason}.next`, values),
        ...(page.retryAt && { note: t('unavailable.retryAt', { time: parts.dates.moment(language, page.retryAt) }) }),
        space: visit.name(page.space),
        decision: 'return',
      });
    },
    submit: createReturn(parts),
  };
}

export function createFailedPage(parts: PageParts): JourneyView<FailedPage> {
  return {
    show(visit) {
      const { ctx, page, language, space, t } = visit;
      parts.render(ctx, { language, title: 'activationFailed.title', space, failed: true }, 'stopped', {
        ...formOf(parts, visit),
        heading: t('activationFailed.heading'),
        what: t(`failed.${page.reason}.what`),
        means: t(`failed.${page.reason}.means`),
        next: t(`failed.${page.reason}.next`),
        again: parts.entry(space, page.uiLocales, page.source),
        space: visit.name(page.space),
        decision: 'return',
      });
    },
    submit: createReturn(parts),
  };
}

function createReturn(parts: PageParts): JourneyView<UnavailablePage | FailedPage>['submit'] {
  return async function returnToSpace(visit, form) {
    if (!decisionOf(form, 'return')) return again(parts, visit);
    const { redirectTo } = await visit.page.giveUp();
    seeOther(visit.ctx, redirectTo);
  };
}
