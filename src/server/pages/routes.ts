/**
 * The server's pages and their addresses. Works on the extension's public face only (`journey`, `sessionFor`, `signOut`, `links`), as any
 * host's own pages would; faults are thrown and answered by the extension's outermost middleware through `renderError`.
 */
import Router from '@koa/router';
import type { PageDeps } from './deps.ts';
import { createForgottenCodePages } from './forgotten-code.ts';
import { createJourneyPages } from './journey.ts';
import { createPageParts } from './parts.ts';
import { createPreferences } from './preferences.ts';
import { createReceiptPages } from './receipt.ts';
import { createSecretCodePage } from './secret-code.ts';
import { createSignOut } from './sign-out.ts';

export function pageRoutes(deps: PageDeps): Router {
  const parts = createPageParts(deps);
  const router = new Router();

  for (const purpose of ['login', 'consent', 'passerelle'] as const) {
    const { showJourneyPage, submitJourneyPage } = createJourneyPages(parts, purpose);
    router.get(`/${purpose}/:uid`, showJourneyPage);
    router.post(`/${purpose}/:uid`, submitJourneyPage);
  }

  const { showPreferences, submitPreferences } = createPreferences(parts);
  router.get('/preferences', showPreferences);
  router.post('/preferences', submitPreferences);

  const { showReceipt, sendSignedReceipt } = createReceiptPages(parts);
  router.get('/receipt', showReceipt);
  router.get('/receipt.jwt', sendSignedReceipt);

  const { showSecretCode, submitSecretCode } = createSecretCodePage(parts);
  router.get('/secret-code', showSecretCode);
  router.post('/secret-code', submitSecretCode);

  const { showForgottenCode, startForgottenCode, showForgottenCodeStep, submitForgottenCodeStep } = createForgottenCodePages(parts);
  router.get('/forgotten-code', showForgottenCode);
  router.post('/forgotten-code', startForgottenCode);
  router.get('/forgotten-code/:id', showForgottenCodeStep);
  router.post('/forgotten-code/:id', submitForgottenCodeStep);

  const { showEndSession, confirmEndSession, showSignOut, submitSignOut } = createSignOut(parts);
  router.get('/session/end', showEndSession);
  router.post('/session/end/confirm', confirmEndSession);
  router.get('/sign-out', showSignOut);
  router.post('/sign-out', submitSignOut);

  router.get('/assets/:file', function showAsset(ctx) {
    if (!parts.assets.serve(ctx, String(ctx.params.file))) parts.refuse(ctx, { status: 404, about: 'problem.notFound' });
  });

  return router;
}
