/** What is around every page: its language, the spaces' names and entries, rendering, and the page that says what went wrong. */
import type { Context } from 'koa';
import { languages } from '../i18n/languages.ts';
import { chooseLanguage, type Language, type MessageKey, translator } from '../i18n/translate.ts';
import { askingFor, uiLocalesIn } from './asked-language.ts';
import { type Assets, createAssets } from './assets.ts';
import type { FrameDeps, PageSpace } from './deps.ts';
import { createRender, nameOf, type Render } from './render.ts';

export interface PageFrame {
  readonly render: Render;
  readonly assets: Assets;
  /** Absolute path of one of our pages, in the languages asked for: the issuer may have a path of its own. */
  path(route: string, uiLocales: readonly string[]): string;
  /** The same, in the language that the address of this request asks for, if it does. */
  pathFrom(ctx: Context, route: string): string;
  space(id: string): PageSpace | undefined;
  spaceName(id: string, language: Language): string;
  /**
   * Where a space is entered, from another one if `source` names it (OpenID Connect Core section 4: the login URI gets the issuer, and a
   * client ignores what it does not understand).
   */
  entry(space: PageSpace, uiLocales: readonly string[], source?: string): string;
  entryFrom(ctx: Context, space: PageSpace): string;
  entries(language: Language, uiLocales: readonly string[]): readonly { name: string; href: string }[];
  /** As `ui_locales` asks, those of the address unless given; else as the browser does; else the space's own. */
  language(ctx: Context, asked?: { space?: PageSpace | undefined; uiLocales?: readonly string[] }): Language;
  refuse(ctx: Context, refusal: PageRefusal): void;
}

export interface PageRefusal {
  readonly status: number;
  readonly about: ProblemKey;
  readonly space?: PageSpace;
  /** Those of the address unless given. */
  readonly uiLocales?: readonly string[];
  readonly values?: Readonly<Record<string, string>>;
  readonly technical?: { readonly error: string; readonly description: string };
  /** Where the same journey starts again. */
  readonly again?: string | undefined;
}

/** Texts with a `title`, what happened, what it means and what to do. */
export type ProblemKey = Extract<MessageKey, `${'problem' | 'form'}.${string}.title`> extends `${infer Key}.title` ? Key : never;

export function createPageFrame(deps: FrameDeps): PageFrame {
  const base = new URL(deps.issuer).pathname.replace(/\/$/, '');
  const assets = createAssets(base, deps.spaces);
  const render = createRender(base, assets);
  const spaces = new Map(deps.spaces.map((space) => [space.id, space]));
  const offered = offeredOf(deps.languages);

  function path(route: string, uiLocales: readonly string[]): string {
    return askingFor(uiLocales, `${base}${route}`);
  }

  function entry(space: PageSpace, uiLocales: readonly string[], source?: string): string {
    const url = new URL(space.initiateLoginUri);
    url.searchParams.set('iss', deps.issuer);
    if (source !== undefined) url.searchParams.set('linked_from', source);
    return askingFor(uiLocales, url.href);
  }

  function entries(language: Language, uiLocales: readonly string[]) {
    return deps.spaces.map((space) => ({ name: nameOf(space, language), href: entry(space, uiLocales) }));
  }

  const language: PageFrame['language'] = (ctx, { space, uiLocales = uiLocalesIn(ctx) } = {}) => {
    // A browser that says nothing gets the first.
    const own = offered.filter((one) => one === space?.defaultLanguage);
    const ordered = [...own, ...offered.filter((one) => !own.includes(one))];
    return chooseLanguage(ordered, uiLocales, (...accepted) => ctx.acceptsLanguages(...accepted));
  };

  return {
    render,
    assets,
    path,
    pathFrom: (ctx, route) => path(route, uiLocalesIn(ctx)),
    space: (id) => spaces.get(id),
    spaceName(id, inLanguage) {
      const space = spaces.get(id);
      return space ? nameOf(space, inLanguage) : id;
    },
    entry,
    entryFrom: (ctx, space) => entry(space, uiLocalesIn(ctx)),
    entries,
    language,
    refuse(ctx, { status, about, space, uiLocales = uiLocalesIn(ctx), values, technical, again }) {
      const chosen = language(ctx, { space, uiLocales });
      const t = translator(chosen);
      render(ctx, { language: chosen, title: `${about}.title`, status, failed: true, ...(space && { space }) }, 'problem', {
        heading: t(`${about}.title`),
        what: t(`${about}.what`, values),
        means: t(`${about}.means`, values),
        next: t(`${about}.next`, values),
        ...(again !== undefined && { again }),
        spaces: entries(chosen, uiLocales),
        ...(technical && { technical }),
      });
    },
  };
}

/** 303: whatever the method was, the browser goes on with GET. */
export function seeOther(ctx: Context, location: string): void {
  ctx.set('Cache-Control', 'no-store');
  ctx.status = 303;
  ctx.redirect(location);
}

/** In the order of the configuration. */
function offeredOf(configured: readonly string[] = languages): readonly Language[] {
  return configured.flatMap((name) => languages.filter((language) => language === name));
}
