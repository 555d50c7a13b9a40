/** Consent to scopes, where the library asks for it (`prompt=consent`, native clients); clients of spaces never see it otherwise. */
import type { ScopesPage } from '../../oidc/pages.ts';
import { decisionOf } from './form.ts';
import { seeOther } from './frame.ts';
import type { PageParts } from './parts.ts';
import type { Problem } from './view-data.ts';
import { again, changedSince, follow, formOf, type JourneyView, type Visit } from './visit.ts';

const knownScopes = ['openid', 'profile', 'email', 'address', 'phone', 'offline_access'] as const;

export function createScopesPage(parts: PageParts): JourneyView<ScopesPage> {
  return {
    show: (visit) => showScopes(visit, changedSince(visit, 'accept')),

    async submit(visit, form) {
      const decision = decisionOf(form, 'accept', 'refuse');
      if (decision === 'refuse') return seeOther(visit.ctx, (await visit.page.giveUp()).redirectTo);
      if (decision !== 'accept') return again(parts, visit);
      const outcome = await visit.page.accept(form.get('shown') ?? '');
      await follow(parts, visit, outcome, (text) => showScopes(visit, [{ field: 'accept', text }]));
    },
  };

  function showScopes(visit: Visit<ScopesPage>, problems: readonly Problem[]): void {
    const { ctx, page, language, space, t } = visit;
    parts.render(ctx, { language, title: 'scopes.title', space, failed: problems.length > 0 }, 'scopes', {
      ...formOf(parts, visit),
      problems,
      space: visit.name(page.space),
      scopes: page.scopes.map((scope) => {
        const known = knownScopes.find((candidate) => candidate === scope);
        return known ? t(`scopes.${known}`) : t('scopes.other', { scope });
      }),
    });
  }
}
