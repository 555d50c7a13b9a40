/** What a link announces to others: which transitions do, under which id, and when it is taken back off the document. */
import { describe, expect, test } from '@jest/globals';
import type { RevocationReason } from '../../src/linking/reasons.ts';
import { revocationReasons } from '../../src/linking/reasons.ts';
import { type LinkEvent, transition } from '../../src/linking/transitions.ts';
import * as sample from './sample-link.ts';
import { at } from './sample-link.ts';
import { cells, events, states, statuses } from './transition-table.ts';

const { announcedActivation, announcedRevocation } = sample;
const newBrowser = { type: 'new_browser', at: sample.otherBrowser.at, loginId: 'login-1' };
const because = (reason: RevocationReason): LinkEvent => ({ type: 'revoked', at: at(600), actor: 'provider', reason });

describe('a link', () => {
  test('says that it was activated, then that it was revoked, oldest first', () => {
    expect(sample.active.outbox).toEqual([announcedActivation]);
    expect(sample.revoked.outbox).toEqual([announcedActivation, announcedRevocation]);
  });

  test.each(revocationReasons)('revoked as %s while it is active says so', (reason) => {
    expect(sample.after(sample.active, because(reason)).outbox).toEqual([announcedActivation, announcedRevocation]);
  });

  test.each(revocationReasons)('revoked as %s while it is pending says nothing: nobody was told that it began', (reason) => {
    for (const link of [sample.pending, sample.asked]) expect(sample.after(link, because(reason)).outbox).toEqual([]);
  });

  test('revoked after it was told of its activation announces the revocation alone, under the id of its own revision', () => {
    const told = sample.after(sample.active, { type: 'relayed', announcements: [announcedActivation.id] });
    expect(told.outbox).toEqual([]);
    const { outbox, revision } = sample.after(told, sample.revoke);
    expect(outbox).toEqual([{ ...announcedRevocation, id: `${sample.draft.id}:${revision}` }]);
  });
});

test.each(cells.filter(({ expected }) => statuses.has(expected)))(
  'a link $state that takes $event announces no more than that',
  ({ state, event, expected }) => {
    const before = states[state];
    const { event: sent } = events[event];
    const result = transition(before, sent);
    const seen = event === 'browser_seen, a new one' ? [{ ...newBrowser, id: `${before.id}:${before.revision + 1}` }] : [];
    const news = 'at' in sent && { id: `${before.id}:${before.revision + 1}`, at: sent.at };
    const rest = event === 'relayed, its activation' ? before.outbox.slice(1) : before.outbox;
    const added =
      expected === before.status || !news
        ? []
        : expected === 'active'
          ? [{ ...news, type: 'activated' }]
          : expected === 'revoked' && before.status === 'active'
            ? [{ ...news, type: 'revoked' }]
            : [];
    expect(result.ok && result.link.outbox).toEqual([...rest, ...added, ...seen]);
  },
);

describe('relayed', () => {
  test('takes off what it names and leaves the others, with no entry in the history', () => {
    const { outbox, history, status } = sample.after(sample.revoked, {
      type: 'relayed',
      announcements: [announcedActivation.id, 'lnk_other:3'],
    });
    expect(outbox).toEqual([announcedRevocation]);
    expect([status, history]).toEqual(['revoked', sample.revoked.history]);
  });

  test('twice changes nothing the second time, and never brings anything back', () => {
    const relay: LinkEvent = { type: 'relayed', announcements: [announcedActivation.id, announcedRevocation.id] };
    const told = sample.after(sample.revoked, relay);
    expect(told.outbox).toEqual([]);
    expect(transition(told, relay)).toEqual({ ok: false, code: 'nothing_to_change' });
    expect(transition(told, { type: 'relayed', announcements: [] })).toEqual({ ok: false, code: 'nothing_to_change' });
  });

  test('by a worker that read the link before it was revoked leaves the revocation to be told', () => {
    const seen = sample.active.outbox.map(({ id }) => id);
    expect(sample.after(sample.revoked, { type: 'relayed', announcements: seen }).outbox).toEqual([announcedRevocation]);
  });
});
