/** The buttons of a page, in the order in which they are found, and a person who presses one. */
import type { Cast } from '../cast.ts';
import { signedIn } from '../model/logins.ts';
import { levelOf } from '../model/looking.ts';
import { type Move, other, type State, type Tab, tabOf } from '../model/state.ts';
import type { createStepsElsewhere } from './elsewhere.ts';
import type { createPageSteps } from './pages.ts';
import type { Desk, Step } from './step.ts';

export function createButtons(
  { cast }: Desk,
  { looking, pressing, resuming, signingOut }: ReturnType<typeof createPageSteps>,
  { onPhone }: ReturnType<typeof createStepsElsewhere>,
) {
  /** The login page, and the sign-out form where somebody else was there. */
  function* loggedIn(tab: number, person: number, now: () => State, strong = false): Generator<Step> {
    for (let press = 0; press < 2 && isOpen(now(), tab); press += 1) yield* pressedIn(tab, { button: 0, person, strong, stop: false }, now);
  }

  interface Pressed {
    readonly button: number;
    readonly person: number;
    readonly strong: boolean;
    readonly stop: boolean;
  }

  /** A button of what is on the screen. */
  function* pressedIn(number: number, { button, person, strong, stop }: Pressed, now: () => State): Generator<Step> {
    const tab = tabOf(now(), number);
    if (tab.signOut) {
      yield signingOut(number, tab);
      return;
    }
    if (tab.open && tab.result && button === 0) {
      yield resuming(number, tab);
      return;
    }
    const [, name = '', ...rest] = tab.shown.split(' ');
    const buttons = buttonsOf(cast, tab, name, person, strong);
    const pressed = buttons[button % buttons.length];
    if (!pressed || rest[0] === 'somebody_else') {
      yield looking(number);
      return;
    }
    if (name === 'waiting' && button === 0) yield onPhone(signedIn(now(), 'pro')?.account ?? '', 'approved');
    yield pressing(number, tab, pressed, stop);
    if (isOpen(now(), number) && !tabOf(now(), number).result && !tabOf(now(), number).signOut) yield looking(number);
  }

  return { pressedIn, loggedIn };
}

function buttonsOf({ accountIn }: Cast, tab: Tab, name: string, person: number, strong: boolean): readonly Move[] {
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

export function isOpen(state: State, tab: number): boolean {
  return state.tabs[tab]?.open ?? false;
}
