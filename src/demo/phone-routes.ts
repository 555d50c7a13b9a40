/**
 * What the customer sees of the phone: the pending approvals of an identifier, and the two buttons.
 * The same addresses answer JSON to programs and pages to browsers. No session: whoever knows the identifier holds the phone.
 */
import Router from '@koa/router';
import type { Context } from 'koa';
import { readForm } from './form.ts';
import { type Notice, type Pages, wantsPage } from './pages.ts';
import type { Approval, Approvals, Decision } from './phone-approvals.ts';
import { fieldsOf } from './phone-fields.ts';
import { inTheSame, type Speech, speechFor } from './words.ts';

export interface PhoneRoutesOptions {
  readonly approvals: Approvals;
  readonly pages: Pages;
  readonly publish: (approval: Approval) => Promise<void>;
}

export function createPhoneRoutes({ approvals, pages, publish }: PhoneRoutesOptions): Router {
  const router = new Router();

  router.get('/', function showPhone(ctx) {
    answerPage(ctx, single(ctx.query.identifier) ?? '');
  });

  router.get('/approvals', function listApprovals(ctx) {
    const identifier = single(ctx.query.identifier);
    if (!identifier) {
      ctx.status = 400;
      ctx.body = { error: 'invalid_request', error_description: 'identifier is missing' };
      return;
    }
    ctx.body = approvals.list(identifier).map(onTheWire);
  });

  router.post('/approvals/:auth_req_id', async function decideApproval(ctx) {
    const decision = decisionOf((await readForm(ctx))?.get('decision'));
    if (!decision) {
      refuse(ctx, 400, { error: 'invalid_request', error_description: 'decision must be approve or deny' }, 'choose');
      return;
    }
    const outcome = approvals.decide(ctx.params.auth_req_id ?? '', decision);
    if (!outcome.ok && outcome.code === 'not_found') {
      refuse(ctx, 404, { error: 'not_found' }, 'unknown');
      return;
    }
    if (!outcome.ok) {
      refuse(ctx, 409, onTheWire(outcome.approval), 'late', outcome.approval.identifier);
      return;
    }
    await publish(outcome.approval);
    if (wantsPage(ctx)) {
      ctx.status = 303;
      ctx.redirect(inTheSame(speechFor(ctx), `/?${new URLSearchParams({ identifier: outcome.approval.identifier })}`));
    } else {
      ctx.body = onTheWire(outcome.approval);
    }
  });

  function refuse(ctx: Context, status: number, body: object, why: 'choose' | 'unknown' | 'late', identifier = ''): void {
    ctx.status = status;
    const { phone } = speechFor(ctx).words;
    if (wantsPage(ctx)) answerPage(ctx, identifier, { tone: 'error', title: phone.refused, text: phone[why] });
    else ctx.body = body;
  }

  function answerPage(ctx: Context, identifier: string, notice?: Notice): void {
    const speech = speechFor(ctx);
    const shown = identifier === '' ? [] : approvals.list(identifier);
    ctx.type = 'html';
    ctx.body = pages.render('phone', {
      language: speech.language,
      w: speech.words.phone,
      asked: speech.asked,
      identifier,
      notice,
      pending: shown.filter(({ state }) => state === 'pending').map((approval) => forThePage(speech, approval)),
      past: shown.filter(({ state }) => state !== 'pending').map((approval) => forThePage(speech, approval)),
    });
  }

  return router;
}

function single(value: string | string[] | undefined): string | undefined {
  return typeof value === 'string' ? value.trim() : undefined;
}

function decisionOf(value: string | undefined): Decision | undefined {
  return value === 'approve' || value === 'deny' ? value : undefined;
}

function onTheWire({ authReqId, identifier, state, bindingMessage, authorizationDetails }: Approval) {
  return {
    auth_req_id: authReqId,
    identifier,
    state,
    binding_message: bindingMessage ?? null,
    authorization_details: authorizationDetails,
  };
}

function forThePage(speech: Speech, { authReqId, state, bindingMessage, authorizationDetails }: Approval) {
  const [detail] = authorizationDetails;
  const { phone } = speech.words;
  const kinds: Readonly<Record<string, string>> = phone.kinds;
  const type = detail?.type ?? '';
  return {
    action: inTheSame(speech, `/approvals/${encodeURIComponent(authReqId)}`),
    kind: (Object.hasOwn(kinds, type) ? kinds[type] : undefined) ?? phone.kinds.otherwise,
    message: bindingMessage ?? phone.otherMessage,
    state: phone.states[state],
    fields: fieldsOf(speech, detail),
    details: JSON.stringify(authorizationDetails, null, 2),
  };
}
