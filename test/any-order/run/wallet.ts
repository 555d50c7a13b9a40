/**
 * The codes and tokens that relying parties were given, each with the login that the model says it is for: whose it must be, whether it
 * must still work, and that it does not once anything that it hangs on has ended.
 */
import type { Tokens } from '../../extension/bare-flows.ts';
import { holds } from '../model/links.ts';
import { familyOf, isAlive, loginOf } from '../model/logins.ts';
import { accountOf, type State } from '../model/state.ts';
import type { Level, Space } from '../model/table.ts';
import type { Bank } from '../wire.ts';

/** Whom a code may be for. */
export interface Meant {
  readonly account: string;
  readonly level: Level;
  /** When they authenticated; in a linked login, when the source did. */
  readonly authAt: number;
  readonly actor?: string;
}

export interface Issued {
  /** Whose space, and by which client it is used: that of the other space for what the linked-account grant gave. */
  readonly space: Space;
  readonly client: string;
  readonly by: 'code' | 'grant';
  readonly code: string;
  readonly meant: readonly Meant[];
  /** What was approved, and nothing else. */
  readonly operation?: string;
  /** The login and the grant that it hangs on, as far as they are known. */
  readonly login?: number;
  readonly family?: number;
  /** False after two requests at once: another login of the same link, or another grant, may be the one. */
  sure: boolean;
  readonly at: number;
  redeemed: boolean;
  refreshed: boolean;
  tokens?: Tokens;
  before?: Tokens;
}

export interface Wallet {
  readonly bank: Bank;
  readonly issued: Issued[];
  /** The likeliest state first. */
  states(): readonly [State, ...State[]];
  count(what: string): void;
}

export function meantIn(state: State, space: Space): Meant & { readonly login: number; readonly family: number } {
  const login = state.sessions[space];
  if (login === undefined) throw new Error('a code is for somebody who is signed in');
  const { account, level, authAt, via } = loginOf(state, login);
  const actor = via && loginOf(state, via.source).account;
  return { account, level, authAt, ...(actor !== undefined && { actor }), login, family: familyOf(state, loginOf(state, login)) };
}

export function revokeFamily({ states }: Wallet, { family }: Issued): void {
  if (family !== undefined) for (const each of states()) each.families[family] = false;
}

/** The first state was not the true one: whose a token is stays known, what it hangs on does not. */
export function forgetLogins({ issued }: Wallet): void {
  for (const one of issued) {
    Reflect.deleteProperty(one, 'login');
    Reflect.deleteProperty(one, 'family');
    one.sure = false;
  }
}

export function works({ states }: Wallet, { login, family }: Issued): boolean {
  const [state] = states();
  return isAlive(state, login) && family !== undefined && state.families[family] === true;
}

/** What must not be accepted any more: of a login that is not sure, only what its link, policy or source have ended. */
export function isOver(wallet: Wallet, one: Issued): boolean {
  if (one.sure) return !works(wallet, one);
  const [state] = wallet.states();
  const via = one.login === undefined ? undefined : loginOf(state, one.login).via;
  const link = via && state.links[via.link];
  return link !== undefined && (!holds(link) || state.suspended || state.epoch !== via?.epoch || !isAlive(state, via.source));
}

/** What a token that was looked at is, in the words that are counted. */
export function causeOf({ states }: Wallet, { login, family }: Issued): string {
  const [state] = states();
  const found = login === undefined ? undefined : state.logins[login];
  if (!found) return 'token of one of two logins';
  if (isAlive(state, login)) return family !== undefined && !state.families[family] ? 'token of a revoked family' : 'token that works';
  const link = found.via && state.links[found.via.link];
  if (link && !holds(link)) return 'token of a link that is over';
  if (found.via && state.suspended) return 'token of a suspended policy';
  if (link && [link.pro, link.particuliers].some((id) => accountOf(state, id).blocked)) return 'token of a blocked account';
  if (found.via && !isAlive(state, found.via.source)) return 'token whose source is gone';
  return found.via ? 'token of a linked login that ended' : 'token of a direct login that ended';
}

export function nameOf({ space, meant }: Pick<Issued, 'space' | 'meant'>): string {
  return `${space} ${JSON.stringify(meant)}`;
}
