/**
 * The server's pages and their addresses. Works on the extension's public face only (`journey`, `sessionFor`, `links`), as any
 * host's own pages would; faults are thrown and answered by the extension's outermost middleware through `renderError`.
 */
import Router from '@koa/router';
import { createAssets } from './assets.ts';
import type { PageDeps } from './deps.ts';
import { createJourneyPages } from './journey.ts';
import { createPageParts } from './parts.ts';
import { createPreferences } from './preferences.ts';
import { createSecretCodePage } from './secret-code.ts';

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

  const { showSecretCode, submitSecretCode } = createSecretCodePage(parts);
  router.get('/secret-code', showSecretCode);
  router.post('/secret-code', submitSecretCode);

  const { showAsset } = createAssets(parts);
  router.get('/assets/:file', showAsset);

  return router;
}
