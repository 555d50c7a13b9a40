/**
 * Asks one thing in both ways, silently first (`prompt=none` must leave everything as it was), and says what came of it in one word:
 * a code, the OAuth error, or the page that the person sees.
 */
import { decodeJwt, type JWTPayload } from 'jose';
import type { StoreKind } from '../ground/stores.ts';
import type { Answer, Browser } from '../world/browser.ts';
import type { OutsideClient } from '../world/outside.ts';
import { activate, login, type SpaceName, secretCodes } from '../world/people.ts';
import { openWorld, type World } from '../world/world.ts';

export type Parameters = Readonly<Record<string, string>>;

export interface Asked {
  /** With `prompt=none`. */
  readonly silently: string;
  /** Without. */
  readonly openly: string;
  /** What came of asking openly. */
  readonly answer: Answer;
}

export async function ask(world: World, browser: Browser, client: OutsideClient, parameters: Parameters): Promise<Asked> {
  const silent = await world.authorize(browser, client, { ...parameters, prompt: 'none' });
  const answer = await world.authorize(browser, client, parameters);
  return { silently: outcomeOf(silent), openly: outcomeOf(answer), answer };
}

export async function askSilently(world: World, browser: Browser, client: OutsideClient, parameters: Parameters): Promise<string> {
  return outcomeOf(await world.authorize(browser, client, { ...parameters, prompt: 'none' }));
}

export function outcomeOf({ left, status, forms }: Answer): string {
  if (left) return left.searchParams.get('error') ?? (left.searchParams.has('code') ? 'code' : 'a redirect with nothing in it');
  const form = forms.find(({ method }) => method === 'POST');
  const decisions = new Set(form?.buttons.map(({ value }) => value));
  if (!form || status !== 200) return `status ${status}`;
  if (decisions.has('accept')) return 'page: consent';
  if (decisions.has('linked')) return 'page: current, linked or login';
  if (decisions.has('current')) return 'page: current or login';
  if (decisions.has('return')) return 'page: unavailable';
  if (form.fields.includes('identifier')) return 'page: login';
  if (form.fields.includes('secret_code')) return 'page: step-up';
  return decisions.has('cancel') ? 'page: waiting' : 'another page';
}

/** The claims of the ID token that the code of an answer gives. */
export async function claimsOf(world: World, client: OutsideClient, answer: Answer): Promise<JWTPayload> {
  const { status, tokens } = await world.exchange(client, answer);
  if (status !== 200) throw new Error(`the token endpoint answered ${status} ${tokens.error}`);
  return decodeJwt(tokens.id_token);
}

export function decide(browser: Browser, page: Answer, decision: string): Promise<Answer> {
  return browser.submit(page, { decision }, ({ buttons }) => buttons.some(({ value }) => value === decision));
}

export function stepUp(browser: Browser, page: Answer, space: SpaceName): Promise<Answer> {
  return browser.submit(page, { secret_code: secretCodes[space] }, ({ fields }) => fields.includes('secret_code'));
}

/** Where another person was signed in, the provider signs them out first: a form without anything to fill in. */
export async function signOutFirst(browser: Browser, page: Answer): Promise<Answer> {
  return browser.submit(page, {}, ({ hidden, fields }) => hidden.logout === 'yes' && fields.length === 0);
}

/** The same request as `authorize`, pushed first. */
export async function authorizePushed(world: World, browser: Browser, client: OutsideClient, parameters: Parameters): Promise<Answer> {
  const { status, body } = await world.push(client, parameters);
  if (status !== 201) throw new Error(`the pushed authorization request endpoint answered ${status} ${body.error}`);
  return browser.get(`${world.demo.urls.issuer}/auth?${new URLSearchParams({ client_id: client, request_uri: body.request_uri ?? '' })}`);
}

export async function accountIdOf(world: World, space: SpaceName, identifier: string): Promise<string> {
  const account = await world.demo.store.accounts.byIdentifier(space, identifier);
  if (!account) throw new Error(`no account ${identifier} in ${space}`);
  return account.accountId;
}

/** Every link that an account ever had, whatever became of it. */
export async function linksOf(world: World, space: SpaceName, identifier: string): Promise<readonly string[]> {
  const links = await world.demo.server.passerelle.links.list(await accountIdOf(world, space, identifier));
  return links.map(({ status }) => status);
}

/** How many switches into or out of an account are written. */
export async function switchesOf(world: World, space: SpaceName, identifier: string): Promise<number> {
  return (await world.demo.server.passerelle.links.uses(await accountIdOf(world, space, identifier))).length;
}

/** The provider's cookie for the session of a space; its signature is in another one, `.sig`. */
export function sessionCookie(space: string): string {
  return `session.${space}`;
}

/** Signs off a browser from a space by taking its cookie away: the session itself lives on. */
export function forgetSession(browser: Browser, space: string): void {
  for (const name of [sessionCookie(space), `${sessionCookie(space)}.sig`])
    browser.setCookie(`${name}=; path=/; expires=Thu, 01 Jan 1970 00:00:00 GMT`);
}

/** A world in which Camille's two accounts are linked, by a browser that nobody uses any more. */
export async function openLinkedWorld(kind: StoreKind, overlay?: unknown): Promise<World> {
  const world = await openWorld(kind, { overlay });
  await activate(world, world.openBrowser());
  return world;
}

/** A browser in which somebody has logged in, one after the other, with their own codes. */
export async function browserOf(world: World, logins: Partial<Readonly<Record<SpaceName, string>>>): Promise<Browser> {
  const browser = world.openBrowser();
  for (const space of ['pro', 'particuliers'] as const) {
    const identifier = logins[space];
    if (identifier !== undefined) await login(world, browser, space, identifier);
  }
  return browser;
}
