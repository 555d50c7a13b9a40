/** A deed in a situation becomes steps: each one something that the wire does, and what the model says it must be answered with. */
import { codeOf, consentTo, loginOf, type Person, pageOf } from '../extension/bare-flows.ts';
import type { Answer } from '../world/browser.ts';
import type { AdviserDeed, Deed } from './commands.ts';
import { adviserDoes, answerOnPhone, logOut } from './deeds.ts';
import { type Move, other, type State, signedIn, type Tab, tabOf } from './model.ts';
import { authorize, confirmSignOut, levelOf, look, press, resume } from './pages.ts';
import type { Asked, Space } from './table.ts';
import { type Bank, lineOf } from './wire.ts';

/** A browser's tab: the page as it was last shown, the form that was posted last, and a sign-out form. */
export interface Screen {
  page?: Answer;
  form?: Answer;
  posted?: { readonly page: Answer; readonly move: Move };
}

export interface Desk {
  readonly bank: Bank;
  readonly browser: Person;
  readonly people: readonly string[];
  readonly screens: Screen[];
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
  expect(state: State): string;
  play(): Promise<Observed>;
}

export const clientOf = (space: Space) => `rp-${space}`;

export function createSteps(desk: Desk) {
  const { bank, browser, people, screens } = desk;
  const accountIn = (space: Space, person: number) => `${space}-${people[person % people.length]}`;

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

  function asking(tab: number, asked: Asked, keep = false): Step {
    const parameters = {
      ...(asked.from && { linked_from: other(asked.space) }),
      ...(asked.prompt && { prompt: asked.prompt }),
      ...(asked.acr && { acr_values: `urn:passerelle:acr:${asked.acr}` }),
      ...(asked.maxAge && { max_age: '86400' }),
    };
    return {
      is: 'ask',
      name: `ask ${JSON.stringify(asked)} in tab ${tab}`,
      tab,
      space: asked.space,
      keep,
      expect: (state) => authorize(state, tab, asked),
      play: async () => shown(tab, await browser.authorize(clientOf(asked.space), parameters)),
    };
  }

  function looking(tab: number): Step {
    return {
      is: 'look',
      name: `look at tab ${tab}`,
      tab,
      expect: (state) => look(state, tab),
      play: async () => (screenOf(tab).form ? { line: 'sign_out' } : shown(tab, await browser.look(pageIn(tab)))),
    };
  }

  /** What was decided before the other request came, and drawn after it, has resolved itself: the page goes on, as a host's does by itself. */
  async function settle(tab: number): Promise<void> {
    const { page, form } = screenOf(tab);
    if (!page || form) return;
    const now = await browser.look(page);
    if (lineOf(now) === 'page resolved') shown(tab, await follow(await browser.moveOnly(now, 'proceed')));
  }

  function pressing(tab: number, { asked: { space } }: Tab, move: Move, stop = false): Step {
    return {
      is: 'press',
      name: `press ${JSON.stringify(move)} in tab ${tab}${stop ? ' and stop' : ''}`,
      tab,
      space,
      expect(state) {
        const { seen } = tabOf(state, tab);
        tabOf(state, tab).posted = { move, seen };
        const answer = press(state, tab, move, seen);
        return answer === 'stored' && !stop ? resume(state, tab) : answer;
      },
      async play() {
        const page = pageIn(tab);
        screenOf(tab).posted = { page, move };
        const answer = await post(page, move);
        return shown(tab, lineOf(answer) === 'stored' && !stop ? await follow(answer) : answer);
      },
    };
  }

  /** The back button: the form that was posted last in this tab, once more. */
  function goingBack(tab: number, { asked: { space }, posted }: Tab, { page, move }: NonNullable<Screen['posted']>): Step {
    const still = posted && page.url.pathname === pageIn(tab).url.pathname;
    return {
      is: 'back',
      name: `back in tab ${tab} to ${JSON.stringify(move)}`,
      tab,
      space,
      expect(state) {
        if (!still) return 'no_such_move';
        const answer = press(state, tab, move, posted.seen);
        return answer === 'stored' ? resume(state, tab) : answer;
      },
      async play() {
        const answer = await post(page, move);
        return shown(tab, lineOf(answer) === 'stored' ? await follow(answer) : answer);
      },
    };
  }

  const follow = (answer: Answer) => browser.browser.get(answer.headers['location'] ?? '');

  function post(page: Answer, move: Move): Promise<Answer> {
    switch (move.is) {
      case 'finish':
        return browser.moveOnly(page, 'finish', loginOf(move.account, move.level));
      case 'choose':
        return browser.moveOnly(page, 'choose', move.choice, pageOf(page)['shown']);
      case 'accept':
        return browser.moveOnly(page, 'accept', consentTo(page, { proved: [sourceOf(page)] }));
      case 'open':
        return browser.moveOnly(page, 'finish');
      default:
        return browser.moveOnly(page, move.is);
    }
  }

  function resuming(tab: number, { asked: { space } }: Tab): Step {
    return {
      is: 'resume',
      name: `resume tab ${tab}`,
      tab,
      space,
      expect: (state) => resume(state, tab),
      play: async () => shown(tab, await browser.browser.get(`/auth/${uidIn(tab)}`)),
    };
  }

  function signingOut(tab: number, { asked: { space } }: Tab): Step {
    return {
      is: 'sign out',
      name: `post the sign-out form of tab ${tab}`,
      tab,
      space,
      expect: (state) => confirmSignOut(state, tab),
      async play() {
        const { form } = screenOf(tab);
        if (!form) throw new Error(`tab ${tab} has no sign-out form`);
        delete screenOf(tab).form;
        return shown(tab, await browser.browser.submit(form));
      },
    };
  }

  function loggingOut(space: Space, way: 'relying party' | 'host page'): Step {
    return {
      is: 'log out',
      name: `log out of ${space} by the ${way}`,
      expect: (state) =>
        logOut(state, space) && way === 'host page' ? 'signed out' : `signed out${way === 'host page' ? ' already' : ''}`,
      async play() {
        const answer = await (way === 'host page'
          ? browser.browser.post(`/sign-out/${space}`, {})
          : browser.browser.submit(await browser.browser.get(`/session/end?client_id=${clientOf(space)}`), { logout: 'yes' }));
        if (answer.status !== 200) return { line: lineOf(answer) };
        return { line: answer.text.includes('"signed_out":false') ? 'signed out already' : 'signed out' };
      },
    };
  }

  function onPhone(person: number, decision: 'approved' | 'denied'): Step {
    const account = accountIn('pro', person);
    return {
      is: 'phone',
      name: `phone of ${account}: ${decision}`,
      expect(state) {
        answerOnPhone(state, account, decision);
        return 'done';
      },
      async play() {
        const asked = bank.approver.asked.findLast(({ subject }) => subject === `phone-${people[person % people.length]}`);
        if (asked && !bank.answers.has(asked.details.challenge)) bank.answers.set(asked.details.challenge, decision);
        return { line: 'done' };
      },
    };
  }

  function advising(deed: AdviserDeed, account: string): Step {
    return {
      is: 'adviser',
      name: `${deed} ${account}`,
      expect(state) {
        adviserDoes(state, deed, account);
        return 'done';
      },
      async play() {
        await advise(bank, deed, account);
        return { line: 'done' };
      },
    };
  }

  /** The steps of a deed, one after the other, each made when its turn comes: a way ends where there is nothing more to do. */
  function* stepsOf(deed: Deed, now: () => State): Generator<Step> {
    switch (deed.do) {
      case 'ask':
        yield asking(now().tabs.length, deed.asked, deed.keep);
        return;
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
        const { posted } = screenOf(number);
        if (deed.do === 'look') yield looking(number);
        else if (deed.do === 'back' && posted) yield goingBack(number, tab, posted);
        else if (deed.do === 'resume' && !tab.signOut) yield resuming(number, tab);
        return;
      }
      case 'log_in': {
        const tab = now().tabs.length;
        yield asking(tab, { space: deed.space, from: false, prompt: 'login' });
        for (let press = 0; press < 2 && isOpen(now(), tab); press += 1)
          yield* pressedIn(tab, { button: 0, person: deed.person, strong: deed.strong, stop: false }, now);
        return;
      }
      case 'activate': {
        yield* directIn('pro', now);
        const tab = now().tabs.length;
        yield asking(tab, { space: 'particuliers', from: true });
        for (let press = 0; press < 5 && isOpen(now(), tab) && !now().tabs[tab]?.shown.startsWith('page login'); press += 1)
          yield* pressedIn(tab, { button: 0, person: 0, strong: false, stop: false }, now);
        return;
      }
      case 'switch':
        yield* directIn(other(deed.space), now);
        if (signedIn(now(), deed.space)) yield loggingOut(deed.space, 'relying party');
        yield asking(now().tabs.length, { space: deed.space, from: true, ...(deed.silently && { prompt: 'none' }) });
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
        yield onPhone(deed.person, deed.decision);
        return;
      case 'adviser':
        yield advising(deed.deed, accountIn(deed.space, deed.person));
    }
  }

  /** Signs the first person in with their own code, unless somebody is. */
  function* directIn(space: Space, now: () => State): Generator<Step> {
    const signed = signedIn(now(), space);
    if (!signed || signed.via) yield* stepsOf({ do: 'log_in', space, person: 0, strong: false }, now);
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
    const buttons = buttonsOf(tab, name, person, strong);
    const pressed = buttons[button % buttons.length];
    if (!pressed || rest[0] === 'somebody_else') {
      yield looking(number);
      return;
    }
    if (name === 'waiting' && button === 0) yield onPhone(people.indexOf(asPerson(signedIn(now(), 'pro')?.account)), 'approved');
    yield pressing(number, tab, pressed, stop);
    if (isOpen(now(), number) && !tabOf(now(), number).result && !tabOf(now(), number).signOut) yield looking(number);
  }

  function buttonsOf(tab: Tab, name: string, person: number, strong: boolean): readonly Move[] {
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

  return { stepsOf, asking, looking, settle };
}

