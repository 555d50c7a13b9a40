/** A visit: a person of one space in the other one by an active link, everything that derives from it, and each use of it on any node. */
import type { AccountLink } from '../../src/linking/account-link.ts';
import {
  codeOf,
  idTokenOf,
  isActive,
  openPerson,
  outcomeOf,
  type Person,
  pageOf,
  relyingParty,
  type Tokens,
} from '../extension/bare-flows.ts';
import type { BareHost } from '../extension/bare-host.ts';
import { openBrowser } from '../world/browser.ts';
import { clientOf, type Nodes, otherSpace, type SpaceName, spaceNames } from './nodes.ts';

export const uses = ['silent switch', 'linked session', 'code', 'refresh token', 'userinfo', 'introspection', 'linked accounts'] as const;
export type Use = (typeof uses)[number];

export interface Visit {
  readonly person: string;
  readonly source: SpaceName;
  readonly target: SpaceName;
  /** Holds a direct session of the source and a linked one of the target. */
  readonly browser: Person;
  /** Holds a direct session of the source only. */
  readonly sourceOnly: Person;
  /** Not redeemed yet. */
  readonly code: string;
  readonly tokens: Tokens;
  /** Of the target's relying party; `sourceSid` of the source's. */
  readonly sid: string;
  readonly sourceSid: string;
}

/** Opens a visit on node one; activates a link first where the person has none. */
export async function openVisit(nodes: Nodes, person: string, source: SpaceName = 'pro'): Promise<Visit> {
  const target = otherSpace(source);
  const { one } = nodes;
  if (!(await activeLink(nodes, person))) await activateLink(nodes, person);
  const [browser, sourceOnly] = [openPerson(one), openPerson(one)];
  const sourceTokens = await relyingParty(one, clientOf[source]).exchange(await browser.login(clientOf[source], `${source}-${person}`));
  await sourceOnly.login(clientOf[source], `${source}-${person}`);
  const scope = 'openid linked_accounts';
  const opened = await browser.authorize(clientOf[target], { linked_from: source, prompt: 'none', scope });
  const tokens = await relyingParty(one, clientOf[target]).exchange(opened);
  const code = codeOf(await browser.authorize(clientOf[target], { prompt: 'none' }));
  return { person, source, target, browser, sourceOnly, code, tokens, sid: sidOf(tokens), sourceSid: sidOf(sourceTokens) };
}

/** Login, consent and approval; the browser is left on the page that would open the personal space. */
export async function activateLink({ one }: Pick<Nodes, 'one'>, person: string): Promise<void> {
  const activator = openPerson(one);
  await activator.login('rp-pro', `pro-${person}`);
  const page = await activator.consent();
  const { outcome } = pageOf(await activator.move(page, 'poll'));
  if (outcome !== 'activated') throw new Error(`not activated: ${outcome}`);
}

export async function activeLink({ one }: Pick<Nodes, 'one'>, person: string): Promise<AccountLink | undefined> {
  return (await one.passerelle.links.list(`pro-${person}`)).find(({ status }) => status === 'active');
}

/** Whether the use is granted on this node. A refusal is one in OAuth's own words, or this throws. */
export async function isGranted(node: BareHost, { source, target, browser, sourceOnly, code, tokens }: Visit, use: Use): Promise<boolean> {
  const rp = relyingParty(node, clientOf[target]);
  switch (use) {
    case 'silent switch':
      return grants(await onNode(node, sourceOnly).authorize(clientOf[target], { linked_from: source, prompt: 'none' }));
    case 'linked session':
      return grants(await onNode(node, browser).authorize(clientOf[target], { prompt: 'none' }));
    case 'code':
      return granted(await rp.redeem(code));
    case 'refresh token':
      return granted(await rp.refresh(tokens));
    case 'userinfo':
      return statusIsOk((await rp.userinfo(tokens)).status, use);
    case 'introspection':
      return isActive(node, tokens);
    case 'linked accounts': {
      const headers = { authorization: `Bearer ${tokens.access_token}` };
      return statusIsOk((await fetch(`${node.origin}/linked-accounts`, { headers })).status, use);
    }
  }
}

/** Every use, one after the other: the names of those that are granted. */
export async function grantedUses(node: BareHost, visit: Visit, asked: readonly Use[] = uses): Promise<readonly Use[]> {
  const granted: Use[] = [];
  for (const use of asked) if (await isGranted(node, visit, use)) granted.push(use);
  return granted;
}

/** The same browser at another node: cookies belong to the host and not to the port. */
export function onNode(node: BareHost, person: Person): Person {
  const browser = openBrowser(node.origin);
  for (const name of spaceNames.flatMap((space) => [`_session.${space}`, `_session.${space}.sig`])) {
    const value = person.browser.cookie(name);
    if (value !== undefined) browser.setCookie(`${name}=${value}; path=/; httponly`);
  }
  return openPerson(node, browser);
}

const refusals: ReadonlySet<string> = new Set(['login_required', 'interaction_required', 'access_denied']);

function grants(answer: Awaited<ReturnType<Person['authorize']>>): boolean {
  const outcome = outcomeOf(answer);
  if (outcome !== 'code' && !refusals.has(outcome)) throw new Error(`neither code nor refusal: ${outcome}`);
  return outcome === 'code';
}

function granted({ status, tokens }: { readonly status: number; readonly tokens: Tokens }): boolean {
  if (status !== 200 && tokens.error !== 'invalid_grant') throw new Error(`neither tokens nor invalid_grant: ${status} ${tokens.error}`);
  return status === 200;
}

function statusIsOk(status: number, use: Use): boolean {
  if (status !== 200 && status !== 401) throw new Error(`${use} answered ${status}`);
  return status === 200;
}

function sidOf(tokens: Tokens): string {
  const { sid } = idTokenOf(tokens);
  if (typeof sid !== 'string') throw new Error('an ID token without sid');
  return sid;
}
