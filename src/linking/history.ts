/**
 * The history of a link: an append-only chain inside the link's own document, written by the same compare-and-set as the
 * change that it records. Each entry carries the hash of the one before it, so that a changed or missing entry shows.
 */
import { hashOf } from './canonical-json.ts';
import type { RevocationReason } from './reasons.ts';

export const historyEvents = ['consented', 'approval_requested', 'activated', 'declined', 'expired', 'revoked', 'erased'] as const;
export type HistoryEvent = (typeof historyEvents)[number];

/** Who did it: a customer (by account), the authenticator service, the provider itself, an operator, or an issuer of security events. */
export type Actor = `account:${string}` | 'authenticator' | 'provider' | `operator:${string}` | `issuer:${string}`;

/** The same in the chain: a customer is a side of the link and not an account, so that an account can be erased without breaking it. */
export type EntryActor = 'activating_account' | 'other_account' | Exclude<Actor, `account:${string}`>;

export interface HistoryEntry {
  readonly event: HistoryEvent;
  readonly at: Date;
  readonly actor: EntryActor;
  readonly clientId?: string;
  /** Of the HTTP request that caused the change: the same as on its log lines. */
  readonly requestId?: string;
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
