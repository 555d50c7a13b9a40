/**
 * What DESIGN.md promises of one browser with several tabs, as plain data: who is signed in in each space and how, which links hold, what
 * every open page still means, and which tokens must work or must not. It knows nothing of cookies, documents or the code.
 */
import { type Asked, type Choice, type Decision, decide, type Level, type Space } from './table.ts';

export const spaces = ['pro', 'particuliers'] as const satisfies readonly Space[];
export const other = (space: Space): Space => (space === 'pro' ? 'particuliers' : 'pro');

/** Seconds; the lives of the host's policy. */
const delay = 60;
const pendingLife = 300;

export interface Account {
  readonly id: string;
  readonly space: Space;
  readonly counterpart: string;
  version: number;
  blocked: boolean;
  /** When its sessions were ended, by whoever may do that. */
  sessionsEndedAt: number;
}

export interface Link {
  readonly pro: string;
  readonly particuliers: string;
  /** The login that activates it. */
  readonly by: number;
  readonly startedAt: number;
  readonly versions: readonly [number, number];
  status: 'pending' | 'active' | 'declined' | 'expired' | 'revoked';
  /** Its credentials changed and nobody has told: over, though perhaps not yet written. */
  over: boolean;
  phone: 'pending' | 'approved' | 'denied';
  activatedAt: number;
  /** When a delay for both accounts began. */
  delayFrom?: number;
}

export interface Login {
  readonly space: Space;
  readonly account: string;
  level: Level;
  authAt: number;
  readonly via?: { readonly link: number; readonly source: number; readonly epoch: number };
  ended: boolean;
  family?: number;
  /** The tab whose sign-out form its session would accept. */
  form?: string;
}

export type Result =
  | { readonly is: 'login'; readonly account: string; readonly level: 'code' | 'strong'; readonly at: number; readonly version: number }
  | { readonly is: 'error' }
  | { readonly is: 'proceed' };

export type Move =
  | { readonly is: 'finish'; readonly account: string; readonly level: 'code' | 'strong' }
  | { readonly is: 'choose'; readonly choice: Choice }
  | { readonly is: 'accept' | 'refuse' | 'poll' | 'cancel' | 'giveUp' | 'proceed' | 'open' };

export interface Choosing {
  readonly choice: Choice;
  readonly account: string;
}

export interface Tab {
  readonly asked: Asked;
  readonly prompt: 'login' | 'linked_account';
  /** In whose session the page was opened; `login` while it is attached to it. */
  readonly began?: { login?: number; readonly account: string; readonly bound: boolean };
  open: boolean;
  result?: Result;
  choice?: Choosing | undefined;
  /** Of an earlier page of the same journey. */
  readonly carried?: Choosing;
  attempt?: number;
  /** A sign-out form is on the screen: for which session, and under which name. */
  signOut?: { readonly login: number; readonly form: string };
  /** The page as it was last shown, and what the person decided on there. */
  shown: string;
  seen?: string;
  posted?: { readonly move: Move; readonly seen: string | undefined };
}

export interface State {
  now: number;
  accounts: Record<string, Account>;
  suspended: boolean;
  epoch: number;
  logins: Login[];
  links: Link[];
  /** By number, whether they still work. */
  families: boolean[];
  sessions: Partial<Record<Space, number>>;
  tabs: (Tab | undefined)[];
  forms: number;
  /** What the sequence has reached, to be counted: a run that never switches proves nothing. */
  reached: string[];
}

export function isAlive(state: State, login: number | undefined): boolean {
  const found = login === undefined ? undefined : state.logins[login];
  if (!found || found.ended) return false;
  if (!found.via) return true;
  const link = state.links[found.via.link];
  return (
    link !== undefined &&
    holds(link) &&
    !state.suspended &&
    state.epoch === found.via.epoch &&
    [link.pro, link.particuliers].every((id) => !state.accounts[id]?.blocked) &&
    isAlive(state, found.via.source)
  );
}

export function holds(link: Link): boolean {
  return link.status === 'active' && !link.over;
}

