/**
 * What a request must be answered with, and what a page says that is looked at again. An answer is a line of text: `code`,
 * `error login_required`, `page consent`, `sign_out`, `400`.
 */
import { decisionOn, whyIneligible } from './decision.ts';
import { isPending } from './links.ts';
import { signedIn, signIn } from './logins.ts';
import { other, type State, type Tab, tabOf } from './state.ts';
import { type Asked, type Decision, reaches } from './table.ts';

/** Seconds that a pushed request may wait. */
const pushedLife = 60;
/** What a pushed request is answered with that is over, or somebody else's. */
export const unusable = 'error invalid_request_uri';

export function authorize(state: State, tab: number, asked: Asked, pushed?: number): string {
  const request = pushed === undefined ? undefined : state.pushed[pushed];
  if (request && (request.used || request.at + pushedLife <= state.now)) return unusable;
  // OpenID Connect Core 3.1.2.1: `none` stands alone, and a pushed `max_age` of zero has become the prompt `login` beside it.
  if (request && asked.prompt === 'none' && asked.maxAge === 0) return 'error invalid_request';
  const decision = decisionOn(state, { asked });
  if (decision.is === 'unavailable') state.reached.push(`unavailable: ${whyIneligible(state, other(asked.space))}`);
  if (asked.prompt === 'none' && decision.silently !== 'code') return `error ${decision.silently}`;
  return goOn(state, tab, { asked, ...(pushed !== undefined && { pushed }) }, decision);
}

/** After the decision: a code, a switch, or the next page of the tab. */
export function goOn(
  state: State,
  tab: number,
  { asked, pushed, choice }: Pick<Tab, 'asked' | 'pushed' | 'choice'>,
  { is }: Decision,
): string {
  if (is === 'linked') switchTo(state, asked);
  if (is === 'linked' && asked.prompt === 'none') state.reached.push('silent switch');
  if (is === 'linked' || is === 'code') return codeOf(state, pushed);
  const session = signedIn(state, asked.space);
  state.tabs[tab] = {
    asked,
    ...(pushed !== undefined && { pushed }),
    prompt: is === 'login' ? 'login' : 'linked_account',
    open: true,
    shown: '',
    ...(session && { began: { login: session.number, account: session.account, bound: session.via !== undefined } }),
    ...(choice && { choice, carried: choice }),
  };
  return look(state, tab);
}

/** A pushed request is good for one code, whatever became of the session meanwhile. */
export function codeOf(state: State, pushed: number | undefined): string {
  const request = pushed === undefined ? undefined : state.pushed[pushed];
  if (request?.used) return unusable;
  if (request) request.used = true;
  return 'code';
}

/** Row 8: the link's other account, at the linked level, for as long as the login that it came from. */
function switchTo(state: State, { space }: Asked): void {
  const source = signedIn(state, other(space));
  const link = state.links.findIndex(
    (candidate) => candidate.status === 'active' && !candidate.over && candidate[other(space)] === source?.account,
  );
  if (!source || link === -1) throw new Error('row 8 has a link and a source');
  state.reached.push(`switch to ${space}`);
  signIn(state, {
    space,
    account: state.links[link]?.[space] ?? '',
    level: 'linked',
    authAt: source.authAt,
    via: { link, source: source.number, epoch: state.epoch },
  });
}

/** What the page says now. */
export function look(state: State, number: number): string {
  const tab = tabOf(state, number);
  if (tab.signOut) return 'sign_out';
  tab.shown = pageOf(state, tab);
  tab.seen = seenOn(state, tab);
  return tab.shown;
}

export function pageOf(state: State, tab: Tab): string {
  if (!tab.open) return 'page not_found';
  const session = signedIn(state, tab.asked.space);
  if (tab.began?.login !== undefined && tab.began.login !== session?.number) {
    if (session && session.account !== tab.began.account) {
      state.reached.push('page of somebody else');
      return 'page not_found somebody_else';
    }
    // Ended or replaced meanwhile: the page goes on, and still knows whom to ask. What was stored for the old session is asked anew.
    if (tab.result) tab.choice = tab.carried;
    delete tab.result;
    detach(state, tab);
  }
  if (tab.prompt === 'login') return `page login ${levelOf(tab)}${tab.began?.bound ? ` ${tab.began.account}` : ''}`;
  const link = tab.attempt === undefined ? undefined : state.links[tab.attempt];
  if (link && link.status !== 'active') {
    if (isPending(state, link) && signedIn(state, 'pro')?.number === link.by) return 'page waiting';
    // What stands in the way by now says more than that the attempt is over.
    if (link.status === 'expired' && decisionOn(state, tab).is === 'unavailable') return 'page unavailable';
    if (link.status === 'pending') link.status = 'expired';
    return 'page failed';
  }
  const { is } = decisionOn(state, tab);
  if (is === 'signed_in_here' || is === 'choose_account' || is === 'unavailable' || is === 'consent') return `page ${is}`;
  return link ? 'page activated' : 'page resolved';
}

export function detach(state: State, { began }: Tab): void {
  delete began?.login;
  state.reached.push('detached page');
}

export function levelOf({ asked }: Tab): 'code' | 'strong' {
  return asked.operation === undefined && reaches('code', asked) ? 'code' : 'strong';
}

/** A form is worth what was on the screen: the session that consents, or the account that was shown as signed in. */
function seenOn(state: State, { asked, shown }: Tab): string {
  if (shown === 'page consent') return `consent ${signedIn(state, 'pro')?.number}`;
  return `account ${signedIn(state, asked.space)?.account}`;
}
