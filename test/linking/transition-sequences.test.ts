/** T5: whatever is sent to a link in whatever order, only an approval that was asked for and came in time activates it. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { AccountLink } from '../../src/linking/account-link.ts';
import { firstBrokenEntry } from '../../src/linking/history.ts';
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
  { weight: 3, arbitrary: fc.record({ type: fc.constant('approved' as const), at: time }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('declined' as const), at: time, actor }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('expired' as const), at: time }) },
  {
    weight: 1,
    arbitrary: fc.record({ type: fc.constant('revoked' as const), at: time, actor, reason: fc.constantFrom(...revocationReasons) }),
  },
);
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
  return request !== -1 && live.slice(request).some(({ type, at: when }) => type === 'approved' && when < draft.activation.expiresAt);
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

  test('leaves a whole chain, one revision for each accepted event and one entry for each but the polls', () => {
    fc.assert(
      fc.property(sequence, (events) => {
        for (const [index, link] of lives(events).entries()) {
          expect(firstBrokenEntry(link.id, link.history)).toBeUndefined();
          expect(link.revision - link.history.length).toBe(acceptedPolls(events.slice(0, index)));
          expect(link.history.filter(({ event: name }) => name === 'activated').length).toBeLessThanOrEqual(1);
          expect(link.activation.approval !== undefined && link.status !== 'pending').toBe(false);
        }
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
          if (before.endedAt) expect(link).toBe(before);
        }
      }),
      { numRuns: 500 },
    );
  });
});

/** A poll is accepted when it is due after an approval was requested, until something ends the wait. */
function acceptedPolls(events: readonly LinkEvent[]): number {
  let polls = 0;
  let waiting = false;
  let due = new Date(0);
  for (const event of events) {
    const { type, at: when } = event;
    if (event.type === 'approval_requested' && !waiting) {
      waiting = true;
      due = event.approval.nextPollAt;
    }
    if (event.type === 'poll_scheduled' && waiting && when >= due) {
      polls += 1;
      due = event.nextPollAt;
    }
    const over =
      type === 'declined' ||
      type === 'expired' ||
      type === 'revoked' ||
      (type === 'approved' && waiting && when < draft.activation.expiresAt);
    if (over) return polls;
  }
  return polls;
}
