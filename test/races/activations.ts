/** An activation up to the point where its approval waits to be collected, the collecting, and whether the gateway is open afterwards. */
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

export async function consentOn(cluster: Cluster, node: ClusterNode): Promise<Consented> {
  const customer = await newCustomer(cluster);
  const browser = cluster.openBrowser(node, ...cluster.nodes);
  await login(node, browser, 'pro', customer.pro);
  const page = await node.authorize(browser, clientOf.particuliers, { linked_from: 'pro' });
  const form = page.forms.find(hasButton('decision', 'accept'));
  if (!form) throw new Error(`no consent page: ${page.status} ${page.url.pathname} ${page.left?.search ?? ''}`);
  const accepted = await browser.request('POST', form.action, { ...form.hidden, decision: 'accept' });
  const { location } = accepted.headers;
  if (location === undefined) throw new Error(`no waiting page: ${accepted.status}`);
  return { customer, browser, waiting: new URL(location, accepted.url) };
}

/** Asks for the waiting page until the browser has left it, on this node. */
export async function collect(node: ClusterNode, { browser, waiting }: Consented): Promise<Answer> {
  return browser.get(new URL(waiting.pathname + waiting.search, node.url));
}

export async function linkOf({ demo }: Cluster, { customer }: Consented): Promise<AccountLink> {
  const { accountId } = await accountOf({ demo }, 'pro', customer.pro);
  const [link] = await demo.store.links.allOf(accountId);
  if (!link) throw new Error('the activation left no link');
  return link;
}

/** What is open, on whichever node: by what the activation gave out, and unless only that is asked for, by a new switch. */
export async function openings(
  cluster: Cluster,
  { browser }: Consented,
  answer: Answer,
  which: 'anything' | 'what it gave out' = 'anything',
): Promise<string[]> {
  const found: string[] = [];
  for (const node of cluster.nodes) {
    const isOpen = async (parameters: Readonly<Record<string, string>>) =>
      (await node.authorize(browser, clientOf.particuliers, parameters)).left?.searchParams.has('code') === true;
    if (answer.left?.searchParams.has('code') && (await node.exchange(clientOf.particuliers, answer)).status === 200)
      found.push('the code of the activation is exchanged');
    if (await isOpen({ prompt: 'none' })) found.push('the linked session is open');
    if (which === 'anything' && (await isOpen({ prompt: 'none', linked_from: 'pro' }))) found.push('a switch is possible');
  }
  return found;
}
