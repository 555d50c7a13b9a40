/** The address that resumes an interaction, whatever brought the browser there: the results of its pages, or the decision once more. */
import { decisionOn } from './decision.ts';
import { endLogin, loginOf, signedIn, signIn } from './logins.ts';
import { codeOf, detach, goOn } from './looking.ts';
import { accountOf, over, type Result, type State, type Tab, tabOf } from './state.ts';

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
  // A choice goes on to the next page with the result of a page; who comes here without one is asked again.
  return goOn(state, number, { ...tab, choice: result && tab.choice }, decision);
}

function logIn(state: State, tab: Tab, { account, level, at, version }: Result & { is: 'login' }): string {
  const { space } = tab.asked;
  const session = signedIn(state, space);
  const known = accountOf(state, account);
  // The code was changed, or the account's sessions ended, since it was typed.
  if (at <= known.sessionsEndedAt || version !== known.version) return close(tab, 'error access_denied');
  if (session && session.account !== account) {
    // Only where the page was opened by whoever is still signed in, or they were asked already: what began elsewhere may have been planted here.
    const began = tab.began?.login === session.number || formOf(state, tab, session.number) !== undefined;
    return began ? askToSignOut(state, tab, session.number) : over;
  }
  if (session && !session.via) Object.assign(loginOf(state, session.number), { level, authAt: at });
  else {
    if (session) endLogin(state, session.number);
    state.reached.push(session ? 'step-up' : 'login');
    signIn(state, { space, account, level, authAt: at });
  }
  // The hint is looked at again: a login as somebody else is theirs, and no code of this request.
  if (tab.asked.hint !== undefined && tab.asked.hint !== account) return close(tab, 'error login_required');
  return close(tab, codeOf(state, tab.pushed));
}

function askToSignOut(state: State, tab: Tab, login: number): string {
  const form = formOf(state, tab, login) ?? `form ${state.forms++}`;
  if (tab.began) delete tab.began.login;
  loginOf(state, login).form = form;
  tab.signOut = { login, form };
  return 'sign_out';
}

/** The form that the session was shown last, if it was for this tab: reloaded, it is the same one. */
function formOf(state: State, { signOut }: Tab, login: number): string | undefined {
  return signOut?.login === login && loginOf(state, login).form === signOut.form ? signOut.form : undefined;
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
