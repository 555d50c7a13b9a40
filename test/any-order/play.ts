/**
 * Plays one sequence: every step on the wire and in the model, which must agree; then what has to hold after each of them. Two steps at
 * once must come to what one of their orders comes to, or to one of them alone, the other being told so.
 */
import { idTokenOf, openPerson, relyingParty } from '../extension/bare-flows.ts';
import { account } from '../extension/bare-host.ts';
import type { Command, Deed } from './commands.ts';
import { type Account, holds, other, type State, signedIn, spaces } from './model.ts';
import { clientOf, createSteps, type Desk, type Observed, type Step } from './steps.ts';
import { createWallet, type Issued, type Meant, meantIn } from './wallet.ts';
import type { Bank } from './wire.ts';

/** Tokens looked at after each step, and at the end. */
const sample = 1;
const lastSample = 8;

export interface Sequence {
  readonly bank: Bank;
  /** Names the customers of this sequence: nobody else has ever met them. */
  readonly serial: number;
  readonly count: (what: string) => void;
  /** Moves the clock. */
  readonly pass: (seconds: number) => void;
}

type HangsOn = Pick<Issued, 'login' | 'family'>;

export class Deviation extends Error {}

export async function play({ bank, serial, count, pass }: Sequence, commands: readonly Command[]): Promise<void> {
  const people = [`camille-${serial}`, `paul-${serial}`];
  const desk: Desk = { bank, browser: openPerson(bank), people, screens: [] };
  let state = openState(bank, people);
  /** What may be true as well, since two steps at once were answered the same in several orders: later answers tell. */
  let rivals: State[] = [];
  const steps = createSteps(desk);
  const wallet = createWallet(bank, () => [state, ...rivals], count);
  const told: string[] = [];
  let looked = 0;

  for (const { after, ...deed } of commands) {
    pass(after);
    for (const each of [state, ...rivals]) each.now += after;
    await playDeed(deed);
  }
  for (const one of wallet.issued.slice(-lastSample)) demand(await wallet.check(one, true));
  await approvedLinksOnly();

  async function playDeed(deed: Deed): Promise<void> {
    if (deed.do === 'at once') return atOnce(deed.one, deed.two);
    if (deed.do === 'token') return useToken(deed);
    if (deed.do === 'double') return twice(deed);
    for (const step of steps.stepsOf(deed, () => state)) await playStep(step);
  }

  async function playStep(step: Step): Promise<void> {
    await seeWhatIsOver();
    const expected = step.expect(state);
    const others = rivals.map((rival) => expectedBy(rival, step));
    const observed = await step.play();
    told.push(`${step.name}: ${observed.line}`);
    keepThose([expected, ...others].map((each) => each === observed.line));
    if (![expected, ...others].includes(observed.line)) demand([`the model says ${expected}`]);
    count(`${step.is}: ${observed.line.split(' ').slice(0, 2).join(' ')}`);
    collectReached();
    await receiveSurely(step, observed.code);
    await afterwards();
  }

  /** A rival may lack the very page. */
  function expectedBy(rival: State, step: Step): string | undefined {
    try {
      return step.expect(rival);
    } catch {
      return undefined;
    }
  }

  /** Drops what cannot be true; where that is the first, it is open again which login a token of the meantime hangs on. */
  function keepThose(possible: readonly boolean[]): void {
    const [first, ...rest] = [state, ...rivals].filter((_, index) => possible[index]);
    if (!first) return;
    if (first !== state) wallet.forgetLogins();
    state = first;
    rivals = rest;
  }

  async function receive(step: Step, code: string, meant: readonly Meant[], hangsOn: HangsOn, sure = true): Promise<void> {
    if (!step.space) return;
    const one: Issued = { space: step.space, code, meant, at: state.now, redeemed: false, sure, ...hangsOn };
    wallet.issued.push(one);
    if (!step.keep) demand(await wallet.redeem(one));
  }

  async function receiveSurely(step: Step, code: string | undefined): Promise<void> {
    if (code === undefined || !step.space) return;
    const { login, family, ...meant } = meantIn(state, step.space);
    await receive(step, code, [meant], { login, family });
  }

  /** A button pressed twice: once is what it comes to, and there is one code at most. */
  async function twice({ tab, button, person }: Deed & { do: 'double' }): Promise<void> {
    const [step] = steps.stepsOf({ do: 'press', tab, button, person, strong: false, stop: false }, () => state);
    const pressed = step?.is === 'press' ? step : undefined;
    const alone = structuredClone(state);
    const expected = pressed?.expect(alone);
    // A sign-out form is replaced by the second one.
    if (!pressed || expected === 'sign_out') return;
    await seeWhatIsOver();
    pressed.expect(state);
    rivals = rivals.filter((rival) => expectedBy(rival, pressed) === expected);
    const observed = await Promise.all([pressed.play(), pressed.play()]);
    told.push(`twice: ${pressed.name}: ${observed.map(({ line }) => line).join(' / ')}`);
    if (!observed.some(({ line }) => line === expected)) demand([`the model says ${expected}, once`]);
    if (observed.filter(({ line }) => line === 'code').length > 1) demand(['a page answered twice gave two codes']);
    if (observed.some(({ line }) => line.startsWith('bare'))) demand(['one was answered by no page of ours']);
    count(`twice: ${expected?.split(' ').slice(0, 2).join(' ')}`);
    collectReached();
    for (const { code } of observed) await receiveSurely(pressed, code);
    await lookAgain(pressed);
    await afterwards();
  }

  async function lookAgain({ tab }: Step): Promise<void> {
    if (tab === undefined || !state.tabs[tab]?.open || !desk.screens[tab]?.page) return;
    const looking = steps.looking(tab);
    const expected = [state, ...rivals].map((each) => expectedBy(structuredClone(each), looking));
    if (!expected.includes('page resolved')) await steps.settle(tab);
    await playStep(looking);
  }

  interface Variant {
    readonly state: State;
    readonly lines: readonly [string | undefined, string | undefined];
    readonly meant: readonly [(Meant & HangsOn) | undefined, (Meant & HangsOn) | undefined];
  }

  async function atOnce(one: Deed, two: Deed): Promise<void> {
    await seeWhatIsOver();
    const [first] = steps.stepsOf(one, () => state);
    const ahead = structuredClone(state);
    if (one.do === 'ask') ahead.tabs[ahead.tabs.length] = undefined;
    const [second] = steps.stepsOf(two, () => ahead);
    if (!first || !second || (first.tab !== undefined && first.tab === second.tab)) {
      if (first) await playStep(first);
      return;
    }
    const befores = structuredClone([state, ...rivals]);
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
    if (rivals.length > 0) wallet.forgetLogins();
    state = found.state;
    rivals = unlike(state, others);
    count(`at once: ${first.is} and ${second.is}`);
    collectReached();
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

  function unlike(known: State, others: readonly Variant[]): State[] {
    const seen = new Set([JSON.stringify(known)]);
    const rest: State[] = [];
    for (const { state: each } of others) {
      if (!seen.has(JSON.stringify(each))) rest.push(each);
      seen.add(JSON.stringify(each));
    }
    return rest;
  }

  function variantsOf(before: State, first: Step, second: Step, [one, two]: readonly Observed[]): readonly Variant[] {
    const [inOrder, reversed, onlyFirst, onlySecond] = everyVariant(before, first, second);
    const fits = (variant: Variant | undefined) => variant && isAnswer(one, variant.lines[0]) && isAnswer(two, variant.lines[1]);
    const variants: (Variant | undefined | false)[] = [
      fits(inOrder) && inOrder,
      fits(reversed) && reversed,
      isAnswer(one, onlyFirst?.lines[0]) && isLost(two) && onlyFirst,
      isAnswer(two, onlySecond?.lines[1]) && isLost(one) && onlySecond,
    ];
    if (onlyFirst && onlySecond && isAnswer(one, onlyFirst.lines[0]) && isAnswer(two, onlySecond.lines[1]))
      variants.push(merged(onlyFirst, onlySecond, second), merged(onlySecond, onlyFirst, first));
    return variants.filter((variant) => variant !== undefined && variant !== false);
  }

  /** Neither saw the other: what is signed in is what one of them left, and each page is what its own step made of it. */
  function merged(won: Variant, alone: Variant, { tab }: Step): Variant {
    const result = structuredClone(won);
    const page = tab === undefined ? undefined : structuredClone(alone.state.tabs[tab]);
    if (tab !== undefined && page) result.state.tabs[tab] = page;
    return result;
  }

  /** In the one order and in the other; each alone. */
  function everyVariant(before: State, first: Step, second: Step): readonly Variant[] {
    return [['first', 'second'] as const, ['second', 'first'] as const, ['first'] as const, ['second'] as const].map((order) => {
      const state = structuredClone(before);
      const lines: [string | undefined, string | undefined] = [undefined, undefined];
      const meant: [(Meant & HangsOn) | undefined, (Meant & HangsOn) | undefined] = [undefined, undefined];
      for (const which of order) {
        const [step, index] = which === 'first' ? ([first, 0] as const) : ([second, 1] as const);
        lines[index] = step.expect(state);
        if (lines[index] === 'code' && step.space) meant[index] = meantIn(state, step.space);
      }
      return { state, lines, meant };
    });
  }

  async function whoIsSignedIn(space: (typeof spaces)[number]): Promise<string> {
    const { line, code } = await steps.asking(-1, { space, from: false, prompt: 'none' }).play();
    if (code === undefined) return line;
    const { tokens } = await relyingParty(bank, clientOf(space)).redeem(code);
    const { sub, acr } = idTokenOf(tokens);
    return `${sub} ${String(acr).split(':').at(-1)}`;
  }

  function nameIn(current: State, space: (typeof spaces)[number]): string {
    const session = signedIn(current, space);
    return session ? `${session.account} ${session.level}` : 'error login_required';
  }

  async function useToken({ use, token }: Deed & { do: 'token' }): Promise<void> {
    const candidates = wallet.issued.filter((one) => fitFor(one, use));
    const one = candidates[candidates.length - 1 - (token % Math.max(1, candidates.length))];
    if (!one) return;
    await seeWhatIsOver();
    told.push(`${use} of ${one.space} ${JSON.stringify(one.meant)}`);
    if (use === 'redeem' || use === 'replay code') demand(await wallet.redeem(one));
    else if (use === 'redeem twice') demand(await wallet.redeemTwice(one));
    else demand(await wallet.refresh(one, { tokens: use === 'refresh' ? one.tokens : one.before, replay: use === 'replay refresh' }));
    await afterwards();
  }

  async function afterwards(): Promise<void> {
    for (let looks = 0; looks < sample && wallet.issued.length > 0; looks += 1) {
      const one = wallet.issued[looked++ % wallet.issued.length];
      if (one) demand(await wallet.check(one));
    }
    const fault = bank.events.find(({ event }) => event === 'fault');
    if (fault) demand([`a fault was logged: ${JSON.stringify(fault)} ${String(fault['error'])}`]);
    const active = await activeLinks();
    keepThose([state, ...rivals].map((each) => missing(each, active) === undefined));
    const wrong = missing(state, active);
    if (wrong) demand([wrong]);
  }

  type Active = Awaited<ReturnType<typeof activeLinks>>;

  /** Every link that holds is there, and no other is active but one that is over and not yet written. */
  function missing(each: State, active: Active): string | undefined {
    for (const link of each.links.filter(holds)) {
      if (!active.some(({ activating, other: side }) => activating.accountId === link.pro && side.accountId === link.particuliers))
        return 'a link is gone';
    }
    const extra = active.length - each.links.filter((link) => link.status === 'active').length;
    return extra > 0 ? `${extra} active link(s) that nobody activated` : undefined;
  }

  async function activeLinks() {
    const links = await Promise.all(people.map((person) => bank.passerelle.links.list(`pro-${person}`)));
    return links.flat().filter(({ status }) => status === 'active');
  }

  /** A change of credentials that nobody has told is written at the next sight of the link; the delay begins there. */
  async function seeWhatIsOver(): Promise<void> {
    const links = [state, ...rivals].flatMap((each) => each.links);
    for (const link of links.filter(({ over, status }) => over && status === 'active')) {
      const [found] = (await bank.passerelle.links.list(link.pro)).filter(({ activatedAt }) => activatedAt !== undefined);
      if (found?.status !== 'revoked' || !found.endedAt) continue;
      Object.assign(link, { status: 'revoked', delayFrom: Math.floor(found.endedAt.getTime() / 1000) });
      count('revoked at sight');
    }
  }

  /** T5: each link that was ever active has exactly one approval, given to its very challenge. */
  async function approvedLinksOnly(): Promise<void> {
    for (const person of people) {
      for (const link of await bank.passerelle.links.list(`pro-${person}`)) {
        const asked = bank.approver.asked.filter(({ details }) => details.challenge === link.activation.challenge);
        const approved = bank.answers.get(link.activation.challenge) === 'approved';
        if (link.activatedAt && !(asked.length === 1 && approved)) demand([`an active link with ${asked.length} approvals asked for`]);
      }
    }
  }

  function collectReached(): void {
    for (const what of state.reached.splice(0)) count(what);
  }

  function demand(faults: readonly string[]): void {
    if (faults.length > 0) throw new Deviation(`${faults.join('\n')}\nafter:\n  ${told.join('\n  ')}`);
  }
}

function openState(bank: Bank, people: readonly string[]): State {
  const accounts: Record<string, Account> = {};
  for (const person of people) {
    for (const space of spaces) {
      const entry = account(space, person);
      bank.accounts.set(entry.accountId, entry);
      const id = entry.accountId;
      accounts[id] = { id, space, counterpart: `${other(space)}-${person}`, version: 1, blocked: false, sessionsEndedAt: 0 };
    }
  }
  const now = Math.floor(Date.now() / 1000);
  return { now, accounts, suspended: false, epoch: 0, logins: [], links: [], families: [], sessions: {}, tabs: [], forms: 0, reached: [] };
}

/** What an answer must be; a page that was drawn while the other step was under way is looked at again. */
function isAnswer(observed: Observed | undefined, expected: string | undefined): boolean {
  if (observed === undefined || expected === undefined) return false;
  return observed.line === expected || (observed.line.startsWith('page ') && expected.startsWith('page '));
}

/** What the one who comes too late may be told: the page is over, or the session was replaced meanwhile. */
function isLost(observed: Observed | undefined): boolean {
  const lines = ['400', 'no_such_move', 'refused changed', 'error access_denied', 'error login_required', 'page not_found'];
  return observed !== undefined && (lines.includes(observed.line) || observed.line.startsWith('page login'));
}

/** What can be used in such a way, and says something when it is. A replay revokes a family: it must be known which. */
function fitFor({ redeemed, tokens, before, sure }: Issued, use: (Deed & { do: 'token' })['use']): boolean {
  if (use === 'redeem') return !redeemed;
  if (use === 'refresh') return tokens?.['refresh_token'] !== undefined;
  if (use === 'redeem twice') return sure && !redeemed;
  return sure && (use === 'replay code' ? redeemed : before !== undefined);
}
