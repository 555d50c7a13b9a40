/** Who is signed in, and until when: a linked login ends with its link, its policy, either account, and the login that it came from. */

import { holds } from './links.ts';
import type { Login, State } from './state.ts';
import type { Space } from './table.ts';

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

export function logOut(state: State, space: Space): boolean {
  const session = signedIn(state, space);
  if (session) endLogin(state, session.number);
  if (session) state.reached.push(session.via ? 'logout of a linked login' : 'logout');
  return session !== undefined;
}
