/** What happens to links and logins outside of the open pages, in the model: logouts, the telephone, and the bank's own deeds. */
import type { AdviserDeed } from './commands.ts';
import { accountOf, endLogin, type Link, linkOver, type State, signedIn } from './model.ts';
import type { Space } from './table.ts';

export function logOut(state: State, space: Space): boolean {
  const session = signedIn(state, space);
  if (session) endLogin(state, session.number);
  if (session) state.reached.push(session.via ? 'logout of a linked login' : 'logout');
  return session !== undefined;
}

/** The last approval that was asked of this person's telephone, which answers it once; a link that has ended absorbs the answer. */
export function answerOnPhone(state: State, account: string, decision: 'approved' | 'denied'): void {
  const link = state.links.findLast(({ pro }) => pro === account);
  if (link?.phone === 'pending') link.phone = decision;
}

export function adviserDoes(state: State, deed: AdviserDeed, id: string): void {
  const account = accountOf(state, id);
  const own = state.links.filter((link) => isOf(link, id));
  if (deed !== 'cascade') state.reached.push(deed);
  switch (deed) {
    case 'revoke':
    case 'deactivate':
      for (const link of own) if (link.status === 'active') linkOver(state, link, deed === 'revoke');
      return;
    case 'reset':
      account.version += 1;
      for (const link of own) linkOver(state, link, true);
      return;
    case 'change unheard':
      account.version += 1;
      for (const link of own) link.over = true;
      return;
    case 'block':
      account.blocked = true;
      for (const login of state.logins) if (login.via && isOf(state.links[login.via.link], id)) login.ended = true;
      return;
    case 'unblock':
      account.blocked = false;
      return;
    case 'suspend':
    case 'resume policy':
      if (state.suspended === (deed === 'suspend')) return;
      state.suspended = deed === 'suspend';
      state.epoch += 1;
      return;
    case 'end sessions':
      account.sessionsEndedAt = state.now;
      for (const [number, login] of state.logins.entries()) if (login.account === id) endLogin(state, number);
      return;
    case 'cascade':
      return;
  }
}

function isOf(link: Link | undefined, account: string): boolean {
  return link !== undefined && (link.pro === account || link.particuliers === account);
}