/** Whoever is signed in in a space. */
export function signedIn(state: State, space: Space): (Login & { readonly number: number }) | undefined {
  const number = state.sessions[space];
  const login = number === undefined ? undefined : state.logins[number];
  return number !== undefined && login && isAlive(state, number) ? { ...login, number } : undefined;
}

export function loginOf(state: State, number: number): Login {
  const login = state.logins[number];
  if (!login) throw new Error(`the model has no login ${number}`);
  return login;
}

export function accountOf(state: State, id: string): Account {
  const account = state.accounts[id];
  if (!account) throw new Error(`the model has no account ${id}`);
  return account;
}

/** The family of tokens that a login gives: a new one when the old was revoked. */
export function familyOf(state: State, login: Login): number {
  if (login.family === undefined || !state.families[login.family]) login.family = state.families.push(true) - 1;
  return login.family;
}

/** A new login in this browser, in place of whatever was there. */
export function signIn(state: State, login: Omit<Login, 'ended'>): number {
  state.logins.push({ ...login, ended: false });
  const number = state.logins.length - 1;
  state.sessions[login.space] = number;
  return number;
}

/** The login ends, and with it what came from it. */
export function endLogin(state: State, number: number): void {
  for (const [index, login] of state.logins.entries()) if (index === number || login.via?.source === number) login.ended = true;
}

export function decisionOn(state: State, { asked, choice }: Pick<Tab, 'asked' | 'choice'>): Decision {
  const target = signedIn(state, asked.space);
  const source = signedIn(state, other(asked.space));
  const counterpart = source && accountOf(state, source.account).counterpart;
  const link = source && state.links.find((candidate) => holds(candidate) && candidate[source.space] === source.account);
  const usable = source && !source.via && (!link || link.by === source.number || source.authAt >= link.activatedAt);
  return decide({
    asked,
    choice,
    target,
    counterpart,
    linkNames: link && counterpart,
    source:
      usable && counterpart !== undefined
        ? { counterpart, linked: link !== undefined, ineligible: ineligible(state, source.account, link) }
        : undefined,
  });
}

function ineligible(state: State, id: string, link: Link | undefined): boolean {
  const pair = [id, accountOf(state, id).counterpart];
  if (state.suspended || pair.some((each) => state.accounts[each]?.blocked)) return true;
  if (link) return false;
  return state.links.some((ended) => {
    const unseen = ended.over && ended.status === 'active';
    return (
      [ended.pro, ended.particuliers].includes(id) && (unseen || (ended.delayFrom !== undefined && ended.delayFrom + delay > state.now))
    );
  });
}

export function linkOver(state: State, link: Link, automatic: boolean): void {
  if (link.status !== 'active' && link.status !== 'pending') return;
  link.status = 'revoked';
  if (automatic) link.delayFrom = state.now;
}

/** One that is waiting for its approval, and may still get it. */
export function isPending(state: State, link: Link): boolean {
  return link.status === 'pending' && state.now < link.startedAt + pendingLife;
}

/** The telephone is asked: what its answer comes to. */
export function collect(state: State, link: Link): string {
  if (!isPending(state, link) && link.status === 'pending') link.status = 'expired';
  if (link.status !== 'pending') return link.status === 'active' ? 'activated' : 'ended';
  if (link.phone === 'pending') return 'pending';
  const pair = [accountOf(state, link.pro), accountOf(state, link.particuliers)];
  if (link.phone === 'denied') link.status = 'declined';
  else if (state.suspended) link.status = 'expired';
  else if (pair.some(({ version }, side) => version !== link.versions[side])) linkOver(state, link, true);
  else if (pair.some(({ blocked }) => blocked)) link.status = 'expired';
  else {
    Object.assign(link, { status: 'active', activatedAt: state.now });
    state.reached.push('activation');
    return 'activated';
  }
  return 'ended';
}

export function tabOf(state: State, number: number): Tab {
  const tab = state.tabs[number];
  if (!tab) throw new Error(`the model has no tab ${number}`);
  return tab;
}
