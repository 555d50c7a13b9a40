/**
 * The history of a link: an append-only chain inside the link's own document, written by the same compare-and-set as the
 * change that it records. Each entry carries the hash of the one before it, so that a changed or missing entry shows.
 */
import { hashOf } from './canonical-json.ts';
import type { RevocationReason } from './reasons.ts';

export const historyEvents = ['consented', 'approval_requested', 'activated', 'declined', 'expired', 'revoked'] as const;
export type HistoryEvent = (typeof historyEvents)[number];

/** Who did it: a customer (by account), the authenticator service, the provider itself, or an operator. */
export type Actor = `account:${string}` | 'authenticator' | 'provider' | `operator:${string}`;

export interface HistoryEntry {
  readonly event: HistoryEvent;
  readonly at: Date;
  readonly actor: Actor;
  readonly clientId?: string;
  readonly reason?: RevocationReason;
  /** The hash of the entry before it; the link's id for the first. */
  readonly previous: string;
  readonly hash: string;
}

export type NewEntry = Omit<HistoryEntry, 'previous' | 'hash'>;

export function appendEntry(linkId: string, history: readonly HistoryEntry[], entry: NewEntry): readonly HistoryEntry[] {
  const previous = history.at(-1)?.hash ?? linkId;
  return [...history, { ...entry, previous, hash: hashOf({ ...entry, previous }) }];
}

/** The index of the first entry that does not follow from the ones before it, or undefined when the chain is whole. */
export function firstBrokenEntry(linkId: string, history: readonly HistoryEntry[]): number | undefined {
  let previous = linkId;
  for (const [index, { hash, ...rest }] of history.entries()) {
    if (rest.previous !== previous || hash !== hashOf({ ...rest })) return index;
    previous = hash;
  }
  return undefined;
}
