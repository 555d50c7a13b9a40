/** An activation, and its receipt as a customer asks for it: the page, the signed one, and the keys that it verifies with. */
import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose';
import type { AccountLink } from '../../src/linking/account-link.ts';
import type { Receipt } from '../../src/server/receipt/receipt.ts';
import type { Answer, Browser } from '../world/browser.ts';
import { accountOf, type Customer } from '../world/customers.ts';
import { approveAtOnce, hasButton, login, type SpaceName } from '../world/people.ts';
import type { World } from '../world/world.ts';

export type Language = 'fr' | 'en';

/** The whole activation; the browser is signed in to both spaces afterwards, to the personal one through the link. */
export async function activated(
  world: World,
  customer: Customer,
  filled: Readonly<Record<string, string>> = {},
): Promise<{ readonly browser: Browser; readonly linkId: string }> {
  const browser = world.openBrowser();
  await login(world, browser, 'pro', customer.pro);
  const page = await world.authorize(browser, 'outside-particuliers', { linked_from: 'pro' });
  const waiting = await browser.submit(page, { ...filled, decision: 'accept' }, hasButton('decision', 'accept'));
  const opened = await approveAtOnce(world, browser, customer.pro, waiting);
  if (!opened.left?.searchParams.has('code')) throw new Error(`not activated: ${opened.status} ${opened.url.pathname}`);
  const { accountId } = await accountOf(world, 'pro', customer.pro);
  const [link] = await world.demo.store.links.allOf(accountId);
  if (!link) throw new Error('no link was written');
  return { browser, linkId: link.id };
}

export interface Asked {
  readonly space?: SpaceName;
  readonly language?: Language;
}

export function receiptPage(browser: Browser, link: string, { space = 'pro', language = 'fr' }: Asked = {}): Promise<Answer> {
  return browser.request('GET', `/receipt?${new URLSearchParams({ space, link })}`, undefined, { 'accept-language': language });
}

export function signedReceipt(browser: Browser, link: string, { space = 'pro', language = 'fr' }: Asked = {}): Promise<Answer> {
  return browser.request('GET', `/receipt.jwt?${new URLSearchParams({ space, link })}`, undefined, { 'accept-language': language });
}

/** Of an answer that holds one, verified as any receiver would with the published keys. */
export async function receiptIn(world: World, answer: Answer): Promise<Receipt> {
  const keys = createRemoteJWKSet(new URL(`${world.demo.urls.issuer}/jwks`));
  await jwtVerify(answer.text, keys, { issuer: world.demo.urls.issuer, typ: 'account-link-receipt+jwt', algorithms: ['ES256'] });
  return decodeJwt(answer.text) as unknown as Receipt;
}

/** Writes past the gateway, as somebody with the database's password would. */
export async function alter(world: World, linkId: string, change: (link: AccountLink) => Partial<AccountLink>): Promise<void> {
  const link = await world.demo.store.links.find(linkId);
  if (!link) throw new Error('no link to alter');
  const outcome = await world.demo.store.links.replace({ ...link, ...change(link), revision: link.revision + 1 });
  if (outcome !== 'replaced') throw new Error(`nothing was altered: ${outcome}`);
}
