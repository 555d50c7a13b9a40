/**
 * A linked customer of a cluster with everything that derives from the link, and every use that can be made of it, on whichever node.
 * A use answers whether it was granted; a refusal is one in OAuth's own words, or it throws.
 */
import type { Answer, Browser } from '../world/browser.ts';
import { type Customer, linkedCustomer } from '../world/customers.ts';
import type { Cluster, ClusterNode } from '../world/nodes.ts';
import type { Tokens } from '../world/outside.ts';
import { clientOf, login, otherSpace, type SpaceName } from '../world/people.ts';
import { exchanged, linkedAccounts, preferences } from './requests.ts';

export interface Derived {
  readonly customer: Customer & { readonly linkId: string };
  readonly source: SpaceName;
  readonly target: SpaceName;
  /** Holds a direct session of the source and a linked one of the target. */
  readonly browser: Browser;
  /** Holds a direct session of the source only. */
  readonly sourceOnly: Browser;
  /** Of the linked login. */
  readonly code: Answer;
  readonly tokens: Tokens;
  /** Of the direct login in the source. */
  readonly sourceTokens: Tokens;
}

export const uses = [
  'silent switch',
  'linked session',
  'code',
  'refresh token',
  'userinfo',
  'introspection',
  'linked-account grant',
  'linked accounts',
  'preferences',
] as const;
export type Use = (typeof uses)[number];

/** What a use gave out: it must be worth nothing once the link is revoked. */
export interface Gained {
  readonly granted: boolean;
  readonly tokens?: Tokens;
  readonly code?: Answer;
}

const scope = 'openid profile linked_accounts';

export async function deriveFrom(cluster: Cluster, node: ClusterNode, source: SpaceName): Promise<Derived> {
  const customer = await linkedCustomer(cluster);
  const target = otherSpace(source);
  const [browser, sourceOnly] = [cluster.openBrowser(node, ...cluster.nodes), cluster.openBrowser(node, ...cluster.nodes)];
  const signedIn = await login(node, browser, source, customer[source], { scope });
  await login(node, sourceOnly, source, customer[source]);
  const sourceTokens = (await node.exchange(clientOf[source], signedIn)).tokens;
  const opened = await node.authorize(browser, clientOf[target], { scope, linked_from: source });
  const { tokens } = await node.exchange(clientOf[target], opened);
  const code = await node.authorize(browser, clientOf[target], { scope, prompt: 'none' });
  if (!code.left?.searchParams.get('code')) throw new Error(`the linked session gave no code: ${code.left?.search ?? code.status}`);
  return { customer, source, target, browser, sourceOnly, code, tokens, sourceTokens };
}

/** Only the professional space's client has the linked-account grant. */
export function usesFrom(source: SpaceName): readonly Use[] {
  return uses.filter((use) => use !== 'linked-account grant' || source === 'pro');
}

export async function tryUse(node: ClusterNode, derived: Derived, use: Use): Promise<Gained> {
  const { source, target, browser, sourceOnly, code, tokens, sourceTokens } = derived;
  const client = clientOf[target];
  switch (use) {
    case 'silent switch':
      return authorized(await node.authorize(sourceOnly, client, { linked_from: source, prompt: 'none' }));
    case 'linked session':
      return authorized(await node.authorize(browser, client, { prompt: 'none' }));
    case 'code':
      return given(await node.exchange(client, code), 'invalid_grant');
    case 'refresh token':
      return given(await node.refresh(client, tokens), 'invalid_grant');
    case 'userinfo':
      return answered('userinfo', (await node.userinfo(tokens)).status);
    case 'introspection':
      return { granted: (await node.introspect(tokens))['active'] === true };
    case 'linked-account grant':
      return given(await exchanged(node, sourceTokens), 'invalid_request');
    case 'linked accounts':
      return answered('linked accounts', await linkedAccounts(node, tokens));
    case 'preferences':
      return { granted: await preferences(node, browser, target) };
  }
}

const refusals: ReadonlySet<string> = new Set(['login_required', 'interaction_required', 'access_denied']);

function authorized(code: Answer): Gained {
  const error = code.left?.searchParams.get('error');
  if (code.left?.searchParams.get('code')) return { granted: true, code };
  if (error && refusals.has(error)) return { granted: false };
  throw new Error(`neither code nor refusal: ${code.status} ${code.left?.search ?? code.url.pathname}`);
}

function given({ status, tokens }: { readonly status: number; readonly tokens: Tokens }, refusal: string): Gained {
  if (status === 200) return { granted: true, tokens };
  if (status === 400 && tokens.error === refusal) return { granted: false };
  throw new Error(`neither tokens nor ${refusal}: ${status} ${tokens.error}`);
}

function answered(use: Use, status: number): Gained {
  if (status !== 200 && status !== 401) throw new Error(`${use} answered ${status}`);
  return { granted: status === 200 };
}
