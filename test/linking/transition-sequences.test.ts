/** T5: whatever is sent to a link in whatever order, only an approval that was asked for and came in time activates it. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { AccountLink } from '../../src/linking/account-link.ts';
import { firstBrokenEntry } from '../../src/linking/history.ts';
import { historyFaults } from '../../src/linking/history-verification.ts';
import { revocationReasons } from '../../src/linking/reasons.ts';
import { type LinkEvent, transition } from '../../src/linking/transitions.ts';
import { approval, at, draft, pending } from './sample-link.ts';

// Clocks of several nodes: times are in no order, and as often after the expiry (300 s) as before.
const time = fc.integer({ min: 0, max: 600_000 }).map((milliseconds) => at(milliseconds / 1000));
const actor = fc.constantFrom('account:p-camille' as const, 'authenticator' as const, 'provider' as const, 'operator:adviser-7' as const);

const event: fc.Arbitrary<LinkEvent> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ type: fc.constant('approval_requested' as const), at: time, actor, approval: fc.constant(approval) }),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('poll_scheduled' as const), at: time, nextPollAt: time }) },
  {
    weight: 3,
    arbitrary: fc.record({ type: fc.constant('approved' as const), at: time, expiresAt: time }, { requiredKeys: ['type', 'at'] }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('declined' as const), at: time, actor }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('expired' as const), at: time }) },
  {
    weight: 1,
    arbitrary: fc.record({ type: fc.constant('revoked' as const), at: time, actor, reason: fc.constantFrom(...revocationReasons) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('relayed' as const),
      announcements: fc.subarray([1, 2, 3, 4, 5, 6].map((revision) => `${draft.id}:${revision}`)),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('browser_seen' as const),
      browser: fc.record({ key: fc.constantFrom('b1', 'b2', 'b3'), at: time, sourceUid: fc.constantFrom('s1', 's2') }),
      loginId: fc.constantFrom('l1', 'l2'),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('erased' as const),
      at: time,
      actor,
      accountId: fc.constantFrom('p-camille', 'q-camille', 'q-paul', 'erased~1'),
      tombstone: fc.constantFrom('erased~1', 'erased~2'),
    }),
  },
);
/** What is written of these is not an entry of the history. */
const unrecorded: ReadonlySet<string> = new Set(['poll_scheduled', 'relayed', 'browser_seen']);
const sequence = fc.array(event, { maxLength: 12 });

/** Every link on the way, the opened one first; a refused event leaves it as it is. */
function lives(events: readonly LinkEvent[]): readonly AccountLink[] {
  const links = [pending];
  for (const sent of events) {
    const current = links.at(-1) ?? pending;
    const result = transition(current, sent);
    links.push(result.ok ? result.link : current);
  }
  return links;
}

/** Said without states: approved in time, asked for before, and nothing had ended the link by then. */
function properlyApproved(events: readonly LinkEvent[]): boolean {
  const end = events.findIndex(({ type }) => type === 'declined' || type === 'expired' || type === 'revoked');
  const live = end === -1 ? events : events.slice(0, end);
  const request = live.findIndex(({ type }) => type === 'approval_requested');
  return request !== -1 && live.slice(request).some((sent) => sent.type === 'approved' && sent.at < draft.activation.expiresAt);
}

describe('any sequence of events', () => {
  test('T5: reaches active if, and only if, an approval was requested and then given in time', () => {
    const reached = { active: 0, never: 0 };
    fc.assert(
      fc.property(sequence, (events) => {
        const active = lives(events).some(({ status }) => status === 'active');
        reached[active ? 'active' : 'never'] += 1;
        expect(active).toBe(properlyApproved(events));
      }),
      { numRuns: 3000 },
    );
    expect(Math.min(reached.active, reached.never)).toBeGreaterThan(100);
  });

  test('leaves a whole chain, one revision for each accepted event and one entry for each but polls, relays and browsers', () => {
    fc.assert(
      fc.property(sequence, (events) => {
        const links = lives(events);
        let polls = 0;
        for (const [index, link] of links.entries()) {
          const [before, sent] = [links[index - 1], events[index - 1]];
          const accepted = before !== undefined && before !== link;
          if (accepted) expect(link.revision).toBe(before.revision + 1);
          if (accepted) expect(link.history.length - before.history.length).toBe(unrecorded.has(sent?.type ?? '') ? 0 : 1);
          if (accepted && sent?.type === 'poll_scheduled') polls += 1;
          expect(polls).toBe(acceptedPolls(events.slice(0, index)));
          expect(firstBrokenEntry(link.id, link.history)).toBeUndefined();
          expect(link.history.filter(({ event: name }) => name === 'activated').length).toBeLessThanOrEqual(1);
          expect(link.activation.approval !== undefined && link.status !== 'pending').toBe(false);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('is a life in which the verification of histories finds no fault, at any time of it', () => {
    fc.assert(
      fc.property(sequence, (events) => {
        for (const link of lives(events)) expect(historyFaults(link)).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  test('announces an activation and the revocation of what was active, each once, until it was relayed', () => {
    fc.assert(
      fc.property(sequence, (events) => {
        const announced: string[] = [];
        let before: AccountLink = pending;
        for (const link of lives(events)) {
          const added = link.outbox.filter(({ id, type }) => type !== 'new_browser' && !before.outbox.some((known) => known.id === id));
          announced.push(...added.map(({ id }) => id));
          const news = before.status === link.status ? [] : expectedNews(before, link);
          expect(added.map(({ type }) => type)).toEqual(news);
          expect(added.map(({ id }) => id)).toEqual(news.map(() => `${link.id}:${link.revision}`));
          before = link;
        }
        expect(new Set(announced).size).toBe(announced.length);
      }),
      { numRuns: 500 },
    );
  });

  test('T12, T16: never leaves an end, and leaves active for revoked only', () => {
    const allowed = new Set(['pending>active', 'pending>declined', 'pending>expired', 'pending>revoked', 'active>revoked']);
    fc.assert(
      fc.property(sequence, (events) => {
        const links = lives(events);
        for (const [index, link] of links.entries()) {
          const before = links[index - 1] ?? link;
          if (before.status !== link.status) expect(allowed).toContain(`${before.status}>${link.status}`);
          if (before.endedAt) expect({ ...link, ...mayStillChange }).toEqual({ ...before, ...mayStillChange });
        }
      }),
      { numRuns: 500 },
    );
  });
});

/** Of a link that has ended: what was told of it, and to whom it belonged, and the browsers of its last switches. */
const mayStillChange = { revision: 0, history: 0, outbox: 0, browsers: 0, activating: 0, other: 0 };

function expectedNews(before: AccountLink, { status }: AccountLink): readonly string[] {
  if (status === 'active') return ['activated'];
  return before.status === 'active' && status === 'revoked' ? ['revoked'] : [];
}

/** A poll is accepted when it is due after an approval was requested, until something ends the wait. */
function acceptedPolls(events: readonly LinkEvent[]): number {
  let polls = 0;
  let waiting = false;
  let due = new Date(0);
  for (const event of events) {
    if (event.type === 'approval_requested' && !waiting) {
      waiting = true;
      due = event.approval.nextPollAt;
    }
    if (event.type === 'poll_scheduled' && waiting && event.at >= due) {
      polls += 1;
      due = event.nextPollAt;
    }
    const over =
      event.type === 'declined' ||
      event.type === 'expired' ||
      event.type === 'revoked' ||
      (event.type === 'approved' && waiting && event.at < draft.activation.expiresAt);
    if (over) return polls;
  }
  return polls;
}
