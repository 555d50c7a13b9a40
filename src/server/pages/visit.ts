/** One customer on one page of an interaction: what every page of a journey is handed, and the small answers they share. */
import type { Context } from 'koa';
import type { JourneyPage, Redirect, Refused } from '../../oidc/pages.ts';
import { type Language, type Translate, translator } from '../i18n/translate.ts';
import type { PageSpace } from './deps.ts';
import type { Form } from './form.ts';
import type { FormPurpose } from './form-token.ts';
import { seeOther } from './frame.ts';
import type { PageParts } from './parts.ts';
import type { Problem } from './view-data.ts';

export interface Visit<P extends JourneyPage = JourneyPage> {
  readonly ctx: Context;
  readonly page: P;
  readonly language: Language;
  readonly t: Translate;
  /** The space being opened. */
  readonly space: PageSpace;
  /** A space's name as the customer reads it. */
  name(space: string): string;
}

/** How one kind of page is shown, and what its form does. */
export interface JourneyView<P extends JourneyPage> {
  show(visit: Visit<P>): Promise<void> | void;
  submit(visit: Visit<P>, form: Form): Promise<void> | void;
  /** The words of the request that the page shows while it waits for the phone. Asks as `show` does, and finishes nothing. */
  waitsFor?(visit: Visit<P>): Promise<string | undefined>;
}

/** Where each kind of page lives. Login and consent to scopes have addresses of their own; all others share one. */
export const purposeOf = {
  login: 'login',
  scopes: 'consent',
  signed_in_here: 'passerelle',
  choose_account: 'passerelle',
  unavailable: 'passerelle',
  consent: 'passerelle',
  waiting: 'passerelle',
  activated: 'passerelle',
  failed: 'passerelle',
  resolved: 'passerelle',
} as const satisfies Record<JourneyPage['page'], FormPurpose>;

export function visitOf<P extends JourneyPage>(parts: PageParts, ctx: Context, page: P): Visit<P> {
  const space = parts.space(page.space);
  if (!space) throw new Error(`the pages know no space '${page.space}'`);
  const language = parts.language(ctx, { space, uiLocales: page.uiLocales });
  return { ctx, page, language, t: translator(language), space, name: (id) => parts.spaceName(id, language) };
}

/** The page's own address, the hidden fields of its form, and until when it can be answered, in words (WCAG 2.2.1). */
export function formOf(
  parts: PageParts,
  { page, language, t }: Visit,
): { action: string; formToken: string; shown: string; validUntil: string } {
  const purpose = purposeOf[page.page];
  const validUntil = t('action.keep', { time: parts.dates.time(language, page.expiresAt) });
  return { action: ownPath(parts, page), formToken: parts.tokens.issue(purpose, page.uid), shown: page.shown, validUntil };
}

export function ownPath(parts: PageParts, page: JourneyPage): string {
  return parts.path(pathOf(page), page.uiLocales);
}

function pathOf({ page, uid }: JourneyPage): string {
  return `/${purposeOf[page]}/${encodeURIComponent(uid)}`;
}

/** Shows the situation as it is now. */
export function again(parts: PageParts, { ctx, page }: Visit): void {
  seeOther(ctx, ownPath(parts, page));
}

/** The same, to somebody who has answered another page than there is now (T8, T43): they are told so, and nothing was written. */
export function againChanged(parts: PageParts, { ctx, page }: Visit): void {
  seeOther(ctx, parts.path(`${pathOf(page)}?changed=1`, page.uiLocales));
}

/** What is said first on a page that is shown instead of the one that was answered. */
export function changedSince({ ctx, t }: Visit, field: string): readonly Problem[] {
  return ctx.query.changed === undefined ? [] : [{ field, text: t('move.changed') }];
}

/** Follows a move: on to where it leads, back to the page when the situation has changed, or `refused` is given the text to show. */
export async function follow<P extends JourneyPage>(
  parts: PageParts,
  visit: Visit<P>,
  outcome: Redirect | Refused,
  refused: (text: string) => Promise<void> | void,
): Promise<void> {
  if ('redirectTo' in outcome) seeOther(visit.ctx, outcome.redirectTo);
  else if (outcome.refused === 'changed') againChanged(parts, visit);
  else await refused(visit.t(`move.${outcome.refused}`));
}
