/** The buttons of a page, in the order in which they are found. */
import type { Cast } from '../cast.ts';
import { levelOf } from '../model/looking.ts';
import { type Move, other, type Tab } from '../model/state.ts';

export function buttonsOf({ accountIn }: Cast, tab: Tab, name: string, person: number, strong: boolean): readonly Move[] {
  const choices = (...names: ('linked' | 'current' | 'login')[]): Move[] => names.map((choice) => ({ is: 'choose', choice }));
  const { space } = tab.asked;
  switch (name) {
    case 'login': {
      const level = strong ? 'strong' : levelOf(tab);
      const bound = tab.began?.bound ? tab.began.account : undefined;
      return [
        { is: 'finish', account: bound ?? accountIn(space, person), level },
        { is: 'finish', account: accountIn(space, person + 1), level },
        { is: 'finish', account: accountIn(other(space), person), level },
        { is: 'giveUp' },
      ];
    }
    case 'signed_in_here':
      return [...choices('current', 'login'), { is: 'giveUp' }];
    case 'choose_account':
      return [...choices('linked', 'current', 'login'), { is: 'giveUp' }];
    case 'consent':
      return [{ is: 'accept' }, { is: 'refuse' }, { is: 'giveUp' }];
    case 'waiting':
      return [{ is: 'poll' }, { is: 'poll' }, { is: 'cancel' }, { is: 'giveUp' }];
    case 'activated':
      return [{ is: 'open' }, { is: 'giveUp' }];
    case 'resolved':
      return [{ is: 'proceed' }, { is: 'giveUp' }];
    case 'unavailable':
    case 'failed':
      return [{ is: 'giveUp' }];
    default:
      return [];
  }
}
