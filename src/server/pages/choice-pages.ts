/**
 * Who is signed in in the space being opened, and what the customer wants: go on as they are, open the linked account, or log in.
 * The choice goes back with what was shown, and counts only for that account (T8).
 */
import type { ChooseAccountPage, SignedInHerePage } from '../../oidc/pages.ts';
import { decisionOf, type Form } from './form.ts';
import type { PageParts } from './parts.ts';
import { accountView, type Problem } from './view-data.ts';
import { again, changedSince, follow, formOf, type JourneyView, type Visit } from './visit.ts';

export function createSignedInHerePage(parts: PageParts): JourneyView<SignedInHerePage> {
  function show(visit: Visit<SignedInHerePage>, problems: readonly Problem[]): void {
    const { ctx, page, language, space, t } = visit;
    const name = { space: visit.name(page.space) };
    parts.render(ctx, { language, title: 'choice.signedInTitle', space, failed: problems.length > 0 }, 'choice', {
      ...formOf(parts, visit),
      problems,
      heading: t('choice.signedInHeading', name),
      intro: t('choice.signedInIntro', name),
      account: accountView(page.account),
      ...(page.activateFrom !== undefined && { activateFrom: visit.name(page.activateFrom) }),
    });
  }

  return {
    show: (visit) => show(visit, changedSince(visit, 'current')),
    async submit(visit, form) {
      const choice = choiceIn(form, ['current', 'login'] as const);
      if (!choice) return again(parts, visit);
      const outcome = await visit.page.choose(choice, shownIn(form));
      await follow(parts, visit, outcome, (text) => show(visit, [{ field: 'current', text }]));
    },
  };
}

export function createChooseAccountPage(parts: PageParts): JourneyView<ChooseAccountPage> {
  function show(visit: Visit<ChooseAccountPage>, problems: readonly Problem[]): void {
    const { ctx, page, language, space, t } = visit;
    const name = { space: visit.name(page.space), source: visit.name(page.source) };
    parts.render(ctx, { language, title: 'choice.otherTitle', space, failed: problems.length > 0 }, 'choice', {
      ...formOf(parts, visit),
      problems,
      heading: t('choice.otherHeading', name),
      intro: t(page.linked ? 'choice.otherIntro' : 'choice.unlinkedIntro', name),
      account: accountView(page.account),
      counterpart: accountView(page.counterpart),
      linked: page.linked,
    });
  }

  return {
    show: (visit) => show(visit, changedSince(visit, 'current')),
    async submit(visit, form) {
      const choice = choiceIn(form, ['current', 'linked', 'login'] as const);
      if (!choice) return again(parts, visit);
      const outcome = await visit.page.choose(choice, shownIn(form));
      await follow(parts, visit, outcome, (text) => show(visit, [{ field: 'current', text }]));
    },
  };
}

function choiceIn<C extends string>(form: Form, offered: readonly C[]): C | undefined {
  const decision = decisionOf(form, ...offered);
  return offered.find((choice) => choice === decision);
}

function shownIn(form: Form): string {
  return form.get('shown') ?? '';
}
