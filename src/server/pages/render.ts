/**
 * Turns a view and its data into the answer (Eta, escaping on). Every page is private to one customer: it is never cached.
 * Views get text by key (`it.t`) and hold no rule: what may be shown was decided before.
 */
import { fileURLToPath } from 'node:url';
import { Eta } from 'eta';
import type { Context } from 'koa';
import { type Language, type MessageKey, translator } from '../i18n/translate.ts';
import type { PageSpace } from './deps.ts';
import type { ViewName, Views } from './view-data.ts';

/** What is known of a page beside its content. */
export interface PageHead {
  readonly language: Language;
  readonly title: MessageKey;
  readonly space?: PageSpace;
  readonly status?: number;
  /** An error is told in the title too, which is what a screen reader says first. */
  readonly failed?: boolean;
}

/** What every page refers to, by absolute paths. */
export interface PageAssets {
  readonly hrefs: { readonly styles: string; readonly script: string; readonly icon: string };
  logoOf(spaceId: string): string | undefined;
}

export const viewsFolder = fileURLToPath(new URL('../../../views', import.meta.url));

export type Render = <V extends ViewName>(ctx: Context, head: PageHead, view: V, data: Views[V]) => void;

export function createRender(base: string, assets: PageAssets): Render {
  const eta = new Eta({ views: viewsFolder, cache: true, autoEscape: true });

  return function render(ctx, head, view, data) {
    const t = translator(head.language);
    const body = eta.render(`/${view}`, {
      ...data,
      t,
      base,
      language: head.language,
      title: `${head.failed ? t('layout.errorPrefix') : ''}${t(head.title)}`,
      assets: assets.hrefs,
      brand: head.space && brandOf(head.space, head.language, assets.logoOf(head.space.id)),
      requestId: requestIdOf(ctx),
    });
    ctx.status = head.status ?? 200;
    ctx.type = 'html';
    ctx.set('Cache-Control', 'no-store');
    ctx.set('Content-Language', head.language);
    ctx.body = body;
  };
}

export function nameOf(space: PageSpace, language: Language): string {
  return textIn(space.name, language) ?? space.id;
}

/** How the space shows itself around its pages. */
function brandOf(space: PageSpace, language: Language, logo: string | undefined) {
  const { welcome = {}, help = {} } = space.texts;
  return {
    id: space.id,
    name: nameOf(space, language),
    logo,
    welcome: textIn(welcome, language),
    help: textIn(help, language),
    // A number stays on one line.
    phone: space.phone?.replaceAll(' ', '\u00a0'),
    // RFC 3966: a global number has no spaces.
    call: space.phone?.replace(/\s/g, ''),
  };
}

function textIn(texts: Readonly<Record<string, string>>, language: Language): string | undefined {
  return texts[language] ?? Object.values(texts)[0];
}

/** Given to the request by the server's first middleware. */
export function requestIdOf(ctx: Context): string {
  const { requestId } = ctx.state;
  return typeof requestId === 'string' ? requestId : '';
}
