/**
 * The model's moves: what a request, a page looked at again, a button or the address that resumes an interaction must be answered with,
 * and what is true afterwards. An answer is a line of text: `code`, `error login_required`, `page consent`, `sign_out`, `400`.
 */
import {
  accountOf,
  collect,
  decisionOn,
  endLogin,
  isAlive,
  isPending,
  loginOf,
  type Move,
  other,
  type Result,
  type State,
  signedIn,
  signIn,
  type Tab,
  tabOf,
} from './model.ts';
import type { Asked, Decision } from './table.ts';

/** A refusal that says that the page is over: an error page of ours or of the provider's, never a bare one. */
const over = '400';

export function authorize(state: State, tab: number, asked: Asked): string {
  const decision = decisionOn(state, { asked });
  if (asked.prompt === 'none' && decision.silently !== 'code') return `error ${decision.silently}`;
  return goOn(state, tab, { asked }, decision);
}

/** After the decision: a code, a switch, or the next page of the tab. */
function goOn(state: State, tab: number, { asked, choice }: Pick<Tab, 'asked' | 'choice'>, { is }: Decision): string {
  if (is === 'linked') switchTo(state, asked);
  if (is === 'linked' && asked.prompt === 'none') state.reached.push('silent switch');
  if (is === 'linked' || is === 'code') return 'code';
  const session = signedIn(state, asked.space);
  state.tabs[tab] = {
    asked,
    prompt: is === 'login' ? 'login' : 'linked_account',
    open: true,
    shown: '',
    ...(session && { began: { login: session.number, account: session.account, bound: session.via !== undefined } }),
    ...(choice && { choice, carried: choice }),
  };
  return look(state, tab);
}

