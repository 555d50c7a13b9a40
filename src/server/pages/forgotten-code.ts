/**
 * A forgotten code: an identifier, the phone, a new code. Belongs to no interaction; a signed cookie ties it to the browser that began.
 * The pages are the same for every identifier (T42). A new code ends the gateway (`secret_reset`) and every session of the account: a
 * thief's must not outlive it.
 */
import type { Context } from 'koa';
import { type Translate, translator } from '../i18n/translate.ts';
import { newBindingMessage } from './binding-message.ts';
import type { PageSpace } from './deps.ts';
import { createForgottenCodeCookie } from './forgotten-code-cookie.ts';
import { createForgottenCodeViews } from './forgotten-code-views.ts';
import { decisionOf, type Form, readForm } from './form.ts';
import { seeOther } from './frame.ts';
import { newCodeProblems } from './new-code.ts';
import type { PageParts } from './parts.ts';
import { answerQuietly, asksQuietly } from './quiet-waiting.ts';
import type { Problem } from './view-data.ts';

/** In the language of the page, which only its space settles. */
type ProblemsIn = (t: Translate) => readonly Problem[];

export function createForgottenCodePages(parts: PageParts) {
  const { forgottenCodes, passerelle } = parts.deps;
  const cookie = createForgottenCodeCookie(parts);
  const views = createForgottenCodeViews(parts);

  return {
    showForgottenCode(ctx: Context): void {
      const space = spaceNamed(ctx, ctx.query.space);
      if (space) views.identifier(ctx, space, cookie.readOrSet(ctx), { identifier: '', problems: [] });
    },

    async startForgottenCode(ctx: Context): Promise<void> {
      const read = await readForm(ctx, parts.deps.issuer);
      if (!read.ok) return parts.refuseForm(ctx, read.code);
      const browser = cookie.read(ctx) ?? '';
      if (!parts.tokens.accepts('forgotten-code', browser, read.form.get('form_token'))) return parts.refuseForm(ctx, 'bad_token');
      const space = spaceNamed(ctx, read.form.get('space'));
      if (space) await start(ctx, space, browser, read.form.get('identifier')?.trim() ?? '');
    },

    async showForgottenCodeStep(ctx: Context): Promise<void> {
      if (asksQuietly(ctx)) return answerQuietly(ctx, await waitsFor(ctx));
      const id = ownId(ctx);
      if (id !== undefined) await showStep(ctx, id);
    },

    async submitForgottenCodeStep(ctx: Context): Promise<void> {
      const read = await readForm(ctx, parts.deps.issuer);
      if (!read.ok) return parts.refuseForm(ctx, read.code);
      const id = ownId(ctx);
      if (id === undefined) return;
      if (!parts.tokens.accepts('forgotten-code', id, read.form.get('form_token'))) return parts.refuseForm(ctx, 'bad_token');
      await submit(ctx, id, read.form);
    },
  };

  async function start(ctx: Context, space: PageSpace, browser: string, identifier: string): Promise<void> {
    const t = translator(parts.language(ctx, { space }));
    const refuse = (text: string, status = 200) =>
      views.identifier(ctx, space, browser, { identifier, problems: [{ field: 'identifier', text }], status });
    if (identifier === '') return refuse(t('login.identifierMissing'));

    const started = await forgottenCodes.start({ space: space.id, identifier, bindingMessage: newBindingMessage(), address: ctx.ip });
    if (!started.ok) {
      const seconds = started.retryAfterSeconds ?? 60;
      ctx.set('Retry-After', String(seconds));
      return refuse(t('credential.slow_down', { seconds }), 429);
    }
    parts.emit(ctx, { event: 'secret_code.reset_requested', space: space.id });
    cookie.set(ctx, started.id);
    seeOther(ctx, parts.pathFrom(ctx, `/forgotten-code/${started.id}`));
  }

  /** Finishes nothing, not even what follows from a new code. */
  async function waitsFor(ctx: Context): Promise<string | undefined> {
    const id = idOfBrowser(ctx);
    const found = id === undefined ? undefined : await forgottenCodes.look(id);
    return found?.phase === 'waiting' ? found.bindingMessage : undefined;
  }

  async function showStep(ctx: Context, id: string, problemsIn: ProblemsIn = () => []): Promise<void> {
    const found = await forgottenCodes.look(id);
    const space = found && parts.space(found.space);
    if (!found || !space) return parts.refuse(ctx, { status: 400, about: 'problem.noJourney' });
    if (found.phase === 'waiting') return views.waiting(ctx, space, id, found);
    if (found.phase === 'approved') return views.newCode(ctx, space, id, problemsIn(translator(parts.language(ctx, { space }))));
    if (found.phase === 'changed') return followUp(ctx, space, id, found.accountId);
    views.ended(ctx, space, found.phase);
  }

  async function submit(ctx: Context, id: string, form: Form): Promise<void> {
    if (decisionOf(form, 'cancel')) return cancel(ctx, id);
    const problemsIn = (t: Translate) => newCodeProblems(form, t);
    if (problemsIn(translator(parts.language(ctx))).length > 0) return showStep(ctx, id, problemsIn);
    const chosen = await forgottenCodes.choose(id, form.get('secret_code') ?? '');
    if (!chosen.ok) {
      parts.emit(ctx, { event: 'secret_code.refused', reason: chosen.code });
      return showStep(ctx, id, (t) => [{ field: 'secret_code', text: t(`codeChange.${chosen.code}`) }]);
    }
    // Whatever becomes of this request, the page now knows that the code is changed, and does what follows from it.
    await showStep(ctx, id);
  }

  /** The new credentials version stands already. Done again where an earlier attempt was cut off: each step may be. */
  async function followUp(ctx: Context, space: PageSpace, id: string, accountId: string): Promise<void> {
    await passerelle.links.revokeAllOf(accountId, { reason: 'secret_reset', actor: `account:${accountId}` });
    await passerelle.accounts.endSessions(accountId);
    await forgottenCodes.done(id);
    parts.emit(ctx, { event: 'secret_code.reset', space: space.id });
    views.changed(ctx, space);
  }

  async function cancel(ctx: Context, id: string): Promise<void> {
    const found = await forgottenCodes.look(id);
    const space = found && parts.space(found.space);
    if (!found || !space) return parts.refuse(ctx, { status: 400, about: 'problem.noJourney' });
    if (found.phase === 'changed') return followUp(ctx, space, id, found.accountId);
    await forgottenCodes.close(id);
    seeOther(ctx, parts.entryFrom(ctx, space));
  }

  /** The id in the address, if it is this browser's; otherwise the refusal is the answer. */
  function ownId(ctx: Context): string | undefined {
    const id = idOfBrowser(ctx);
    if (id === undefined) parts.refuse(ctx, { status: 400, about: 'problem.noJourney' });
    return id;
  }

  function idOfBrowser(ctx: Context): string | undefined {
    const id: unknown = ctx.params.id;
    return typeof id === 'string' && cookie.read(ctx) === id ? id : undefined;
  }

  function spaceNamed(ctx: Context, named: unknown): PageSpace | undefined {
    const space = typeof named === 'string' && forgottenCodes.offeredIn(named) ? parts.space(named) : undefined;
    if (!space) parts.refuse(ctx, { status: 404, about: 'problem.notFound' });
    return space;
  }
}
