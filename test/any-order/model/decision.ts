/** What a request is decided on: the facts of the table, gathered from the state. */
import { delay, holds, isOf } from './links.ts';
import { signedIn } from './logins.ts';
import { accountOf, type Link, other, type State, type Tab } from './state.ts';
import { type Decision, decide, type Space } from './table.ts';

export function decisionOn(state: State, { asked, choice }: Pick<Tab, 'asked' | 'choice'>): Decision {
  const target = signedIn(state, asked.space);
  const source = signedIn(state, other(asked.space));
  const link = source && state.links.find((candidate) => holds(candidate) && candidate[source.space] === source.account);
  const usable = source && !source.via && (!link || link.by === source.number || source.authAt >= link.activatedAt);
  return decide({
    asked,
    choice,
    target: target && { ...target, age: state.now - target.authAt },
    counterparts: link ? [link[asked.space]] : source ? accountOf(state, source.account).counterparts : [],
    linkNames: link?.[asked.space],
    source: usable ? { linked: link !== undefined, ineligible: isIneligible(state, source.account, link) } : undefined,
  });
}

/** Of whoever is signed in in the source: for the count of what was reached. */
export function whyIneligible(state: State, space: Space): string {
  const { account = '' } = signedIn(state, space) ?? {};
  const [counterpart = ''] = accountOf(state, account).counterparts;
  if (state.suspended) return 'suspended';
  if ([account, counterpart].some((each) => accountOf(state, each).blocked)) return 'blocked';
  return state.links.some((link) => holds(link) && isOf(link, counterpart)) ? 'linked elsewhere' : 'delayed';
}

/** Row 6; without a link, one counterpart that could be linked is enough. */
export function isIneligible(state: State, id: string, link: Link | undefined): boolean {
  const isBlocked = (account: string) => accountOf(state, account).blocked;
  if (state.suspended) return true;
  if (link) return isBlocked(link.pro) || isBlocked(link.particuliers);
  return (
    isBlocked(id) || isDelayed(state, id) || accountOf(state, id).counterparts.every((each) => isBlocked(each) || isTaken(state, each))
  );
}

/** A delay is of both accounts; of a link that is over and has not been seen to be, nobody is free either. */
function isTaken(state: State, account: string): boolean {
  return isDelayed(state, account) || state.links.some((link) => link.status === 'active' && isOf(link, account));
}

function isDelayed(state: State, account: string): boolean {
  return state.links.some((link) => {
    const unseen = link.over && link.status === 'active';
    return isOf(link, account) && (unseen || (link.delayFrom !== undefined && link.delayFrom + delay > state.now));
  });
}
