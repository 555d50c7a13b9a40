/** What a request is decided on: the facts of the table, gathered from the state. */
import { delay, holds } from './links.ts';
import { signedIn } from './logins.ts';
import { accountOf, type Link, other, type State, type Tab } from './state.ts';
import { type Decision, decide } from './table.ts';

export function decisionOn(state: State, { asked, choice }: Pick<Tab, 'asked' | 'choice'>): Decision {
  const target = signedIn(state, asked.space);
  const source = signedIn(state, other(asked.space));
  const counterpart = source && accountOf(state, source.account).counterpart;
  const link = source && state.links.find((candidate) => holds(candidate) && candidate[source.space] === source.account);
  const usable = source && !source.via && (!link || link.by === source.number || source.authAt >= link.activatedAt);
  return decide({
    asked,
    choice,
    target,
    counterpart,
    linkNames: link && counterpart,
    source:
      usable && counterpart !== undefined
        ? { counterpart, linked: link !== undefined, ineligible: ineligible(state, source.account, link) }
        : undefined,
  });
}

function ineligible(state: State, id: string, link: Link | undefined): boolean {
  const pair = [id, accountOf(state, id).counterpart];
  if (state.suspended || pair.some((each) => state.accounts[each]?.blocked)) return true;
  if (link) return false;
  return state.links.some((ended) => {
    const unseen = ended.over && ended.status === 'active';
    return (
      [ended.pro, ended.particuliers].includes(id) && (unseen || (ended.delayFrom !== undefined && ended.delayFrom + delay > state.now))
    );
  });
}
