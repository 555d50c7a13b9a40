/** Plays one sequence: every step on the wire and in the model, which must agree; then what has to hold after each of them. */
import { openPerson } from '../../extension/bare-flows.ts';
import { castOf, openState } from '../cast.ts';
import type { Command, Deed, TokenUse } from '../commands.ts';
import type { Desk } from '../steps/step.ts';
import { createSteps } from '../steps/ways.ts';
import type { Bank } from '../wire.ts';
import { createChecks } from './afterwards.ts';
import { createAtOnce } from './at-once.ts';
import { exchange } from './exchange.ts';
import { Deviation, Knowledge } from './knowledge.ts';
import { createOneStep } from './one-step.ts';
import type { Run } from './run.ts';
import { isForAResource } from './token-checks.ts';
import { redeem, redeemTwice, refresh, refreshTwice } from './token-uses.ts';
import { forgetLogins, type Issued, nameOf, type Wallet } from './wallet.ts';

export interface Sequence {
  readonly bank: Bank;
  /** Names the customers of this sequence: nobody else has ever met them. */
  readonly serial: number;
  readonly count: (what: string) => void;
  /** Moves the clock. */
  readonly pass: (seconds: number) => void;
}

export async function play({ bank, serial, count, pass }: Sequence, commands: readonly Command[]): Promise<void> {
  const run = openRun({ bank, serial, count, pass });
  const { steps, wallet, known, told, demand } = run;
  const checks = createChecks(run);
  const oneStep = createOneStep(run, checks);
  const { atOnce, twice } = createAtOnce(run, checks, oneStep);

  for (const { after, ...deed } of commands) {
    pass(after);
    for (const each of known.all()) each.now += after;
    await playDeed(deed);
  }
  await checks.atTheEnd();

  async function playDeed(deed: Deed): Promise<void> {
    if (deed.do === 'at once') return atOnce(deed.one, deed.two);
    if (deed.do === 'token') return useToken(deed);
    if (deed.do === 'double') return twice(deed);
    for (const step of steps.stepsOf(deed, () => known.state)) await oneStep.playStep(step);
    if (deed.do === 'operate') await useToken({ do: 'token', use: 'refresh', token: 0 });
    if (deed.do !== 'exchange') return;
    // Twice: what was given is no subject token itself.
    for (let times = 0; times < 2; times += 1) await useToken({ do: 'token', use: 'exchange', token: 0 });
  }

  async function useToken({ use, token }: Deed & { do: 'token' }): Promise<void> {
    const candidates = wallet.issued.filter((one) => fitFor(one, use));
    const one = candidates[candidates.length - 1 - (token % Math.max(1, candidates.length))];
    if (!one || (use === 'exchange' && known.rivals.length > 0)) return;
    await checks.seeWhatIsOver();
    told.push(`${use} of ${nameOf(one)}`);
    demand(await used(one, use));
    await checks.afterwards();
  }

  function used(one: Issued, use: TokenUse): Promise<string[]> {
    switch (use) {
      case 'redeem':
      case 'replay code':
        return redeem(wallet, one);
      case 'redeem twice':
        return redeemTwice(wallet, one);
      case 'exchange':
        return exchange(wallet, one);
      case 'refresh':
        return refresh(wallet, one);
      case 'replay refresh':
        return refresh(wallet, one, true);
      case 'refresh twice':
        return refreshTwice(wallet, one);
    }
  }
}

function openRun({ bank, serial, count }: Sequence): Run {
  const cast = castOf(serial);
  for (const entry of cast.accounts) bank.accounts.set(entry.accountId, entry);
  const desk: Desk = { bank, browser: openPerson(bank), cast, screens: [], pushed: {} };
  const known = new Knowledge(openState(cast));
  const wallet: Wallet = { bank, issued: [], states: () => known.all(), count };
  known.onOther = () => forgetLogins(wallet);
  const told: string[] = [];
  return {
    bank,
    cast,
    desk,
    steps: createSteps(desk),
    wallet,
    known,
    told,
    count,
    demand(faults) {
      if (faults.length > 0) throw new Deviation(`${faults.join('\n')}\nafter:\n  ${told.join('\n  ')}`);
    },
  };
}

/** What can be used in such a way, and says something when it is. A replay revokes a family: it must be known which. */
function fitFor(one: Issued, use: TokenUse): boolean {
  const { redeemed, tokens, before, sure, by } = one;
  if (use === 'exchange') return tokens !== undefined && (by === 'grant' || !isForAResource(one));
  if (by === 'grant') return false;
  if (use === 'redeem') return !redeemed;
  if (use === 'refresh' || (use === 'refresh twice' && sure)) return tokens?.['refresh_token'] !== undefined;
  if (use === 'redeem twice') return sure && !redeemed;
  return sure && (use === 'replay code' ? redeemed : before !== undefined);
}
