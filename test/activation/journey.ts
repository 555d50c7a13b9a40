/**
 * An activation step by step, as its customer and the hand on the phone take it. Every test has customers of its own, put into the built-in
 * directory, so that none meets the links of another.
 */
import type { AccountLink } from '../../src/linking/account-link.ts';
import type { StoredAccount } from '../../src/server/directory/account-store.ts';
import { type SeedEntry, seedAccounts } from '../../src/server/directory/seed.ts';
import type { Answer, Browser } from '../world/browser.ts';
import { hasButton, login, type SpaceName, secretCodes, untilSettled } from '../world/people.ts';
import type { World } from '../world/world.ts';

export interface Customer {
  /** The identifiers. */
  readonly pro: string;
  readonly particuliers: string;
  readonly company: string;
}

let customers = 0;
const hashCost = { memory: 64, passes: 1, parallelism: 1 };

export async function newCustomer(world: World, entry: Partial<SeedEntry> = {}): Promise<Customer> {
  customers += 1;
  const customer = { pro: `${71000000 + customers}`, particuliers: `${11000000 + customers}`, company: `Société ${customers}` };
  await newAccount(world, 'pro', customer.pro, { person: customer.pro, company: customer.company, ...entry });
  await newAccount(world, 'particuliers', customer.particuliers, { person: customer.pro, ...entry });
  return customer;
}

export async function newAccount(world: World, space: SpaceName, identifier: string, entry: Partial<SeedEntry> = {}): Promise<void> {
  const account: SeedEntry = {
    person: identifier,
    name: `Client ${identifier}`,
    space,
    identifier,
    secretCode: secretCodes[space],
    status: 'active',
    mayActivate: true,
    authenticator: true,
    ...entry,
  };
  await seedAccounts(world.demo.store.accounts, [account], { clock: () => new Date(), cost: hashCost });
}

export async function accountOf(world: World, space: SpaceName, identifier: string): Promise<StoredAccount> {
  const account = await world.demo.store.accounts.byIdentifier(space, identifier);
  if (!account) throw new Error(`no account ${identifier} in ${space}`);
  return account;
}

/** Every link document of an account, newest first. */
export async function linksOf(world: World, space: SpaceName, identifier: string): Promise<readonly AccountLink[]> {
  return world.demo.store.links.allOf((await accountOf(world, space, identifier)).accountId);
}

export async function newestLink(world: World, { pro }: Pick<Customer, 'pro'>): Promise<AccountLink> {
  const [link] = await linksOf(world, 'pro', pro);
  if (!link) throw new Error('no link was written');
  return link;
}

export function askToOpen(world: World, browser: Browser, parameters: Readonly<Record<string, string>> = {}): Promise<Answer> {
  return world.authorize(browser, 'outside-particuliers', { linked_from: 'pro', ...parameters });
}

/** Signs in to the professional space and asks to open the personal one: the consent page. */
export async function toConsent(
  world: World,
  browser: Browser,
  { pro }: Pick<Customer, 'pro'>,
  parameters: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  await login(world, browser, 'pro', pro);
  return askToOpen(world, browser, parameters);
}

export function accept(browser: Browser, page: Answer, filled: Readonly<Record<string, string>> = {}): Promise<Answer> {
  return browser.submit(page, { ...filled, decision: 'accept' }, hasButton('decision', 'accept'));
}

/** The consent accepted: the waiting page. */
export async function toWaiting(world: World, browser: Browser, customer: Pick<Customer, 'pro'>): Promise<Answer> {
  return accept(browser, await toConsent(world, browser, customer));
}

/** Looks at the waiting page until it moves on; the approver's interval has passed meanwhile. */
export async function collect(world: World, browser: Browser, waiting: Answer): Promise<Answer> {
  world.advance(1);
  return untilSettled(browser, waiting);
}

/** The same of several tabs, at the same moment. */
export function collectAll(world: World, browser: Browser, tabs: readonly Answer[]): Promise<readonly Answer[]> {
  world.advance(1);
  return Promise.all(tabs.map((tab) => untilSettled(browser, tab)));
}

/** The whole activation; ends at the personal space's redirect URI. */
export async function activateLink(world: World, browser: Browser, customer: Pick<Customer, 'pro'>): Promise<Answer> {
  const waiting = await toWaiting(world, browser, customer);
  await world.phone.answer(customer.pro, 'approve');
  return collect(world, browser, waiting);
}

/** The button of a page that says why there is no link. */
export function returnToSpace(browser: Browser, page: Answer): Promise<Answer> {
  return browser.submit(page, { decision: 'return' }, hasButton('decision', 'return'));
}

/** Does something when that many seconds have passed (or before, when negative), and comes back to the present. */
export async function later<T>(world: World, seconds: number, work: () => Promise<T>): Promise<T> {
  world.advance(seconds);
  try {
    return await work();
  } finally {
    world.advance(-seconds);
  }
}

/** The page as it is read: no tags, single spaces. */
export function textOf({ text }: Answer): string {
  return text
    .replace(/<[^>]+>/g, ' ')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
    .replace(/\s+/g, ' ');
}

export function bindingMessageOn({ text }: Answer): string | undefined {
  return /id="binding_message"[^>]*>([^<]+)</.exec(text)?.[1];
}

/** What the relying party is told. */
export function errorAt({ left }: Answer): string | null | undefined {
  return left?.searchParams.get('error');
}

export function codeAt({ left }: Answer): string | null | undefined {
  return left?.searchParams.get('code');
}
