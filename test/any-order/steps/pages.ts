/** What is done in an open page: looking again, a button, the back button, the address that resumes, the sign-out form. */
import { consentTo, loginOf, pageOf } from '../../extension/bare-flows.ts';
import type { Answer } from '../../world/browser.ts';
import { look } from '../model/looking.ts';
import { press } from '../model/pressing.ts';
import { confirmSignOut, resume } from '../model/resuming.ts';
import { type Move, type Tab, tabOf } from '../model/state.ts';
import type { Asked } from '../model/table.ts';
import { lineOf } from '../wire.ts';
import type { Desk, Screen, Screens, Step } from './step.ts';

export function createPageSteps({ browser }: Desk, { shown, screenOf, pageIn, uidIn }: Screens) {
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

  function pressing(tab: number, { asked }: Tab, move: Move, stop = false): Step {
    return {
      is: 'press',
      name: `press ${JSON.stringify(move)} in tab ${tab}${stop ? ' and stop' : ''}`,
      tab,
      ...codeFor(asked),
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
  function goingBack(tab: number, { asked, posted }: Tab, { page, move }: NonNullable<Screen['posted']>): Step {
    const still = posted && page.url.pathname === pageIn(tab).url.pathname;
    return {
      is: 'back',
      name: `back in tab ${tab} to ${JSON.stringify(move)}`,
      tab,
      ...codeFor(asked),
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

  function resuming(tab: number, { asked }: Tab): Step {
    return {
      is: 'resume',
      name: `resume tab ${tab}`,
      tab,
      ...codeFor(asked),
      expect: (state) => resume(state, tab),
      play: async () => shown(tab, await browser.browser.get(`/auth/${uidIn(tab)}`)),
    };
  }

  function signingOut(tab: number, { asked }: Tab): Step {
    return {
      is: 'sign out',
      name: `post the sign-out form of tab ${tab}`,
      tab,
      ...codeFor(asked),
      expect: (state) => confirmSignOut(state, tab),
      async play() {
        const { form } = screenOf(tab);
        if (!form) throw new Error(`tab ${tab} has no sign-out form`);
        delete screenOf(tab).form;
        return shown(tab, await browser.browser.submit(form));
      },
    };
  }

  return { looking, settle, pressing, goingBack, resuming, signingOut };
}

function sourceOf(page: Answer): unknown {
  const { sourceAccount } = pageOf(page);
  return typeof sourceAccount === 'object' && sourceAccount !== null && 'accountId' in sourceAccount ? sourceAccount.accountId : undefined;
}

/** Whom and what a code of the page would be for. */
function codeFor({ space, operation }: Asked): Pick<Step, 'space' | 'operation'> {
  return { space, ...(operation !== undefined && { operation }) };
}
