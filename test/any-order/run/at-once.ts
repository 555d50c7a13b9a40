/** Two steps at once, and one button pressed twice: which state they left is found out by who is signed in afterwards. */
import { idTokenOf, relyingParty } from '../../extension/bare-flows.ts';
import type { Deed } from '../commands.ts';
import { signedIn } from '../model/logins.ts';
import { type State, spaces } from '../model/state.ts';
import { clientOf } from '../wire.ts';
import type { Checks } from './afterwards.ts';
import { expectedBy } from './knowledge.ts';
import type { OneStep } from './one-step.ts';
import { collectReached, type Run } from './run.ts';
import { everyVariant, unlike, variantsOf } from './variants.ts';
import { forgetLogins } from './wallet.ts';

export function createAtOnce(run: Run, { afterwards, seeWhatIsOver }: Checks, { playStep, receive, receiveSurely, lookAgain }: OneStep) {
  const { bank, steps, wallet, known, told, count, demand } = run;

  async function atOnce(one: Deed, two: Deed): Promise<void> {
    await seeWhatIsOver();
    const [first] = steps.stepsOf(one, () => known.state);
    const ahead = structuredClone(known.state);
    if (one.do === 'ask') ahead.tabs[ahead.tabs.length] = undefined;
    const [second] = steps.stepsOf(two, () => ahead);
    if (!first || !second || (first.tab !== undefined && first.tab === second.tab)) {
      if (first) await playStep(first);
      return;
    }
    const befores = structuredClone(known.all());
    const observed = await Promise.all([first.play(), second.play()]);
    told.push(`at once: ${first.name}: ${observed[0].line} / ${second.name}: ${observed[1].line}`);
    const probes = await Promise.all(spaces.map(whoIsSignedIn));
    const every = befores.flatMap((before) => everyVariant(before, first, second));
    const [found, ...others] = befores
      .flatMap((before) => variantsOf(before, first, second, observed))
      .filter((variant) => spaces.every((space, index) => nameIn(variant.state, space) === probes[index]));
    if (!found) {
      demand([`no order explains it: ${JSON.stringify({ probes, known: every.map(({ lines }) => lines) })}`]);
      return;
    }
    if (known.rivals.length > 0) forgetLogins(wallet);
    known.state = found.state;
    known.rivals = unlike(known.state, others);
    count(`at once: ${first.is} and ${second.is}`);
    collectReached(run);
    for (const [index, step] of [first, second].entries()) {
      const code = observed[index]?.code;
      if (code === undefined) continue;
      // Which of two logins, or of two grants, it hangs on is open; whom it may be for is not.
      const meant = every.flatMap(({ meant: each }) => each[index] ?? []);
      const { login, family } = found.meant[index] ?? {};
      await receive(step, code, meant, login === undefined || family === undefined ? {} : { login, family }, false);
    }
    for (const step of [first, second]) await lookAgain(step);
    await afterwards();
  }

  /** A button pressed twice: once is what it comes to, and there is one code at most. */
  async function twice({ tab, button, person }: Deed & { do: 'double' }): Promise<void> {
    const [step] = steps.stepsOf({ do: 'press', tab, button, person, strong: false, stop: false }, () => known.state);
    const pressed = step?.is === 'press' ? step : undefined;
    const alone = structuredClone(known.state);
    const expected = pressed?.expect(alone);
    // A sign-out form is replaced by the second one.
    if (!pressed || expected === 'sign_out') return;
    await seeWhatIsOver();
    pressed.expect(known.state);
    known.rivals = known.rivals.filter((rival) => expectedBy(rival, pressed) === expected);
    const observed = await Promise.all([pressed.play(), pressed.play()]);
    told.push(`twice: ${pressed.name}: ${observed.map(({ line }) => line).join(' / ')}`);
    if (!observed.some(({ line }) => line === expected)) demand([`the model says ${expected}, once`]);
    if (observed.filter(({ line }) => line === 'code').length > 1) demand(['a page answered twice gave two codes']);
    if (observed.some(({ line }) => line.startsWith('bare'))) demand(['one was answered by no page of ours']);
    count(`twice: ${expected?.split(' ').slice(0, 2).join(' ')}`);
    collectReached(run);
    for (const { code } of observed) await receiveSurely(pressed, code);
    await lookAgain(pressed);
    await afterwards();
  }

  async function whoIsSignedIn(space: (typeof spaces)[number]): Promise<string> {
    const { line, code } = await steps.asking(-1, { space, from: false, prompt: 'none' }).play();
    if (code === undefined) return line;
    const { tokens } = await relyingParty(bank, clientOf(space)).redeem(code);
    const { sub, acr } = idTokenOf(tokens);
    return `${sub} ${String(acr).split(':').at(-1)}`;
  }

  return { atOnce, twice };
}

function nameIn(current: State, space: (typeof spaces)[number]): string {
  const session = signedIn(current, space);
  return session ? `${session.account} ${session.level}` : 'error login_required';
}
