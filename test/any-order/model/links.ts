/** Links from consent to their end, and the telephone that is asked in between. */
import { accountOf, type Link, type State } from './state.ts';

/** Seconds; the lives of the host's policy. */
export const delay = 60;
const pendingLife = 300;

export function holds(link: Link): boolean {
  return link.status === 'active' && !link.over;
}

export function isOf(link: Link, account: string): boolean {
  return link.pro === account || link.particuliers === account;
}

export function linkOver(state: State, link: Link, automatic: boolean): void {
  if (link.status !== 'active' && link.status !== 'pending') return;
  link.status = 'revoked';
  if (automatic) link.delayFrom = state.now;
}

/** One that is waiting for its approval, and may still get it. */
export function isPending(state: State, link: Link): boolean {
  return link.status === 'pending' && state.now < link.startedAt + pendingLife;
}

/** The telephone is asked: what its answer comes to. */
export function collect(state: State, link: Link): string {
  if (!isPending(state, link) && link.status === 'pending') link.status = 'expired';
  if (link.status !== 'pending') return link.status === 'active' ? 'activated' : 'ended';
  if (link.phone === 'pending') return 'pending';
  const pair = [accountOf(state, link.pro), accountOf(state, link.particuliers)];
  if (link.phone === 'denied') link.status = 'declined';
  else if (state.suspended) link.status = 'expired';
  else if (pair.some(({ version }, side) => version !== link.versions[side])) linkOver(state, link, true);
  else if (pair.some(({ blocked }) => blocked)) link.status = 'expired';
  // Another company was first: an account has one active link.
  else if (state.links.some((each) => each.status === 'active' && (isOf(each, link.pro) || isOf(each, link.particuliers))))
    link.status = 'expired';
  else {
    Object.assign(link, { status: 'active', activatedAt: state.now });
    state.reached.push('activation');
    return 'activated';
  }
  return 'ended';
}

/** The last approval that was asked of this person's telephone, which answers it once; a link that has ended absorbs the answer. */
export function answerOnPhone(state: State, account: string, decision: 'approved' | 'denied'): void {
  const link = state.links.findLast(({ pro }) => pro === account);
  if (link?.phone === 'pending') link.phone = decision;
}
