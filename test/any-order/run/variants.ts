/** What two steps at once may come to: what one of their orders comes to, or one of them alone, the other being told so. */
import type { State, Tab } from '../model/state.ts';
import type { Observed, Step } from '../steps/step.ts';
import type { HangsOn } from './one-step.ts';
import { type Meant, meantIn } from './wallet.ts';

export interface Variant {
  readonly state: State;
  readonly lines: readonly [string | undefined, string | undefined];
  readonly meant: readonly [(Meant & HangsOn) | undefined, (Meant & HangsOn) | undefined];
}

export function variantsOf(before: State, first: Step, second: Step, [one, two]: readonly Observed[]): readonly Variant[] {
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
  const likely = variants.filter((variant) => variant !== undefined && variant !== false);
  return [...likely, ...likely.flatMap((variant) => [...sawNobody(variant, first, one), ...sawNobody(variant, second, two)])];
}

/**
 * While a session takes a new id, and between a sign-out and the login that follows it, nobody is signed in. A login page that was asked for
 * in that moment began with nobody; any other page that was drawn in it is detached from the session that it began in.
 */
function sawNobody(variant: Variant, { is, tab }: Step, observed: Observed | undefined): readonly Variant[] {
  if (is !== 'ask' || tab === undefined || !observed?.line.startsWith('page ')) return [];
  const page = variant.state.tabs[tab];
  if (page?.began === undefined) return [];
  const { began, ...unbound } = page;
  const { login: _, ...detached } = began;
  const begunByNobody: Tab = { ...unbound, prompt: 'login' };
  const result = structuredClone(variant);
  result.state.tabs[tab] = structuredClone(observed.line.startsWith('page login') ? begunByNobody : { ...page, began: detached });
  return [result];
}

/** Neither saw the other: what is signed in is what one of them left, and each page is what its own step made of it. */
function merged(won: Variant, alone: Variant, { tab }: Step): Variant {
  const result = structuredClone(won);
  const page = tab === undefined ? undefined : structuredClone(alone.state.tabs[tab]);
  if (tab !== undefined && page) result.state.tabs[tab] = page;
  return result;
}

/** In the one order and in the other; each alone. */
export function everyVariant(before: State, first: Step, second: Step): readonly Variant[] {
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

export function unlike(known: State, others: readonly Variant[]): State[] {
  const seen = new Set([JSON.stringify(known)]);
  const rest: State[] = [];
  for (const { state: each } of others) {
    if (!seen.has(JSON.stringify(each))) rest.push(each);
    seen.add(JSON.stringify(each));
  }
  return rest;
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
