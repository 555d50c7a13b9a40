/** The life of an account link: every state with every event (T5, T12, T16). */
import { describe, expect, test } from '@jest/globals';
import { challengeOf } from '../../src/linking/challenge.ts';
import { firstBrokenEntry } from '../../src/linking/history.ts';
import { openLink, transition } from '../../src/linking/transitions.ts';
import * as sample from './sample-link.ts';
import { at } from './sample-link.ts';
import { again, cells, events, type Sent, states, statuses } from './transition-table.ts';

describe('a link is opened', () => {
  test('pending, at revision 1, with the consent as its only history', () => {
    expect(sample.pending).toEqual({
      ...sample.draft,
      status: 'pending',
      revision: 1,
      activation: { ...sample.draft.activation, challenge: challengeOf(sample.draft) },
      history: [
        {
          event: 'consented',
          at: sample.openedAt,
          actor: 'activating_account',
          clientId: 'espace-particuliers',
          previous: sample.draft.id,
          hash: expect.any(String),
        },
      ],
      outbox: [],
    });
  });

  test('with a challenge that no later change of state touches', () => {
    for (const link of Object.values(states)) expect(challengeOf(link)).toBe(link.activation.challenge);
  });

  test('not without a valid time of expiry', () => {
    const endless = { ...sample.draft, activation: { ...sample.draft.activation, expiresAt: new Date(Number.NaN) } };
    expect(() => openLink(endless)).toThrow(RangeError);
  });
});

/** Said by the other cases. */
const changedElsewhere = { activation: 0, history: 0, outbox: 0, browsers: 0, status: 0, revision: 0, activating: 0, other: 0 };

describe.each(cells.filter(({ expected }) => statuses.has(expected)))(
  'a link $state takes $event and is $expected',
  ({ state, event, expected }) => {
    const before = states[state];
    const sent: Sent = events[event];
    const result = transition(frozen(before), sent.event);
    if (!result.ok) throw new Error(`refused: ${result.code}`);
    const next = result.link;

    test('its revision grows by one, its history by the entry of the event and nothing else', () => {
      expect(next.status).toBe(expected);
      expect(next.revision).toBe(before.revision + 1);
      const added = sent.entry ? [{ ...sent.entry, previous: before.history.at(-1)?.hash, hash: expect.any(String) }] : [];
      expect(next.history).toEqual([...before.history, ...added]);
      expect(firstBrokenEntry(next.id, next.history)).toBeUndefined();
    });

    test('the approval is kept while it is pending only; what the link binds stays', () => {
      const { approval, ...bound } = next.activation;
      const { approval: _, ...boundBefore } = before.activation;
      expect(bound).toEqual(boundBefore);
      expect('approval' in next.activation).toBe(expected === 'pending');
      if (event === 'approval_requested') expect(approval).toEqual(again);
      if (event === 'poll_scheduled') expect(approval).toEqual({ ...before.activation.approval, nextPollAt: at(26) });
    });

    test('it says since when and why, and nothing else of it has changed', () => {
      const when = 'at' in sent.event ? sent.event.at : undefined;
      const ends = expected !== before.status && expected !== 'active';
      expect({ ...next, ...changedElsewhere }).toEqual({
        ...before,
        ...changedElsewhere,
        expiresAt: 'expiresAt' in sent.event ? sent.event.expiresAt : before.expiresAt,
        activatedAt: expected === 'active' && before.status !== 'active' ? when : before.activatedAt,
        endedAt: ends ? when : before.endedAt,
        revocationReason: event === 'revoked' ? 'customer' : before.revocationReason,
      });
    });

    test('its sides stay, but for the account that was erased', () => {
      const erased = { 'erased, its activating account': 'activating', 'erased, its other account': 'other' }[String(event)];
      for (const side of ['activating', 'other'] as const)
        expect(next[side]).toEqual(side === erased ? { ...before[side], accountId: 'erased~1' } : before[side]);
    });
  },
);

test.each(cells.filter(({ expected }) => !statuses.has(expected)))(
  'a link $state refuses $event: $expected',
  ({ state, event, expected }) => {
    expect(transition(frozen(states[state]), events[event].event)).toEqual({ ok: false, code: expected });
  },
);

test('the table has every state with every event', () => {
  expect(cells).toHaveLength(105);
});

describe('an approval is worth nothing twice, or late', () => {
  const requested = { ...sample.approval };

  test.each([
    ['T12: the approval of a link since revoked activates nothing', sample.revoked],
    ['T16: declined, then approved', sample.declined],
    ['T16: timed out, then approved', sample.expired],
  ])('%s', (_, link) => {
    expect(transition(link, sample.approve)).toEqual({ ok: false, code: 'link_ended' });
    expect(transition(link, { type: 'approval_requested', at: at(20), actor: 'account:p-camille', approval: requested })).toEqual({
      ok: false,
      code: 'link_ended',
    });
  });

  test('an approval at no valid time is a fault, not an activation', () => {
    expect(() => transition(sample.asked, { type: 'approved', at: new Date(Number.NaN) })).toThrow(RangeError);
  });
});

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) for (const member of Object.values(Object.freeze(value))) frozen(member);
  return value;
}
