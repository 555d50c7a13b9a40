/** A deed in a situation becomes steps, one after the other, each made when its turn comes: a way ends where there is nothing more to do. */
import type { Deed, Wish } from '../commands.ts';
import { signedIn } from '../model/logins.ts';
import { other, type State } from '../model/state.ts';
import type { Asked, Space } from '../model/table.ts';
import { createAsking } from './asking.ts';
import { createButtons, isOpen } from './buttons.ts';
import { createStepsElsewhere } from './elsewhere.ts';
import { createPageSteps } from './pages.ts';
import { createScreens, type Desk, type Step } from './step.ts';

export type Steps = ReturnType<typeof createSteps>;

export function createSteps(desk: Desk) {
  const { accountIn } = desk.cast;
  const screens = createScreens(desk);
  const { asking, askingAgain } = createAsking(desk, screens);
  const pages = createPageSteps(desk, screens);
  const { looking, settle, goingBack, resuming } = pages;
  const elsewhere = createStepsElsewhere(desk);
  const { loggingOut, onPhone, advising } = elsewhere;
  const { pressedIn, loggedIn } = createButtons(desk, pages, elsewhere);

  function* stepsOf(deed: Deed, now: () => State): Generator<Step> {
    switch (deed.do) {
      case 'ask': {
        const tab = now().tabs.length;
        yield asking(tab, named(deed.asked), deed);
        if (deed.answered && isOpen(now(), tab)) yield* pressedIn(tab, { button: 0, person: 0, strong: false, stop: false }, now);
        return;
      }
      case 'ask again': {
        const pushed = Object.keys(desk.pushed).map(Number);
        const step = askingAgain(now().tabs.length, pushed[pushed.length - 1 - (deed.pushed % Math.max(1, pushed.length))] ?? -1, deed);
        if (step) yield step;
        return;
      }
      case 'press': {
        const tab = chosen(now(), deed.tab);
        if (tab !== undefined && isOpen(now(), tab)) yield* pressedIn(tab, deed, now);
        else yield asking(now().tabs.length, { space: 'particuliers', from: true });
        return;
      }
      case 'look':
      case 'back':
      case 'resume': {
        const number = chosen(now(), deed.tab);
        const tab = number === undefined ? undefined : now().tabs[number];
        if (number === undefined || !tab) return;
        const { posted } = screens.screenOf(number);
        if (deed.do === 'look') yield looking(number);
        else if (deed.do === 'back' && posted) yield goingBack(number, tab, posted);
        else if (deed.do === 'resume' && !tab.signOut) yield resuming(number, tab);
        return;
      }
      case 'log_in': {
        const tab = now().tabs.length;
        yield asking(tab, { space: deed.space, from: false, prompt: 'login' });
        yield* loggedIn(tab, deed.person, now, deed.strong);
        return;
      }
      case 'activate': {
        yield* directIn('pro', now, deed.person);
        const tab = now().tabs.length;
        yield asking(tab, { space: 'particuliers', from: true });
        for (let press = 0; press < 5 && isOpen(now(), tab) && !now().tabs[tab]?.shown.startsWith('page login'); press += 1)
          yield* pressedIn(tab, { button: 0, person: deed.person, strong: false, stop: false }, now);
        return;
      }
      case 'switch':
        yield* directIn(other(deed.space), now);
        if (signedIn(now(), deed.space)) yield loggingOut(deed.space, 'relying party');
        yield asking(now().tabs.length, { space: deed.space, from: true, ...(deed.silently && { prompt: 'none' }) });
        return;
      case 'operate': {
        const tab = now().tabs.length;
        yield asking(tab, { space: deed.space, from: false, operation: deed.amount });
        yield* loggedIn(tab, 0, now);
        return;
      }
      case 'exchange':
        yield* directIn(deed.space, now);
        yield asking(now().tabs.length, { space: deed.space, from: false, prompt: 'none' });
        return;
      case 'change places': {
        yield* directIn(deed.space, now);
        const tab = now().tabs.length;
        yield asking(tab, { space: deed.space, from: false, prompt: 'login' });
        yield* stepsOf({ do: 'log_in', space: deed.space, person: deed.person, strong: false }, now);
        if (isOpen(now(), tab)) yield looking(tab);
        return;
      }
      case 'log_out':
        yield loggingOut(deed.space, deed.way);
        return;
      case 'phone':
        yield onPhone(accountIn('pro', deed.person), deed.decision);
        return;
      case 'adviser':
        yield advising(deed.deed, accountIn(deed.space, deed.person));
    }
  }

  function named({ hint, loginHint, ...wish }: Wish): Asked {
    return {
      ...wish,
      ...(hint !== undefined && { hint: accountIn(wish.space, hint) }),
      ...(loginHint !== undefined && { loginHint: accountIn(wish.space, loginHint) }),
    };
  }

  /** Signs the person in with their own code; the first one only where nobody is. */
  function* directIn(space: Space, now: () => State, person = 0): Generator<Step> {
    const signed = signedIn(now(), space);
    const other = person !== 0 && signed?.account !== accountIn(space, person);
    if (!signed || signed.via || other) yield* stepsOf({ do: 'log_in', space, person, strong: false }, now);
  }

  return { stepsOf, asking, looking, settle };
}

/** Newest first, of those that are open; of all where none is. */
function chosen(state: State, which: number): number | undefined {
  const pages = [...state.tabs.keys()].filter((number) => state.tabs[number] !== undefined);
  const open = pages.filter((number) => isOpen(state, number));
  const tabs = open.length > 0 ? open : pages;
  return tabs[tabs.length - 1 - (which % Math.max(1, tabs.length))];
}
