/** One step on the wire and in the model, which must agree. */
import type { Step } from '../steps/step.ts';
import { clientOf } from '../wire.ts';
import type { Checks } from './afterwards.ts';
import { expectedBy } from './knowledge.ts';
import { collectReached, type Run } from './run.ts';
import { redeem } from './token-uses.ts';
import { type Issued, type Meant, meantIn } from './wallet.ts';

export type HangsOn = Pick<Issued, 'login' | 'family'>;

export function createOneStep(run: Run, { afterwards, everyToken, seeWhatIsOver }: Checks) {
  const { desk, steps, wallet, known, told, count, demand } = run;

  async function playStep(step: Step): Promise<void> {
    await seeWhatIsOver();
    const expected = step.expect(known.state);
    const others = known.rivals.map((rival) => expectedBy(rival, step));
    const observed = await step.play();
    told.push(`${step.name}: ${observed.line}`);
    known.keepThose([expected, ...others].map((each) => each === observed.line));
    if (![expected, ...others].includes(observed.line)) demand([`the model says ${expected}`]);
    count(`${step.is}: ${observed.line.split(' ').slice(0, 2).join(' ')}`);
    for (const label of step.labels ?? []) count(`${label}: ${observed.line.split(' ').slice(0, 2).join(' ')}`);
    collectReached(run);
    await receiveSurely(step, observed.code);
    await afterwards();
    if (step.is === 'adviser' || step.is === 'log out') await everyToken();
  }

  async function receive(step: Step, code: string, meant: readonly Meant[], hangsOn: HangsOn, sure = true): Promise<void> {
    if (!step.space) return;
    const { space, operation } = step;
    const one: Issued = {
      space,
      client: clientOf(space),
      by: 'code',
      code,
      meant,
      ...(operation !== undefined && { operation }),
      at: known.state.now,
      redeemed: false,
      refreshed: false,
      sure,
      ...hangsOn,
    };
    wallet.issued.push(one);
    if (!step.keep) demand(await redeem(wallet, one));
  }

  async function receiveSurely(step: Step, code: string | undefined): Promise<void> {
    if (code === undefined || !step.space) return;
    const { login, family, ...meant } = meantIn(known.state, step.space);
    await receive(step, code, [meant], { login, family });
  }

  async function lookAgain({ tab }: Step): Promise<void> {
    if (tab === undefined || !known.state.tabs[tab]?.open || !desk.screens[tab]?.page) return;
    const looking = steps.looking(tab);
    const expected = known.all().map((each) => expectedBy(structuredClone(each), looking));
    if (!expected.includes('page resolved')) await steps.settle(tab);
    await playStep(looking);
  }

  return { playStep, receive, receiveSurely, lookAgain };
}

export type OneStep = ReturnType<typeof createOneStep>;