/** Newest first, of those that are open; of all where none is. */
function chosen(state: State, which: number): number | undefined {
  const pages = [...state.tabs.keys()].filter((number) => state.tabs[number] !== undefined);
  const open = pages.filter((number) => isOpen(state, number));
  const tabs = open.length > 0 ? open : pages;
  return tabs[tabs.length - 1 - (which % Math.max(1, tabs.length))];
}

function isOpen(state: State, tab: number): boolean {
  return state.tabs[tab]?.open ?? false;
}

function sourceOf(page: Answer): unknown {
  const { sourceAccount } = pageOf(page);
  return typeof sourceAccount === 'object' && sourceAccount !== null && 'accountId' in sourceAccount ? sourceAccount.accountId : undefined;
}

function asPerson(account = ''): string {
  return account.slice(account.indexOf('-') + 1);
}

async function advise({ passerelle, accounts }: Bank, deed: AdviserDeed, id: string): Promise<void> {
  const by = { actor: 'operator:adviser-7' } as const;
  const account = accounts.get(id);
  if (!account) throw new Error(`the bank has no account ${id}`);
  const change = (what: Partial<typeof account>) => accounts.set(id, { ...account, ...what });
  const nextVersion = () => change({ credentialsVersion: `v${Number(account.credentialsVersion.slice(1)) + 1}` });
  switch (deed) {
    case 'revoke':
    case 'deactivate':
      for (const { id: link, status } of await passerelle.links.list(id)) {
        if (status === 'active') await passerelle.links.revoke(link, { ...by, reason: deed === 'revoke' ? 'adviser' : 'customer' });
      }
      return;
    case 'reset':
      nextVersion();
      await passerelle.links.revokeAllOf(id, { ...by, reason: 'secret_reset' });
      return;
    case 'change unheard':
      nextVersion();
      return;
    case 'block':
      change({ status: 'blocked' });
      await passerelle.accounts.endLinkedLogins(id);
      return;
    case 'unblock':
      change({ status: 'active' });
      return;
    case 'suspend':
      await passerelle.policies.suspend('pro-particuliers', by);
      return;
    case 'resume policy':
      await passerelle.policies.resume('pro-particuliers', by);
      return;
    case 'end sessions':
      await passerelle.accounts.endSessions(id);
      return;
    case 'cascade':
      await passerelle.worker.run();
  }
}
