/** What the bank does by itself, outside of the open pages: advisers, the directory, the worker. */
import type { AdviserDeed } from '../commands.ts';
import { isOf, linkOver } from './links.ts';
import { endLogin } from './logins.ts';
import { accountOf, type State } from './state.ts';

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
      for (const login of state.logins)
        if (login.via && own.some((link) => link === state.links[login.via?.link ?? -1])) login.ended = true;
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
