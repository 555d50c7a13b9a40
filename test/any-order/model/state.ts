/**
 * What DESIGN.md promises of one browser with several tabs, as plain data: who is signed in in each space and how, which links hold, what
 * every open page still means, and which tokens must work or must not. It knows nothing of cookies, documents or the code.
 */
import type { Asked, Choice, Level, Space } from './table.ts';

export const spaces = ['pro', 'particuliers'] as const satisfies readonly Space[];
export const other = (space: Space): Space => (space === 'pro' ? 'particuliers' : 'pro');

export interface Account {
  readonly id: string;
  readonly space: Space;
  /** Whom the directory names in the other space. */
  readonly counterparts: readonly string[];
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
  /** The pushed request that it came from, by the tab that used it first. */
  readonly pushed?: number;
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

export interface Pushed {
  readonly at: number;
  used: boolean;
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
  /** Requests that relying parties pushed, each good for one code (RFC 9126). */
  pushed: Record<number, Pushed>;
  forms: number;
  /** What the sequence has reached, to be counted: a run that never switches proves nothing. */
  reached: string[];
}

export function accountOf(state: State, id: string): Account {
  const account = state.accounts[id];
  if (!account) throw new Error(`the model has no account ${id}`);
  return account;
}

export function tabOf(state: State, number: number): Tab {
  const tab = state.tabs[number];
  if (!tab) throw new Error(`the model has no tab ${number}`);
  return tab;
}

/** A refusal that says that the page is over: an error page of ours or of the provider's, never a bare one. */
export const over = '400';
