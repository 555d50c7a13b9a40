/** What the customer sees of a forgotten code, step by step. Nothing on these pages depends on whether the identifier exists. */
import type { Context } from 'koa';
import { translator } from '../i18n/translate.ts';
import { uiLocalesIn } from './asked-language.ts';
import type { PageSpace } from './deps.ts';
import type { PageParts } from './parts.ts';
import { renderWaiting } from './quiet-waiting.ts';
import type { Problem } from './view-data.ts';

const askAfterSeconds = 3;

export function forgottenCodePath(parts: PageParts, uiLocales: readonly string[], space: string): string {
  return parts.path(`/forgotten-code?space=${encodeURIComponent(space)}`, uiLocales);
}

export function createForgottenCodeViews(parts: PageParts) {
  function identifier(
    ctx: Context,
    space: PageSpace,
    browser: string,
    shown: { identifier: string; problems: readonly Problem[]; status?: number },
  ): void {
    const language = parts.language(ctx, { space });
    const { problems, status = 200 } = shown;
    parts.render(ctx, { language, title: 'forgottenCode.title', space, status, failed: problems.length > 0 }, 'forgotten-code', {
      action: parts.pathFrom(ctx, '/forgotten-code'),
      formToken: parts.tokens.issue('forgotten-code', browser),
      spaceId: space.id,
      space: parts.spaceName(space.id, language),
      home: parts.entryFrom(ctx, space),
      identifier: shown.identifier,
      problems,
    });
  }

  function waiting(
    ctx: Context,
    space: PageSpace,
    id: string,
    { bindingMessage, expiresAt }: { bindingMessage: string; expiresAt: Date },
  ): void {
    const language = parts.language(ctx, { space });
    const t = translator(language);
    renderWaiting(
      parts,
      ctx,
      { language, title: 'approval.forgottenTitle', space },
      {
        ...formOf(ctx, id),
        problems: [],
        heading: t('forgottenCode.waitingHeading'),
        intro: t('forgottenCode.waitingIntro', { space: parts.spaceName(space.id, language) }),
        bindingMessage,
        deadline: t('approval.deadline', { time: parts.dates.time(language, expiresAt) }),
        askAfterSeconds,
        accounts: [],
        operation: [],
      },
    );
  }

  function newCode(ctx: Context, space: PageSpace, id: string, problems: readonly Problem[]): void {
    const language = parts.language(ctx, { space });
    const t = translator(language);
    parts.render(ctx, { language, title: 'newCode.forgottenTitle', space, failed: problems.length > 0 }, 'new-secret-code', {
      ...formOf(ctx, id),
      problems,
      heading: t('newCode.forgottenHeading'),
      intro: t('newCode.forgottenIntro'),
    });
  }

  function ended(ctx: Context, space: PageSpace, how: 'denied' | 'expired'): void {
    const language = parts.language(ctx, { space });
    const t = translator(language);
    parts.render(ctx, { language, title: 'forgottenCode.endedTitle', space, failed: true }, 'forgotten-code-ended', {
      what: t(`forgottenCode.${how}.what`),
      means: t(`forgottenCode.${how}.means`),
      next: t(`forgottenCode.${how}.next`),
      again: forgottenCodePath(parts, uiLocalesIn(ctx), space.id),
      space: parts.spaceName(space.id, language),
      home: parts.entryFrom(ctx, space),
    });
  }

  function changed(ctx: Context, space: PageSpace): void {
    const language = parts.language(ctx, { space });
    parts.render(ctx, { language, title: 'secretCode.changedTitle', space }, 'secret-code-changed', {
      space: parts.spaceName(space.id, language),
      home: parts.entryFrom(ctx, space),
      effect: translator(language)('forgottenCode.effect'),
    });
  }

  function formOf(ctx: Context, id: string): { action: string; formToken: string; shown: string } {
    return { action: parts.pathFrom(ctx, `/forgotten-code/${id}`), formToken: parts.tokens.issue('forgotten-code', id), shown: '' };
  }

  return { identifier, waiting, newCode, ended, changed };
}
