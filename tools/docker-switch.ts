/**
 * Walks a running demo from outside, over HTTP alone: Camille logs in to the professional space, switches the gateway on with her phone,
 * and in another browser opens the personal space with one silent switch. usage: node tools/docker-switch.ts http://localhost:3000
 */
import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import { type Browser, createBrowser, type Page } from '../test/demo/plain-browser.ts';
import { type Form, formsOf } from '../test/world/forms.ts';

const LINKED = 'urn:passerelle:acr:linked';
const CAMILLE = { identifier: '70000001', secret_code: '135790' } as const;
const issuer = new URL(process.argv[2] ?? 'http://localhost:3000');
const [provider, pro, particuliers, phone] = [0, 1, 2, 3].map((offset) => `http://${issuer.hostname}:${Number(issuer.port) + offset}`);

await untilReady();
const first = createBrowser();
await logIn(first);
await activate(first);
const second = createBrowser();
await logIn(second);
await second.follow(`${particuliers}/login?linked_from=pro&prompt=none`);
await assertLinked(second);
console.log('one login, one activation with the phone, one silent switch: done');

async function untilReady(): Promise<void> {
  const giveUp = Date.now() + 120_000;
  for (;;) {
    const answer = await fetch(`${provider}/health/ready`).catch(() => undefined);
    if (answer?.status === 200) return;
    if (Date.now() > giveUp) throw new Error(`${provider}/health/ready did not answer 200 within two minutes`);
    await wait(500);
  }
}

async function logIn(browser: Browser): Promise<void> {
  let page = await browser.follow(`${pro}/login`);
  for (const [field, value] of Object.entries(CAMILLE)) {
    if (!asksFor(page, field)) continue;
    page = await submit(browser, page, asksFor(page, 'secret_code') && field === 'identifier' ? CAMILLE : { [field]: value });
  }
  const session = await sessionOf(browser, pro);
  assert.equal(session.signed_in, true, `login in the professional space: ended at ${page.url} (${page.status})`);
}

async function activate(browser: Browser): Promise<void> {
  const consent = await browser.follow(`${particuliers}/login?linked_from=pro`);
  let page = await submit(browser, consent, { decision: 'accept' });
  await approveOnPhone();
  for (let asked = 0; asked < 30 && !page.url.href.startsWith(`${particuliers}/`); asked += 1) {
    await wait(1000);
    page = await browser.follow(waitingUrl(page));
  }
  await assertLinked(browser);
}

/** The approver is asked by the waiting page itself: opening its own URL again is all that a browser without scripts does. */
function waitingUrl(page: Page): string {
  if (page.status >= 400) throw new Error(`the waiting page answers ${page.status}: ${page.url}`);
  return page.url.href;
}

async function approveOnPhone(): Promise<void> {
  const waiting = await fetch(`${phone}/approvals?identifier=${CAMILLE.identifier}`);
  const approvals = (await waiting.json()) as ReadonlyArray<{ auth_req_id: string; state: string }>; // the phone's documented answer
  const pending = approvals.find(({ state }) => state === 'pending');
  assert.ok(pending, 'the phone shows an approval that waits');
  const approved = await fetch(`${phone}/approvals/${pending.auth_req_id}`, {
    method: 'POST',
    body: new URLSearchParams({ decision: 'approve' }),
  });
  assert.ok(approved.status < 400, `the phone answers ${approved.status}`);
}

async function assertLinked(browser: Browser): Promise<void> {
  const session = await sessionOf(browser, particuliers);
  assert.equal(session.signed_in, true, `the personal space is open: ${session.error ?? ''} ${session.error_description ?? ''}`);
  assert.equal(session.id_token_claims?.['acr'], LINKED);
  assert.equal(session.id_token_claims['linked_from'], 'pro');
}

interface SpaceSession {
  readonly signed_in: boolean;
  readonly id_token_claims?: Readonly<Record<string, unknown>>;
  readonly error?: string;
  readonly error_description?: string;
}

async function sessionOf(browser: Browser, space: string | undefined): Promise<SpaceSession> {
  return (await browser.json(`${space}/session`)) as SpaceSession; // the space's documented answer, asserted member by member
}

async function submit(browser: Browser, page: Page, fields: Readonly<Record<string, string>>): Promise<Page> {
  const form = formsOf(page.body, page.url).find((candidate) =>
    Object.entries(fields).every(([name, value]) => takes(candidate, name, value)),
  );
  if (form === undefined) throw new Error(`${page.url.href} (${page.status}) has no form with ${Object.keys(fields).join(', ')}`);
  return browser.follow(form.action, undefined, { method: form.method, body: new URLSearchParams({ ...form.hidden, ...fields }) });
}

function asksFor(page: Page, field: string): boolean {
  return formsOf(page.body, page.url).some(({ fields }) => fields.includes(field));
}

function takes(form: Form, name: string, value: string): boolean {
  return form.fields.includes(name) || form.buttons.some((button) => button.name === name && button.value === value);
}