/** Row 8: the link's other account, at the linked level, for as long as the login that it came from. */
function switchTo(state: State, { space }: Asked): void {
  const source = signedIn(state, other(space));
  const link = state.links.findIndex(
    (candidate) => candidate.status === 'active' && !candidate.over && candidate[other(space)] === source?.account,
  );
  if (!source || link === -1) throw new Error('row 8 has a link and a source');
  const { counterpart } = accountOf(state, source.account);
  state.reached.push(`switch to ${space}`);
  signIn(state, {
    space,
    account: counterpart,
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

function pageOf(state: State, tab: Tab): string {
  if (!tab.open) return 'page not_found';
  const session = signedIn(state, tab.asked.space);
  if (tab.began?.login !== undefined && tab.began.login !== session?.number && !tab.result) {
    if (session && session.account !== tab.began.account) {
      state.reached.push('page of somebody else');
      return 'page not_found somebody_else';
    }
    // Ended or replaced meanwhile: the page goes on, and still knows whom to ask.
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

function detach(state: State, { began }: Tab): void {
  delete began?.login;
  state.reached.push('detached page');
}

export function levelOf({ asked }: Tab): 'code' | 'strong' {
  return asked.acr ?? 'code';
}

/** A form is worth what was on the screen: the session that consents, or the account that was shown as signed in. */
function seenOn(state: State, { asked, shown }: Tab): string {
  if (shown === 'page consent') return `consent ${signedIn(state, 'pro')?.number}`;
  return `account ${signedIn(state, asked.space)?.account}`;
}

const movesOf: Readonly<Record<string, readonly string[]>> = {
  login: ['finish', 'giveUp'],
  signed_in_here: ['choose', 'giveUp'],
  choose_account: ['choose', 'giveUp'],
  unavailable: ['giveUp'],
  consent: ['accept', 'refuse', 'giveUp'],
  waiting: ['poll', 'cancel', 'giveUp'],
  activated: ['open', 'giveUp'],
  failed: ['giveUp'],
  resolved: ['proceed', 'giveUp'],
};

/** A form of the page, posted as it was last seen (`seen`); what it stores is then for `resume`. `stored` means that the browser is sent there. */
export function press(state: State, number: number, move: Move, seen: string | undefined): string {
  const tab = tabOf(state, number);
  const page = pageOf(state, tab);
  const [, name = ''] = page.split(' ');
  if (!movesOf[name]?.includes(move.is)) return 'no_such_move';
  switch (move.is) {
    case 'poll':
      return `outcome ${collect(state, linkOf(state, tab))}`;
    case 'accept':
      return accept(state, tab, seen);
    case 'cancel':
      linkOf(state, tab).status = 'declined';
      return store(state, tab, { is: 'error' });
    case 'refuse':
    case 'giveUp':
      return store(state, tab, { is: 'error' });
    case 'finish':
      if (tab.began?.bound && tab.began.account !== move.account) return 'refused wrong_account';
      if (accountOf(state, move.account).space !== tab.asked.space) return 'refused wrong_account';
      if (levelOf(tab) === 'strong' && move.level !== 'strong') return 'refused level_not_reached';
      return store(state, tab, {
        is: 'login',
        account: move.account,
        level: move.level,
        at: state.now,
        version: accountOf(state, move.account).version,
      });
    case 'choose': {
      const account = signedIn(state, tab.asked.space)?.account;
      if (seen !== `account ${account}` || account === undefined) return 'refused changed';
      const stored = store(state, tab, { is: 'proceed' });
      if (stored === 'stored') tab.choice = { choice: move.choice, account };
      return stored;
    }
    default:
      return store(state, tab, { is: 'proceed' });
  }
}

function accept(state: State, tab: Tab, seen: string | undefined): string {
  const source = signedIn(state, 'pro');
  if (!source || seen !== `consent ${source.number}`) return 'refused changed';
  const pending = state.links.findIndex((link) => link.status === 'pending' && link.pro === source.account);
  const link = state.links[pending];
  if (link && isPending(state, link)) {
    if (link.by !== source.number) return 'refused activation_under_way';
    tab.attempt = pending;
    return 'waiting';
  }
  if (link) link.status = 'expired';
  const { counterpart, version } = accountOf(state, source.account);
  state.links.push({
    pro: source.account,
    particuliers: counterpart,
    by: source.number,
    startedAt: state.now,
    versions: [version, accountOf(state, counterpart).version],
    status: 'pending',
    over: false,
    phone: 'pending',
    activatedAt: 0,
  });
  tab.attempt = state.links.length - 1;
  return 'waiting';
}

/** A result is for the session in which the page was opened, and dies with it. */
function store(state: State, tab: Tab, result: Result): string {
  if (tab.began?.login !== undefined && !isAlive(state, tab.began.login)) return over;
  tab.result = result;
  // Giving up takes back what was chosen on this page.
  if (result.is === 'error') tab.choice = tab.carried;
  return 'stored';
}

/** The address that resumes the interaction, whatever brought the browser there. */
export function resume(state: State, number: number): string {
  const tab = tabOf(state, number);
  if (!tab.open) return over;
  const { asked, result } = tab;
  const session = signedIn(state, asked.space);
  if (tab.began?.login !== undefined && tab.began.login !== session?.number) {
    if (result || (session && session.account !== tab.began.account)) return over;
    detach(state, tab);
  }
  if (result?.is === 'error') return close(tab, 'error access_denied');
  if (result?.is === 'login') return logIn(state, tab, result);
  const decision = decisionOn(state, tab);
  if (decision.is === 'open_counterpart' && session) return askToSignOut(state, tab, session.number);
  close(tab, '');
  return goOn(state, number, tab, decision);
}

function logIn(state: State, tab: Tab, { account, level, at, version }: Result & { is: 'login' }): string {
  const { space } = tab.asked;
  const session = signedIn(state, space);
  const known = accountOf(state, account);
  // The code was changed, or the account's sessions ended, since it was typed.
  if (at <= known.sessionsEndedAt || version !== known.version) return close(tab, 'error access_denied');
  if (session && session.account !== account) {
    // Only where the page was opened by whoever is still signed in: what began elsewhere may have been planted here.
    return tab.began?.login === session.number ? askToSignOut(state, tab, session.number) : over;
  }
  if (session && !session.via) Object.assign(loginOf(state, session.number), { level, authAt: at });
  else {
    if (session) endLogin(state, session.number);
    state.reached.push(session ? 'step-up' : 'login');
    signIn(state, { space, account, level, authAt: at });
  }
  return close(tab, 'code');
}

function askToSignOut(state: State, tab: Tab, login: number): string {
  const form = `form ${state.forms++}`;
  if (tab.began) delete tab.began.login;
  loginOf(state, login).form = form;
  tab.signOut = { login, form };
  return 'sign_out';
}

/** The sign-out form is posted: it is good for the session that it was made for, once. */
export function confirmSignOut(state: State, number: number): string {
  const tab = tabOf(state, number);
  const { signOut } = tab;
  const session = signedIn(state, tab.asked.space);
  delete tab.signOut;
  if (!signOut || session?.number !== signOut.login || session.form !== signOut.form) return over;
  endLogin(state, signOut.login);
  state.reached.push('signed out for another account');
  return resume(state, number);
}

function close(tab: Tab, answer: string): string {
  tab.open = false;
  return answer;
}

function linkOf(state: State, { attempt }: Tab) {
  const link = attempt === undefined ? undefined : state.links[attempt];
  if (!link) throw new Error('a waiting page has a link');
  return link;
}
