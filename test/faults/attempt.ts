/** A flow up to the one request that is to fail, and what must be true of it afterwards, whatever call failed and how. */
import type { LinkStatus } from '../../src/linking/account-link.ts';
import type { Answer, Browser } from '../world/browser.ts';
import { type Customer, linkedCustomer, newCustomer } from '../world/customers.ts';
import type { Tokens } from '../world/outside.ts';
import { clientOf, login, otherSpace, type SpaceName } from '../world/people.ts';
import type { OutageWorld } from './outage-world.ts';

export type Reply = Pick<Answer, 'status' | 'text' | 'headers' | 'left'>;

export interface Attempt {
  readonly customer: Customer;
  readonly browser: Browser;
  /** The request; again, it is the same form, address or token once more. */
  act(): Promise<Reply>;
  /** From the beginning, as somebody does who gave up; `act` again unless given. */
  anew?(): Promise<Reply>;
}

export interface Flow {
  readonly name: string;
  begin(world: OutageWorld): Promise<Attempt>;
  done(reply: Reply): boolean;
  /** Neither done nor failed: a page that goes on waiting. */
  waits?(reply: Reply): boolean;
  /** Spaces that the browser is signed in to, before and after any failure. */
  readonly signedIn: readonly SpaceName[];
  /** States that links of the customer may be in after a failure; the gateway is on before where `active` is the only one. */
  readonly links: readonly LinkStatus[];
  /** The links of the customer when it is done, those aside that an earlier try left behind expired. */
  readonly end: readonly LinkStatus[];
  /** It changes nothing: one attempt serves for every failure. */
  readonly repeatable?: boolean;
  /** Its page takes its time, so that nobody learns from it. */
  readonly isSlow?: boolean;
  /** What follows from it, before the links are looked at for the last time. */
  settle?(world: OutageWorld, attempt: Attempt): Promise<unknown>;
  /** What a failed attempt may have left to be undone for the others. */
  cleanUp?(world: OutageWorld): Promise<unknown>;
}

export const hasCode = ({ left }: Reply) => left?.searchParams.has('code') === true;
export const isOk = ({ status, left }: Reply) => status === 200 && left === undefined;

export async function replyOf(sent: Promise<Response>): Promise<Reply> {
  const response = await sent;
  return { status: response.status, text: await response.text(), headers: Object.fromEntries(response.headers), left: undefined };
}

/** What there is in a browser before most flows: a customer, linked or not, signed in to a space with the code. */
export async function signedIn(world: OutageWorld, { linked, space = 'pro' }: { linked: boolean; space?: SpaceName }) {
  const customer = linked ? await linkedCustomer(world) : await newCustomer(world);
  const browser = world.openBrowser();
  const answer = await login(world, browser, space, customer[space]);
  if (!hasCode(answer)) throw new Error(`no login: ${answer.status}`);
  return { customer, browser, answer };
}

/** And the other space opened from it. */
export async function switched(world: OutageWorld, source: SpaceName = 'pro') {
  const { customer, browser, answer: own } = await signedIn(world, { linked: true, space: source });
  const answer = await openFrom(world, browser, source);
  return { customer, browser, own, answer };
}

export function openFrom(world: OutageWorld, browser: Browser, source: SpaceName, parameters = {}): Promise<Answer> {
  return world.authorize(browser, clientOf[otherSpace(source)], { linked_from: source, ...parameters });
}

export async function tokensOf(world: OutageWorld, space: SpaceName, answer: Answer): Promise<Tokens> {
  const { status, tokens } = await world.exchange(clientOf[space], answer);
  if (status !== 200) throw new Error(`no tokens: ${JSON.stringify(tokens)}`);
  return tokens;
}

/** A request of a client with its secret. */
export function asClient(world: OutageWorld, client: string, path: string, fields: Readonly<Record<string, string>>): Promise<Reply> {
  const headers = { authorization: `Basic ${btoa(`${client}:outside-secret`)}` };
  return replyOf(fetch(`${world.origin}${path}`, { method: 'POST', headers, body: new URLSearchParams(fields) }));
}

export function withToken(world: OutageWorld, path: string, token: string): Promise<Reply> {
  return replyOf(fetch(`${world.origin}${path}`, { headers: { authorization: `Bearer ${token}` } }));
}
