/** The desk as an adviser sees it: one page in French, from what the admin API answers; every button posts a plain form and comes back. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { describeInBrowser, launchBrowser } from '../ground/browser.ts';
import { openWindow } from '../leaflet/browser-window.ts';
import { formsOf } from '../world/forms.ts';
import { type RecordingProvider, startRecordingProvider } from './recording-provider.ts';

const link = {
  id: 'lnk_one',
  policy: 'pro-particuliers',
  state: 'revoked',
  activating: { space: 'pro', account_id: 'acc_pro_one', account: '•••• 0001' },
  other: { space: 'particuliers', account_id: 'acc_particuliers_one', account: '•••• 9001' },
  revocation_reason: 'secret_reset',
};
const history = {
  history: [
    { event: 'consented', at: '2026-05-01T08:00:00.000Z', actor: 'activating_account', hash: 'h', previous: 'lnk_one' },
    { event: 'activated', at: '2026-05-01T08:01:00.000Z', actor: 'authenticator', hash: 'i', previous: 'h' },
    { event: 'revoked', at: '2026-05-02T08:00:00.000Z', actor: 'operator:anne', reason: 'secret_reset', hash: 'j', previous: 'i' },
  ],
  intact: true,
  uses: [{ at: '2026-05-01T09:00:00.000Z', from: 'pro', to: 'particuliers', via: 'browser', browser: 'Firefox', end_reason: 'revoked' }],
};
const explanation = {
  allowed: false,
  code: 'reactivation_delay',
  checks: [
    { check: 'policy', ok: true },
    { check: 'reactivation_delay', ok: false, code: 'reactivation_delay' },
    { check: 'a_new_check', ok: false, code: 'a_new_code' },
  ],
  retry_at: '2026-05-03T08:00:00.000Z',
};

let provider: RecordingProvider;
beforeEach(async () => {
  provider = await startRecordingProvider();
  provider.replies.set('GET /admin/v1/account-links', { status: 200, body: { account_links: [link] } });
  provider.replies.set('GET /admin/v1/account-links/lnk_one/history', { status: 200, body: history });
  provider.replies.set('GET /admin/v1/explain', { status: 200, body: explanation });
  provider.replies.set('GET /admin/v1/policies', { status: 200, body: { policies: [{ id: 'pro-particuliers', status: 'active' }] } });
});
afterEach(() => provider.close());

async function visit(path: string, init: RequestInit = {}) {
  const url = new URL(path, provider.desk.url);
  const response = await fetch(url, { headers: { accept: 'text/html' }, redirect: 'manual', ...init });
  const text = await response.text();
  return {
    status: response.status,
    location: response.headers.get('location'),
    headers: response.headers,
    text,
    forms: formsOf(text, url),
  };
}

const ofCustomer = '/?space=pro&identifier=70000001';
const words = (html: string) => html.replaceAll(/<[^>]*>/g, ' ').replaceAll(/[\s\u202f\u00a0]+/g, ' ');

describe('GET /', () => {
  test('shows the account, its links, their history and why a switch would not work, in words', async () => {
    const page = await visit(ofCustomer);
    expect(page.status).toBe(200);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    const text = words(page.text);
    for (const sentence of [
      'Compte •••• 0001 État : actif',
      'Espace Professionnel •••• 0001 et Espace Particuliers •••• 9001',
      'État : désactivée (code secret réinitialisé)',
      '01/05/2026 10:00:00 : Consentement donné, client, espace qui active',
      '02/05/2026 10:00:00 : Passerelle désactivée (code secret réinitialisé), conseiller (anne)',
      '01/05/2026 11:00:00 : Espace Professionnel vers Espace Particuliers, Firefox, arrêtée par la désactivation de la passerelle',
      'Impossible . Le délai avant une nouvelle activation n’est pas écoulé.',
      'à partir du 03/05/2026 10:00:00',
      'La passerelle est en service entre ces espaces : oui',
      'a_new_check : non . a_new_code',
    ])
      expect(text).toContain(sentence);
    expect(text).not.toContain('pas intact');
  });

  test('a history that is not intact is shouted out', async () => {
    provider.replies.set('GET /admin/v1/account-links/lnk_one/history', { status: 200, body: { ...history, intact: false } });
    expect(words((await visit(ofCustomer)).text)).toContain('n’est pas intact. Prévenez la sécurité.');
  });

  test('without a customer: the form and the service, and nobody is asked for', async () => {
    const page = await visit('/');
    expect(page.forms.map(({ method, fields }) => [method, fields])).toEqual([
      ['GET', ['identifier']],
      ['POST', []],
    ]);
    expect(provider.requests.some(({ path }) => path.includes('account'))).toBe(false);
  });

  test('a customer who is not there: 404 and what to do; what was typed is escaped', async () => {
    const problem = { type: 'urn:passerelle:problem:unknown-account', title: 'There is no such account', status: 404 };
    provider.replies.set('POST /admin/v1/accounts/search', { status: 404, body: problem });
    const page = await visit(`/?space=pro&identifier=${encodeURIComponent('"><script>')}`);
    expect(page.status).toBe(404);
    expect(words(page.text)).toContain('Vérifiez l’espace et l’identifiant.');
    expect(page.text).not.toContain('<script');
    expect(page.text).toContain('value="&quot;&gt;&lt;script&gt;"');
  });
});

describe('the buttons', () => {
  test.each([
    ['revoke', 'Passerelle révoquée'],
    ['reset-code', '000000'],
    ['change-administrator', 'Changement d’administrateur enregistré'],
    ['block', 'Compte bloqué'],
    ['unblock', 'Compte débloqué'],
    ['close', 'Compte clôturé'],
  ])('%s comes back to the customer (303) and says what was done', async (action, done) => {
    const { forms } = await visit(ofCustomer);
    const hidden = forms.find((form) => form.action.endsWith('/actions/revoke'))?.hidden;
    expect(hidden).toEqual({ space: 'pro', identifier: '70000001' });
    const posted = await visit(`/actions/${action}`, { method: 'POST', body: new URLSearchParams(hidden) });
    expect([posted.status, posted.location]).toEqual([303, `${ofCustomer}&done=${action}`]);
    expect(words((await visit(posted.location ?? '')).text)).toContain(done);
  });

  test('suspend, and then resume, is offered as the policy stands', async () => {
    const suspend = (await visit('/')).forms[1];
    expect([suspend?.action, suspend?.hidden]).toEqual([`${provider.desk.url}/actions/suspend`, { policy: 'pro-particuliers' }]);
    const posted = await visit('/actions/suspend', { method: 'POST', body: new URLSearchParams(suspend?.hidden) });
    expect([posted.status, posted.location]).toEqual([303, '/?done=suspend']);
    provider.replies.set('GET /admin/v1/policies', { status: 200, body: { policies: [{ id: 'pro-particuliers', status: 'suspended' }] } });
    const after = await visit('/?done=suspend');
    expect(words(after.text)).toContain('Passerelle suspendue');
    expect(after.forms[1]?.action).toBe(`${provider.desk.url}/actions/resume`);
  });

  test('what did not happen is a page with the status of the problem', async () => {
    provider.replies.set('POST /events', { status: 400, body: { err: 'access_denied' } });
    const posted = await visit('/actions/block', { method: 'POST', body: new URLSearchParams({ space: 'pro', identifier: '70000001' }) });
    expect(posted.status).toBe(502);
    expect(words(posted.text)).toContain('La demande n’a pas abouti');
  });

  test('done=anything is nothing that the page repeats', async () => {
    for (const done of ['nothing', 'constructor', '<b>'])
      expect((await visit(`/?done=${encodeURIComponent(done)}`)).text).not.toContain('notice');
  });

  test.each(['links', 'explain', 'history'])('/%s sends a browser to the page', async (path) => {
    expect((await visit(`/${path}?space=pro&identifier=70000001`)).location).toBe(ofCustomer);
  });
});

describeInBrowser('the desk', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  test('its Content-Security-Policy blocks nothing of it, back from a button included', async () => {
    const window = await openWindow(browser);
    const tab = await window.newTab();
    await tab.goto(new URL(ofCustomer, provider.desk.url).href);
    await tab.getByRole('button', { name: 'Révoquer la passerelle' }).click();
    await tab.getByRole('status').waitFor();
    expect(window.complaints).toEqual([]);
    await window.context.close();
  }, 60_000);
});
