/** One step: something that the wire does, and what the model says it must be answered with. And the desk that it is done at. */
import { codeOf, type Person } from '../../extension/bare-flows.ts';
import type { Answer } from '../../world/browser.ts';
import type { Cast } from '../cast.ts';
import type { Move, State } from '../model/state.ts';
import type { Asked, Space } from '../model/table.ts';
import { type Bank, lineOf } from '../wire.ts';

/** A browser's tab: the page as it was last shown, the form that was posted last, and a sign-out form. */
export interface Screen {
  page?: Answer;
  form?: Answer;
  posted?: { readonly page: Answer; readonly move: Move };
}

export interface Desk {
  readonly bank: Bank;
  readonly browser: Person;
  readonly cast: Cast;
  readonly screens: Screen[];
  /** Requests that were pushed, by the tab that used them first. */
  readonly pushed: Record<number, { readonly uri: string; readonly asked: Asked }>;
}

export interface Observed {
  readonly line: string;
  readonly code?: string;
}

export interface Step {
  readonly is: 'ask' | 'look' | 'press' | 'back' | 'resume' | 'sign out' | 'log out' | 'phone' | 'adviser';
  readonly name: string;
  readonly tab?: number;
  readonly space?: Space;
  /** Kept for later, not redeemed at once. */
  readonly keep?: boolean;
  /** The operation that its code is for. */
  readonly operation?: string;
  /** What is counted with its answer. */
  readonly labels?: readonly string[];
  expect(state: State): string;
  play(): Promise<Observed>;
}

export type Screens = ReturnType<typeof createScreens>;

export function createScreens({ screens }: Desk) {
  /** What a page that came shows from now on. */
  function shown(tab: number, answer: Answer): Observed {
    const line = lineOf(answer);
    const screen = screenOf(tab);
    if (line.startsWith('page ') && !line.startsWith('page not_found')) screen.page = answer;
    if (line === 'sign_out') screen.form = answer;
    return line === 'code' ? { line, code: codeOf(answer) } : { line };
  }

  function screenOf(tab: number): Screen {
    const screen = screens[tab] ?? {};
    screens[tab] = screen;
    return screen;
  }

  function pageIn(tab: number): Answer {
    const { page } = screenOf(tab);
    if (!page) throw new Error(`tab ${tab} has shown no page`);
    return page;
  }

  const uidIn = (tab: number) => pageIn(tab).url.pathname.split('/').at(-1);

  return { shown, screenOf, pageIn, uidIn };
}
