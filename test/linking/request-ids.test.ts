/** The request that caused a change is named in its entry of the history, under the entry's hash, and only there. */
import { describe, expect, test } from '@jest/globals';
import { firstBrokenEntry, type HistoryEntry } from '../../src/linking/history.ts';
import { openLink, transition } from '../../src/linking/transitions.ts';
import * as sample from './sample-link.ts';

const life = [sample.askApproval, sample.approve, sample.revoke];

function live(requestId: (step: number) => string | undefined) {
  return life.reduce(
    (link, event, step) => {
      const moved = transition(link, event, requestId(step + 1));
      if (!moved.ok) throw new Error(moved.code);
      return moved.link;
    },
    openLink(sample.draft, requestId(0)),
  );
}

describe('each entry', () => {
  test('names the request that caused it', () => {
    const { history } = live((step) => `req-${step}`);
    expect(history.map(({ event, requestId }) => [event, requestId])).toEqual([
      ['consented', 'req-0'],
      ['approval_requested', 'req-1'],
      ['activated', 'req-2'],
      ['revoked', 'req-3'],
    ]);
  });

  test('has no such member where no request was served', () => {
    for (const entry of live(() => undefined).history) expect(entry).not.toHaveProperty('requestId');
    expect(live(() => undefined)).toEqual(sample.revoked);
  });

  test('hashes it: another request is another chain', () => {
    const hashes = (requestId: string | undefined) => live(() => requestId).history.map(({ hash }) => hash);
    for (const other of ['req-2', undefined]) {
      const [one, another] = [hashes('req-1'), hashes(other)];
      expect(one.filter((hash) => another.includes(hash))).toEqual([]);
    }
    const { id, history } = live(() => 'req-1');
    const [first, ...rest] = history;
    expect(firstBrokenEntry(id, [{ ...(first as HistoryEntry), requestId: 'req-9' }, ...rest])).toBe(0); // a life has a first entry
  });
});

test('a request id says nothing of the challenge that the approval answers', () => {
  expect(openLink(sample.draft, 'req-1').activation).toEqual(sample.pending.activation);
});

test('what leaves no entry keeps the chain as it is, whatever the request', () => {
  const relayed = transition(sample.active, { type: 'relayed', announcements: [sample.announcedActivation.id] }, 'req-7');
  const polled = transition(sample.asked, { type: 'poll_scheduled', at: sample.at(20), nextPollAt: sample.at(25) }, 'req-7');
  expect([relayed.ok && relayed.link.history, polled.ok && polled.link.history]).toEqual([sample.active.history, sample.asked.history]);
});
