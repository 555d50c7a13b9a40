/** An activation step by step on whichever node: the consent, the approval that waits to be collected, and whether the gateway is open afterwards. */
import type { AccountLink } from '../../src/linking/account-link.ts';
import type { Answer, Browser } from '../world/browser.ts';
import { accountOf, type Customer, newCustomer } from '../world/customers.ts';
import type { Cluster, ClusterNode } from '../world/nodes.ts';
import { clientOf, hasButton, login } from '../world/people.ts';

export interface Consented {
  readonly customer: Customer;
  readonly browser: Browser;
  /** The waiting page: asking for it collects the approval. */
  readonly waiting: URL;
}

export async function consentOn(cluster: Cluster, node: ClusterNode, known?: Customer): Promise<Consented> {
  const customer = known ?? (await newCustomer(cluster));
  const browser = await signedInOn(cluster, node, customer);
  const accepted = await accept(node, browser, await consentPage(node, browser));
  return { customer, browser, waiting: waitingPageOf(accepted) };
}

/** Signed in to the professional space, on this node; the browser may go to both. */
export async function signedInOn(cluster: Cluster, node: ClusterNode, { pro }: Customer): Promise<Browser> {
  const browser = cluster.openBrowser(node, ...cluster.nodes);
  await login(node, browser, 'pro', pro);
  return browser;
}

export async function consentPage(node: ClusterNode, browser: Browser): Promise<Answer> {
  const page = await node.authorize(browser, clientOf.particuliers, { linked_from: 'pro' });
  if (!page.forms.some(accepts)) throw new Error(`no consent page: ${page.status} ${page.url.pathname} ${page.left?.search ?? ''}`);
  return page;
}

/** The answer of this node to the consent, whichever one showed the page. */
export async function accept(node: ClusterNode, browser: Browser, page: Answer): Promise<Answer> {
  const form = page.forms.find(accepts);
  if (!form) throw new Error(`no consent page: ${page.status} ${page.url.pathname}`);
  return browser.request('POST', on(node, new URL(form.action)), { ...form.hidden, decision: 'accept' });
}

export function waitingPageOf({ headers: { location }, status, url }: Answer): URL {
  if (location === undefined) throw new Error(`no waiting page: ${status}`);
  return new URL(location, url);
}

/** Asks for the waiting page until the browser has left it, on this node. */
export async function collect(node: ClusterNode, { browser, waiting }: Pick<Consented, 'browser' | 'waiting'>): Promise<Answer> {
  return browser.get(on(node, waiting));
}

/** The same page as this node shows it. */
export function on({ url }: ClusterNode, page: URL): URL {
  return new URL(page.pathname + page.search, url);
}

const accepts = hasButton('decision', 'accept');

export async function linksOf({ demo }: Cluster, { pro }: Customer): Promise<readonly AccountLink[]> {
  return demo.store.links.allOf((await accountOf({ demo }, 'pro', pro)).accountId);
}

export async function linkOf(cluster: Cluster, { customer }: Pick<Consented, 'customer'>): Promise<AccountLink> {
  const [link] = await linksOf(cluster, customer);
  if (!link) throw new Error('the activation left no link');
  return link;
}

/** What is open, on whichever node: by what the opening gave out, and unless only that is asked for, by a new switch. */
export async function openings(
  cluster: Cluster,
  { browser }: Pick<Consented, 'browser'>,
  answer: Answer,
  which: 'anything' | 'what it gave out' = 'anything',
): Promise<string[]> {
  const found: string[] = [];
  for (const node of cluster.nodes) {
    const isOpen = async (parameters: Readonly<Record<string, string>>) =>
      (await node.authorize(browser, clientOf.particuliers, parameters)).left?.searchParams.has('code') === true;
    if (answer.left?.searchParams.has('code') && (await node.exchange(clientOf.particuliers, answer)).status === 200)
      found.push('the code is exchanged');
    if (await isOpen({ prompt: 'none' })) found.push('the linked session is open');
    if (which === 'anything' && (await isOpen({ prompt: 'none', linked_from: 'pro' }))) found.push('a switch is possible');
  }
  return found;
}
