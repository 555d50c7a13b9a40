/**
 * The page of the mailboxes: what the bank has written to the owner of an identifier. JSON for programs, by `Accept` or `format=json`, as
 * `/approvals`. No address is shown: whoever opens a mailbox knows their own.
 */
import Router from '@koa/router';
import type { Context } from 'koa';
import type { Mailbox, Message } from './mailbox.ts';
import { type Pages, wantsPage } from './pages.ts';
import { speechFor } from './words.ts';

export function createMailboxRoutes({ mailbox, pages }: { readonly mailbox: Mailbox; readonly pages: Pages }): Router {
  const router = new Router();

  router.get('/mailbox', async function showMailbox(ctx) {
    ctx.vary('Accept, Accept-Language');
    const identifier = single(ctx.query.identifier) ?? '';
    const messages = identifier === '' ? [] : await mailbox.of(identifier);
    if (ctx.query.format !== 'json' && wantsPage(ctx)) return answerPage(ctx, identifier, messages);
    if (identifier !== '') {
      ctx.body = messages.map(onTheWire);
      return;
    }
    ctx.status = 400;
    ctx.body = { error: 'invalid_request', error_description: 'identifier is missing' };
  });

  function answerPage(ctx: Context, identifier: string, messages: readonly Message[]): void {
    const { language, words, asked, time } = speechFor(ctx);
    ctx.type = 'html';
    ctx.body = pages.render('mailbox', {
      language,
      asked,
      w: words.mailbox,
      identifier,
      messages: messages.map(({ date, ...message }) => ({ ...message, date: time(date.toISOString()), machineDate: date.toISOString() })),
    });
  }

  return router;
}

function single(value: string | string[] | undefined): string | undefined {
  return typeof value === 'string' ? value.trim() : undefined;
}

function onTheWire({ id, language, subject, text, date }: Message) {
  return { message_id: id, date: date.toISOString(), language, subject, text };
}
