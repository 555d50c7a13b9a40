/** A customer in the demo's own spaces: logs in, opens the other space from the drop-down, deactivates. Everything by links and forms. */
import type { Browser, Page } from '../demo/plain-browser.ts';
import { type Form, formsOf } from '../world/forms.ts';
import { camille, type SpaceName, secretCodes } from '../world/people.ts';
import type { World } from '../world/world.ts';

export async function logIn(world: World, browser: Browser, space: SpaceName, identifier: string = camille[space]): Promise<Page> {
  const page = await browser.follow(`${world.demo.urls[space]}/login`);
  return submit(browser, page, { identifier, secret_code: secretCodes[space] });
}

/** Follows the link of the drop-down, with consent and approval where these are asked for; ends in the other space. */
export async function openOther(world: World, browser: Browser, from: SpaceName, identifier: string = camille.pro): Promise<Page> {
  const home = await browser.request(`${world.demo.urls[from]}/`);
  const [link] = dropDown(home);
  if (link === undefined) throw new Error('the drop-down offers nothing');
  let page = await browser.follow(link);
  if (formsOf(page.body, page.url).some((form) => hasButton(form, 'accept'))) {
    page = await submit(browser, page, { decision: 'accept' }, (form) => hasButton(form, 'accept'));
    await world.phone.answer(identifier, 'approve');
    const deadline = Date.now() + 10_000;
    while (page.url.origin === world.demo.urls.issuer && Date.now() < deadline) page = await browser.follow(page.url);
  }
  return page;
}

export async function deactivate(world: World, browser: Browser): Promise<void> {
  const page = await browser.follow(`${world.demo.urls.issuer}/preferences?space=pro`);
  const asked = await submit(browser, page, { decision: 'deactivate' }, (form) => hasButton(form, 'deactivate'));
  await submit(browser, asked, { decision: 'confirm' }, (form) => hasButton(form, 'confirm'));
}

/** The addresses that the drop-down leads to. */
export function dropDown({ body }: Page): readonly string[] {
  const [, menu = ''] = /<nav class="drop-down"[^>]*>([\s\S]*?)<\/nav>/.exec(body) ?? [];
  return [...menu.matchAll(/href="([^"]*)"(?! aria-current)/g)].map(([, href = '']) => href.replaceAll('&amp;', '&'));
}

function submit(
  browser: Browser,
  page: Page,
  filled: Readonly<Record<string, string>>,
  which: (form: Form) => boolean = ({ method, fields }) => method === 'POST' && fields.length > 0,
): Promise<Page> {
  const form = formsOf(page.body, page.url).find(which);
  if (!form) throw new Error(`no such form on ${page.url.pathname}: ${page.body.replace(/<[^>]+>|\s+/g, ' ').slice(0, 400)}`);
  return browser.follow(form.action, undefined, { method: 'POST', body: new URLSearchParams({ ...form.hidden, ...filled }) });
}

function hasButton(form: Form, value: string): boolean {
  return form.buttons.some((button) => button.name === 'decision' && button.value === value);
}
