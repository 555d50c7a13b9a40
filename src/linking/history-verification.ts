/**
 * Whether the history of a link is what was written: the chain whole, its events a life that `transitions.ts` allows, and the document in
 * the state that its last entries say, so that an entry taken off the end shows as well. It finds alterations; it mends nothing.
 */
import type { AccountLink, LinkStatus } from './account-link.ts';
import { challengeOf } from './challenge.ts';
import { firstBrokenEntry, type HistoryEntry, type HistoryEvent } from './history.ts';
import { isTombstone } from './tombstone.ts';

export type HistoryFaultCode =
  /** The entry, or one before it, was changed, removed or moved. */
  | 'broken_chain'
  /** The event does not follow from the ones before it. */
  | 'impossible_event'
  | 'consent_differs'
  | 'status_differs'
  | 'approval_differs'
  | 'activation_time_differs'
  | 'end_time_differs'
  | 'reason_differs'
  | 'erasure_differs';

export interface HistoryFault {
  readonly code: HistoryFaultCode;
  /** Of the entry that is wrong, or that the document disagrees with; the number of entries where one is missing at the end. */
  readonly index: number;
}

/** Every fault of the link, in the order of the entries; none when all is well. */
export function historyFaults(link: AccountLink): readonly HistoryFault[] {
  const { history } = link;
  const broken = firstBrokenEntry(link.id, history);
  const impossible = firstImpossibleEvent(history);
  const faults: HistoryFault[] = [
    ...(broken === undefined ? [] : [{ code: 'broken_chain' as const, index: broken }]),
    ...(impossible === undefined ? [] : [{ code: 'impossible_event' as const, index: impossible }]),
    ...disagreements(link),
  ];
  return faults.sort((a, b) => a.index - b.index);
}

/** What may come next; the same life as the table of transitions. */
const next: Readonly<Record<HistoryEvent | 'nothing', readonly HistoryEvent[]>> = {
  nothing: ['consented'],
  consented: ['approval_requested', 'declined', 'expired', 'revoked'],
  approval_requested: ['activated', 'declined', 'expired', 'revoked'],
  activated: ['revoked'],
  declined: ['erased'],
  expired: ['erased'],
  revoked: ['erased'],
  erased: ['erased'],
};

function firstImpossibleEvent(history: readonly HistoryEntry[]): number | undefined {
  // No link without consent: an empty history lacks its first entry.
  if (history.length === 0) return 0;
  const index = history.findIndex(({ event }, position) => !next[history[position - 1]?.event ?? 'nothing'].includes(event));
  return index === -1 ? undefined : index;
}

const statusAfter: Readonly<Record<Exclude<HistoryEvent, 'erased'>, LinkStatus>> = {
  consented: 'pending',
  approval_requested: 'pending',
  activated: 'active',
  declined: 'declined',
  expired: 'expired',
  revoked: 'revoked',
};

const ends: ReadonlySet<HistoryEvent> = new Set<HistoryEvent>(['declined', 'expired', 'revoked']);

function disagreements(link: AccountLink): readonly HistoryFault[] {
  const { history } = link;
  const [first] = history;
  const at = (found: number) => (found === -1 ? history.length : found);
  const indexOf = (event: HistoryEvent) => history.findIndex((entry) => entry.event === event);
  const end = history.findIndex(({ event }) => ends.has(event));
  const last = history.findLastIndex(({ event }) => event !== 'erased');
  const [requested, activated, revoked] = [indexOf('approval_requested'), indexOf('activated'), indexOf('revoked')];

  const lastEvent = history[last]?.event;
  const status = lastEvent === undefined || lastEvent === 'erased' ? undefined : statusAfter[lastEvent];
  const erasures = history.filter(({ event }) => event === 'erased').length;
  const erased = [link.activating, link.other].filter(({ accountId }) => isTombstone(accountId)).length;

  // What the approval was given for: text, accounts and proofs. With an account erased the challenge cannot be made again.
  const asApproved = erased > 0 || challengeOf(link) === link.activation.challenge;
  const consented =
    first?.event === 'consented' && sameTime(first.at, link.createdAt) && first.clientId === link.activation.clientId && asApproved;

  const checks: readonly (readonly [agrees: boolean, code: HistoryFaultCode, index: number])[] = [
    [consented, 'consent_differs', 0],
    [status === link.status, 'status_differs', at(last)],
    // Only a pending link holds a request, and it does from when it was made.
    [(requested !== -1 && status === 'pending') === (link.activation.approval !== undefined), 'approval_differs', at(requested)],
    [sameTime(history[activated]?.at, link.activatedAt), 'activation_time_differs', at(activated)],
    [sameTime(history[end]?.at, link.endedAt), 'end_time_differs', at(end)],
    [history[revoked]?.reason === link.revocationReason, 'reason_differs', at(revoked)],
    [erasures === erased, 'erasure_differs', at(indexOf('erased'))],
  ];
  return checks.filter(([agrees]) => !agrees).map(([, code, index]) => ({ code, index }));
}

function sameTime(a: Date | undefined, b: Date | undefined): boolean {
  return a?.getTime() === b?.getTime();
}
