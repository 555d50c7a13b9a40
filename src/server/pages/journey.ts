/**
 * The pages of an interaction: reads the situation, sends the browser to the address where it is shown, and hands it to the view
 * of its kind. A post is read and its token checked before the situation is even looked up; nothing is written on a refusal.
 */
import type { Context } from 'koa';
import type { JourneyPage, NoJourney } from '../../oidc/pages.ts';
import { createChooseAccountPage, createSignedInHerePage } from './choice-pages.ts';
import { createConsentPage } from './consent-page.ts';
import { readForm } from './form.ts';
import type { FormPurpose } from './form-token.ts';
import { seeOther } from './frame.ts';
import { createLoginPage } from './login-page.ts';
import type { PageParts } from './parts.ts';
import { answerQuietly, asksQuietly } from './quiet-waiting.ts';
import { createScopesPage } from './scopes-page.ts';
import { createStartAgain } from './start-again.ts';
import { createFailedPage, createUnavailablePage } from './stopped-pages.ts';
import { again, type JourneyView, ownPath, purposeOf, visitOf } from './visit.ts';
import { createActivatedPage, createWaitingPage } from './waiting-page.ts';

type ShownPage = Exclude<JourneyPage, { page: 'resolved' }>;
type JourneyViews = { readonly [Kind in ShownPage['page']]: JourneyView<Extract<ShownPage, { page: Kind }>> };

export function createJourneyPages(parts: PageParts, purpose: FormPurpose) {
  const startAgain = createStartAgain(parts, parts.deps.issuer);
  const views: JourneyViews = {
    login: createLoginPage(parts),
    scopes: createScopesPage(parts),
    signed_in_here: createSignedInHerePage(parts),
    choose_account: createChooseAccountPage(parts),
    unavailable: createUnavailablePage(parts),
    consent: createConsentPage(parts),
    waiting: createWaitingPage(parts),
    activated: createActivatedPage(),
    failed: createFailedPage(parts),
  };

  return {
    async showJourneyPage(ctx: Context): Promise<void> {
      if (asksQuietly(ctx)) return answerQuietly(ctx, await waitsFor(ctx));
      const page = await situation(ctx);
      if (!page) return;
      if (purposeOf[page.page] !== purpose) return seeOther(ctx, ownPath(parts, page));
      startAgain.remember(ctx, page);
      await viewOf(page).show(visitOf(parts, ctx, page));
    },

    async submitJourneyPage(ctx: Context): Promise<void> {
      const read = await readForm(ctx, parts.deps.issuer);
      if (!read.ok) return parts.refuseForm(ctx, read.code);
      if (!parts.tokens.accepts(purpose, uidOf(ctx), read.form.get('form_token'))) return parts.refuseForm(ctx, 'bad_token');
      const page = await situation(ctx);
      if (!page) return;
      const visit = visitOf(parts, ctx, page);
      // The form was another page's: show what there is now.
      if (purposeOf[page.page] !== purpose) return again(parts, visit);
      await viewOf(page).submit(visit, read.form);
    },
  };

  /** The page to show or to act on; the others are answered here. */
  async function situation(ctx: Context): Promise<ShownPage | undefined> {
    const page = await parts.deps.passerelle.journey(ctx, uidOf(ctx));
    if (page.page === 'not_found') refuse(ctx, page);
    else if (page.page === 'resolved') seeOther(ctx, (await page.proceed()).redirectTo);
    else return page;
    return undefined;
  }

  async function waitsFor(ctx: Context): Promise<string | undefined> {
    const page = await parts.deps.passerelle.journey(ctx, uidOf(ctx));
    const isHere = page.page !== 'not_found' && page.page !== 'resolved' && purposeOf[page.page] === purpose;
    return isHere ? viewOf(page).waitsFor?.(visitOf(parts, ctx, page)) : undefined;
  }

  function refuse(ctx: Context, { reason, space: id }: NoJourney): void {
    const space = id === undefined ? undefined : parts.space(id);
    const remembered = startAgain.recall(ctx, uidOf(ctx));
    if (reason === 'somebody_else' && space) {
      const { uiLocales } = remembered;
      const values = { space: parts.spaceName(space.id, parts.language(ctx, { space, uiLocales })) };
      parts.refuse(ctx, { status: 400, about: 'problem.somebodyElse', ...remembered, space, values });
    } else {
      parts.refuse(ctx, { status: 400, about: 'problem.noJourney', ...remembered });
    }
  }

  /** The table's type pairs each kind with its view; the compiler cannot follow that pairing through a lookup. */
  function viewOf(page: ShownPage): JourneyView<ShownPage> {
    return views[page.page] as JourneyView<ShownPage>;
  }
}

function uidOf(ctx: Context): string {
  const uid: unknown = ctx.params.uid;
  return typeof uid === 'string' ? uid : '';
}
