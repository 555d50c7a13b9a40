/** What the server's own pages share, built once from their dependencies: the frame of every page, and what their forms need. */
import type { Context } from 'koa';
import type { PageDeps, PageEvent } from './deps.ts';
import { formRefusalStatus } from './form.ts';
import { createFormTokens, type FormTokens } from './form-token.ts';
import { createDates, type Dates } from './formats.ts';
import { createPageFrame, type PageFrame } from './frame.ts';
import type { FormRefusal } from './refusals.ts';
import { requestIdOf } from './render.ts';

export interface PageParts extends PageFrame {
  readonly deps: PageDeps;
  readonly tokens: FormTokens;
  readonly dates: Dates;
  emit(ctx: Context, event: Omit<PageEvent, 'requestId'>): void;
  refuseForm(ctx: Context, code: FormRefusal): void;
}

export function createPageParts(deps: PageDeps): PageParts {
  const frame = createPageFrame(deps);

  function emit(ctx: Context, event: Omit<PageEvent, 'requestId'>): void {
    deps.onEvent?.({ ...event, requestId: requestIdOf(ctx) });
  }

  return {
    ...frame,
    deps,
    tokens: createFormTokens(deps.formTokenKey),
    dates: createDates(deps.timeZone ?? 'Europe/Paris'),
    emit,
    refuseForm(ctx, code) {
      emit(ctx, { event: 'form.refused', reason: code });
      frame.refuse(ctx, { status: formRefusalStatus[code], about: `form.${code}` });
    },
  };
}
