/** The chain in a link's history shows any entry that was altered, taken out, moved or slipped in. */
import { describe, expect, test } from '@jest/globals';
import { appendEntry, firstBrokenEntry, type HistoryEntry, type NewEntry } from '../../src/linking/history.ts';
import { at, draft, revoked } from './sample-link.ts';

const { id } = revoked;
/** Every member that an entry may have occurs in it. */
const history = revoked.history.reduce<readonly HistoryEntry[]>(
  (chain, { previous: _, hash: __, ...entry }, index) =>
    appendEntry(id, chain, index % 2 === 0 ? { ...entry, requestId: `req-${index}` } : entry),
  [],
);
const positions = history.map((entry, index) => ({ index, name: entry.event }));
const forged: NewEntry = { event: 'approval_requested', at: at(30), actor: 'provider' };

const alterations: readonly (readonly [string, (entry: HistoryEntry) => HistoryEntry])[] = [
  ['event', (entry) => ({ ...entry, event: entry.event === 'expired' ? 'declined' : 'expired' })],
  ['at, by a millisecond', (entry) => ({ ...entry, at: new Date(entry.at.getTime() + 1) })],
  ['actor', (entry) => ({ ...entry, actor: `operator:${entry.actor}` })],
  ['clientId', (entry) => ({ ...entry, clientId: 'outside-particuliers' })],
  ['requestId', (entry) => ({ ...entry, requestId: `${entry.requestId}x` })],
  ['reason', (entry) => ({ ...entry, reason: entry.reason === 'policy' ? 'customer' : 'policy' })],
  ['previous', (entry) => ({ ...entry, previous: `${entry.previous}x` })],
  ['hash', (entry) => ({ ...entry, hash: entry.hash.split('').reverse().join('') })],
];

test('the sample has one entry for each step of a whole life', () => {
  expect(history.map(({ event }) => event)).toEqual(['consented', 'approval_requested', 'activated', 'revoked']);
});

describe('a whole chain', () => {
  test('is one that was only appended to', () => {
    expect(firstBrokenEntry(id, history)).toBeUndefined();
    expect(firstBrokenEntry(id, [])).toBeUndefined();
  });

  test('begins at the link itself and goes from hash to hash', () => {
    expect(history.map(({ previous }) => previous)).toEqual([id, ...history.slice(0, -1).map(({ hash }) => hash)]);
    expect(new Set(history.map(({ hash }) => hash)).size).toBe(history.length);
  });

  test('is not broken by a store that writes an absent member as undefined', () => {
    const stored = history.map(
      (entry) => ({ ...entry, clientId: entry.clientId, requestId: entry.requestId, reason: entry.reason }) as HistoryEntry,
    ); // as a store might hand it back
    expect(firstBrokenEntry(id, stored)).toBeUndefined();
  });

  test('appending leaves the chain it was given as it was', () => {
    const before = [...history];
    const longer = appendEntry(id, Object.freeze(history), forged);
    expect(history).toEqual(before);
    expect(longer.slice(0, -1)).toEqual(before);
    expect(longer).toHaveLength(before.length + 1);
  });
});

describe.each(positions)('entry $index ($name)', ({ index }) => {
  test.each(alterations)('altered in %s is the first broken one', (_, alter) => {
    expect(firstBrokenEntry(id, history.with(index, alter(history[index] ?? fail())))).toBe(index);
  });

  test.each(['clientId', 'requestId', 'reason'] as const)('with its %s taken out is the first broken one, where it had any', (member) => {
    const { [member]: had, ...rest } = history[index] ?? fail();
    expect(firstBrokenEntry(id, history.with(index, rest))).toBe(had === undefined ? undefined : index);
  });

  test('doubled', () => {
    expect(firstBrokenEntry(id, history.toSpliced(index, 0, history[index] ?? fail()))).toBe(index + 1);
  });

  test('preceded by an entry that was slipped in, rightly chained to the one before it', () => {
    const before = appendEntry(id, history.slice(0, index), forged);
    expect(firstBrokenEntry(id, [...before, ...history.slice(index)])).toBe(index + 1);
  });

  test('preceded by an entry that is chained to nothing', () => {
    expect(firstBrokenEntry(id, history.toSpliced(index, 0, { ...forged, previous: 'nothing', hash: 'nothing' }))).toBe(index);
  });

  test('altered, with its own hash made to fit, betrays itself at the next one', () => {
    const refitted = appendEntry(id, history.slice(0, index), { ...(history[index] ?? fail()), actor: 'operator:nobody' });
    // The last entry has no next one: the store's compare-and-set and the link's state guard it, the chain cannot.
    if (index < history.length - 1) expect(firstBrokenEntry(id, [...refitted, ...history.slice(index + 1)])).not.toBeUndefined();
    else expect(refitted.at(-1)?.hash).not.toBe(history.at(-1)?.hash);
  });
});

describe.each(positions.slice(0, -1))('entry $index ($name), which another one follows', ({ index }) => {
  test('taken out', () => {
    expect(firstBrokenEntry(id, history.toSpliced(index, 1))).toBe(index);
  });

  test('swapped with the next one', () => {
    const [one, next] = [history[index] ?? fail(), history[index + 1] ?? fail()];
    expect(firstBrokenEntry(id, history.toSpliced(index, 2, next, one))).toBe(index);
  });
});

test('the history of one link is broken from its first entry in another', () => {
  expect(firstBrokenEntry(`${draft.id}x`, history)).toBe(0);
});

function fail(): never {
  throw new Error('no such entry');
}
