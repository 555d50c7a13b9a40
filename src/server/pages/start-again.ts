/**
 * Where a journey was going, kept by the browser: a page that is found expired can then start the same journey again with one press
 * (WCAG 2.2.1), in the language that was asked for, when nothing else is left of it. It names two spaces and no person, and leads to their
 * configured entries alone.
 */
import { createHash } from 'node:crypto';
import type { Context } from 'koa';
import type { JourneyPage } from '../../oidc/pages.ts';
import { carried, localesOf, uiLocalesIn } from './asked-language.ts';
import type { PageSpace } from './deps.ts';
import type { PageFrame } from './frame.ts';

export interface Remembered {
  readonly uiLocales: readonly string[];
  /** The one that was being opened. */
  readonly space?: PageSpace;
  /** Where the journey starts again. */
  readonly again?: string;
}

export function createStartAgain({ space: spaceNamed, entry }: Pick<PageFrame, 'space' | 'entry'>, issuer: string) {
  const secure = issuer.startsWith('https:');
  const name = `${secure ? '__Host-' : ''}start_again`;

  return {
    remember(ctx: Context, page: JourneyPage): void {
      // An operation is asked for in the space, and by nobody else.
      if (page.page === 'login' && page.operation) return;
      const { linkedFrom: source } = page;
      const locales = carried(page.uiLocales);
      const value = new URLSearchParams({
        journey: digestOf(page.uid),
        space: page.space,
        ...(source !== undefined && { source }),
        ...(locales !== '' && { locales }),
      });
      ctx.cookies.set(name, String(value), { signed: true, httpOnly: true, secure, sameSite: 'lax', path: '/', overwrite: true });
    },

    /** Of the journey of this page and of no other: several may be open, and the last one shown is the one that is known. */
    recall(ctx: Context, uid: string): Remembered {
      const value = new URLSearchParams(ctx.cookies.get(name, { signed: true }));
      const asked = uiLocalesIn(ctx);
      const space = spaceNamed(value.get('space') ?? '');
      if (!space || value.get('journey') !== digestOf(uid)) return { uiLocales: asked };
      const uiLocales = asked.length > 0 ? asked : localesOf(value.get('locales'));
      return { uiLocales, space, again: entry(space, uiLocales, spaceNamed(value.get('source') ?? '')?.id) };
    },
  };
}

/** The id of an interaction is as good as its cookie, which has a path (T54): this one goes everywhere. */
function digestOf(uid: string): string {
  return createHash('sha256').update(uid).digest('base64url');
}
