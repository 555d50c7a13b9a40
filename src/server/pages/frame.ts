/** What is around every page: its language, the spaces' names and entries, rendering, and the page that says what went wrong. */
import type { Context } from 'koa';
import { chooseLanguage, type Language, languages, type MessageKey, translator } from '../i18n/translate.ts';
import type { FrameDeps, PageSpace } from './deps.ts';
import { createRender, nameOf, type Render } from './render.ts';

export interface PageFrame {
  readonly render: Render;
  /** Absolute path of one of our pages: the issuer may have a path of its own. */
  path(route: string): string;
  space(id: string): PageSpace | undefined;
  spaceName(id: string, language: Language): string;
  /** Where a space is entered (OpenID Connect Core section 4: the login URI gets the issuer). */
  entry(space: PageSpace): string;
  entries(language: Language): readonly { name: string; href: string }[];
  language(ctx: Context, uiLocales?: readonly string[]): Language;
  refuse(ctx: Context, refusal: PageRefusal): void;
}

export interface PageRefusal {
  readonly status: number;
  readonly about: ProblemKey;
  readonly space?: PageSpace;
  readonly values?: Readonly<Record<string, string>>;
  readonly technical?: { readonly error: string; readonly description: string };
}

/** A text that has a `what` and a `next`. */
export type ProblemKey = Extract<MessageKey, `${'problem' | 'form'}.${string}.what`> extends `${infer Key}.what` ? Key : never;

export function createPageFrame(deps: FrameDeps): PageFrame {
  const base = new URL(deps.issuer).pathname.replace(/\/$/, '');
  const render = createRender(base);
  const spaces = new Map(deps.spaces.map((space) => [space.id, space]));
  const offered = offeredOf(deps.languages);

  function entry(space: PageSpace): string {
    const url = new URL(space.initiateLoginUri);
    url.searchParams.set('iss', deps.issuer);
    return url.href;
  }

  function entries(language: Language) {
    return deps.spaces.map((space) => ({ name: nameOf(space, language), href: entry(space) }));
  }

  function language(ctx: Context, uiLocales: readonly string[] = []): Language {
    return chooseLanguage(offered, uiLocales, (...accepted) => ctx.acceptsLanguages(...accepted));
  }

  return {
    render,
    path: (route) => `${base}${route}`,
    space: (id) => spaces.get(id),
    spaceName(id, inLanguage) {
      const space = spaces.get(id);
      return space ? nameOf(space, inLanguage) : id;
    },
    entry,
    entries,
    language,
    refuse(ctx, { status, about, space, values, technical }) {
      const chosen = language(ctx);
      const t = translator(chosen);
      render(ctx, { language: chosen, title: 'problem.title', status, failed: true, ...(space && { space }) }, 'problem', {
        what: t(`${about}.what`, values),
        next: t(`${about}.next`, values),
        spaces: entries(chosen),
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
