/**
 * What the customer sees of the phone: the pending approvals of an identifier, and the two buttons.
 * The same addresses answer JSON to programs and pages to browsers. No session: whoever knows the identifier holds the phone.
 */
import Router from '@koa/router';
import type { Context } from 'koa';
import { readForm } from './form.ts';
import { type Notice, type Pages, wantsPage } from './pages.ts';
import type { Approval, Approvals, Decision } from './phone-approvals.ts';

export interface PhoneRoutesOptions {
  readonly approvals: Approvals;
  readonly pages: Pages;
  readonly publish: (approval: Approval) => Promise<void>;
}

const STATES = { pending: 'En attente', approved: 'Approuvée', denied: 'Refusée', expired: 'Expirée' } as const;
const KINDS = new Map([
  ['account_link', 'Liaison de vos deux espaces'],
  ['login', 'Connexion'],
  ['operation', 'Opération'],
  ['secret_code_reset', 'Nouveau code secret : refusez si vous ne l’avez pas demandé vous-même'],
]);

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
      refuse(
        ctx,
        400,
        { error: 'invalid_request', error_description: 'decision must be approve or deny' },
        'Choisissez d’approuver ou de refuser.',
      );
      return;
    }
    const outcome = approvals.decide(ctx.params.auth_req_id ?? '', decision);
    if (!outcome.ok && outcome.code === 'not_found') {
      refuse(ctx, 404, { error: 'not_found' }, 'Cette demande n’est pas connue de ce téléphone.');
      return;
    }
    if (!outcome.ok) {
      const text = 'Cette demande n’est plus en attente\u00a0: votre réponse n’a pas été prise en compte.';
      refuse(ctx, 409, onTheWire(outcome.approval), text, outcome.approval.identifier);
      return;
    }
    await publish(outcome.approval);
    if (wantsPage(ctx)) {
      ctx.status = 303;
      ctx.redirect(`/?${new URLSearchParams({ identifier: outcome.approval.identifier })}`);
    } else {
      ctx.body = onTheWire(outcome.approval);
    }
  });

  function refuse(ctx: Context, status: number, body: object, text: string, identifier = ''): void {
    ctx.status = status;
    if (wantsPage(ctx)) answerPage(ctx, identifier, { tone: 'error', title: 'Réponse non prise en compte', text });
    else ctx.body = body;
  }

  function answerPage(ctx: Context, identifier: string, notice?: Notice): void {
    const shown = identifier === '' ? [] : approvals.list(identifier);
    ctx.type = 'html';
    ctx.body = pages.render('phone', {
      identifier,
      notice,
      pending: shown.filter(({ state }) => state === 'pending').map(forThePage),
      past: shown.filter(({ state }) => state !== 'pending').map(forThePage),
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

function forThePage({ authReqId, state, bindingMessage, authorizationDetails }: Approval) {
  const [detail] = authorizationDetails;
  return {
    action: `/approvals/${encodeURIComponent(authReqId)}`,
    kind: KINDS.get(detail?.type ?? '') ?? 'Demande de confirmation',
    message: bindingMessage ?? 'Votre banque vous demande de confirmer.',
    state: STATES[state],
    details: JSON.stringify(authorizationDetails, null, 2),
  };
}
