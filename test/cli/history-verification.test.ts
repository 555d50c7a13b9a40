/** `history verify` finds every entry that was changed, removed or swapped, wherever it was, and accuses nobody else. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { nanoid } from 'nanoid';
import type { AccountLink } from '../../src/linking/account-link.ts';
import { appendEntry, type HistoryEntry, type NewEntry } from '../../src/linking/history.ts';
import { historyFaults } from '../../src/linking/history-verification.ts';
import { tombstoneOf } from '../../src/linking/tombstone.ts';
import { type LinkEvent, openLink, transition } from '../../src/linking/transitions.ts';
import { describeOnStores } from '../ground/stores.ts';
import { approval, approve, askApproval, at, decline, draft, expire, revoke } from '../linking/sample-link.ts';
import { type AlterableStore, changed, openAlterableStore, removed, swapped } from './alterations.ts';

const erase: LinkEvent = {
  type: 'erased',
  at: at(900),
  actor: 'operator:adviser-7',
  accountId: 'p-camille',
  tombstone: tombstoneOf('one'),
};
const eraseOther: LinkEvent = { ...erase, at: at(901), accountId: 'q-camille', tombstone: tombstoneOf('two') };
const poll: LinkEvent = { type: 'poll_scheduled', at: at(20), nextPollAt: at(21) };

/** Every life that a link can have. */
const lives: ReadonlyArray<readonly [string, readonly LinkEvent[]]> = [
  ['pending', []],
  ['asked for approval', [askApproval, poll]],
  ['active', [askApproval, approve]],
  ['declined at consent', [decline]],
  ['declined on the phone', [askApproval, decline]],
  ['expired', [expire]],
  ['expired while asking', [askApproval, expire]],
  ['revoked while pending', [revoke]],
  ['revoked', [askApproval, approve, revoke]],
  ['erased', [askApproval, approve, revoke, erase]],
  ['erased of both', [askApproval, approve, revoke, erase, eraseOther]],
  ['expired and erased', [expire, eraseOther]],
];

describeOnStores('history verification', (kind) => {
  let alterable: AlterableStore;
  beforeAll(async () => {
    alterable = await openAlterableStore(kind);
  });
  afterAll(() => alterable.close());

  async function faultsAfter(link: AccountLink, change: Partial<AccountLink>): Promise<readonly string[]> {
    await alterable.alter(link.id, change);
    const stored = await alterable.store.links.find(link.id);
    if (!stored) throw new Error('the link is gone');
    return historyFaults(stored).map(({ code, index }) => `${code} ${index}`);
  }

  async function stored(events: readonly LinkEvent[]): Promise<AccountLink> {
    const link = linkAfter(events);
    if ((await alterable.store.links.insert(link)) !== 'inserted') throw new Error('not inserted');
    return link;
  }

  it.each(lives)('a link that is %s, as the gateway wrote it, has no fault', async (_name, events) => {
    const { id } = await stored(events);
    const link = await alterable.store.links.find(id);
    expect(link && historyFaults(link)).toEqual([]);
  });

  it.each(lives)('of a link that is %s, any entry removed is found', async (_name, events) => {
    for (const index of linkAfter(events).history.keys()) {
      const link = await stored(events);
      expect([index, await faultsAfter(link, { history: removed(link.history, index) })]).toEqual([
        index,
        expect.arrayContaining([expect.any(String)]),
      ]);
    }
  });

  it.each(lives.filter(([, events]) => events.length > 0))(
    'of a link that is %s, any two neighbours swapped are found',
    async (_name, events) => {
      for (const index of [...linkAfter(events).history.keys()].slice(0, -1)) {
        const link = await stored(events);
        expect(await faultsAfter(link, { history: swapped(link.history, index) })).toContain(`broken_chain ${index}`);
      }
    },
  );

  it.each<[string, Partial<HistoryEntry>]>([
    ['event', { event: 'declined' }],
    ['at', { at: at(1234) }],
    ['actor', { actor: 'operator:somebody-else' }],
    ['clientId', { clientId: 'another-client' }],
    ['requestId', { requestId: 'another-request' }],
    ['reason', { reason: 'customer' }],
    ['previous', { previous: 'another' }],
    ['hash', { hash: 'another' }],
  ])('a changed %s is found at its entry, or where it shows next', async (_name, change) => {
    for (const index of [0, 1, 2, 3]) {
      const link = await stored([askApproval, approve, revoke]);
      expect(await faultsAfter(link, { history: changed(link.history, index, change) })).toContain(`broken_chain ${index}`);
    }
  });

  it('an entry taken off the end is found by the state of the link, though the chain is whole', async () => {
    const link = await stored([askApproval, approve, revoke]);
    expect(await faultsAfter(link, { history: link.history.slice(0, -1) })).toEqual([
      'status_differs 2',
      'end_time_differs 3',
      'reason_differs 3',
    ]);
    const active = await stored([askApproval, approve]);
    expect(await faultsAfter(active, { history: active.history.slice(0, -1) })).toEqual([
      'status_differs 1',
      'approval_differs 1',
      'activation_time_differs 2',
    ]);
    const asked = await stored([askApproval]);
    expect(await faultsAfter(asked, { history: asked.history.slice(0, -1) })).toEqual(['approval_differs 1']);
    const erased = await stored([askApproval, approve, revoke, erase]);
    expect(await faultsAfter(erased, { history: erased.history.slice(0, -1) })).toEqual(['erasure_differs 4']);
  });

  it('a revoked link that was made active again is found, its history untouched', async () => {
    const link = await stored([askApproval, approve, revoke]);
    expect(await faultsAfter(link, { status: 'active' })).toEqual(['status_differs 3']);
  });

  it.each<[string, (link: AccountLink) => Partial<AccountLink>, string]>([
    ['createdAt', () => ({ createdAt: at(-1) }), 'consent_differs 0'],
    ['activatedAt', () => ({ activatedAt: at(61) }), 'activation_time_differs 2'],
    ['endedAt', () => ({ endedAt: at(601) }), 'end_time_differs 3'],
    ['revocationReason', () => ({ revocationReason: 'customer' }), 'reason_differs 3'],
    ['client', ({ activation }) => ({ activation: { ...activation, clientId: 'another' } }), 'consent_differs 0'],
    [
      'consent',
      ({ activation }) => ({ activation: { ...activation, consent: { ...activation.consent, version: '9' } } }),
      'consent_differs 0',
    ],
    [
      'proofs',
      ({ activation }) => ({ activation: { ...activation, proofs: { source: 'secret_code', counterpart: 'same_person' } } }),
      'consent_differs 0',
    ],
    ['challenge', ({ activation }) => ({ activation: { ...activation, challenge: 'another' } }), 'consent_differs 0'],
    ['approval', ({ activation }) => ({ activation: { ...activation, approval } }), 'approval_differs 1'],
    ['account', () => ({ other: { ...draft.other, accountId: 'q-another' } }), 'consent_differs 0'],
    ['account, as if erased,', () => ({ other: { ...draft.other, accountId: tombstoneOf('x') } }), 'erasure_differs 4'],
  ])('a link whose %s was changed disagrees with its history', async (_name, change, fault) => {
    const link = await stored([askApproval, approve, revoke]);
    expect(await faultsAfter(link, change(link))).toEqual([fault]);
  });

  it('a life that cannot be is found, though every hash was computed anew', async () => {
    const link = await stored([askApproval, approve, revoke]);
    const again: NewEntry = { event: 'activated', at: at(700), actor: 'authenticator' };
    expect(await faultsAfter(link, { history: appendEntry(link.id, link.history, again) })).toContain('impossible_event 4');
    const unasked = await stored([askApproval, approve]);
    const [first, , last] = unasked.history;
    if (!first || !last) throw new Error('an active link has three entries');
    const { hash: _hash, previous: _previous, ...activated } = last;
    expect(await faultsAfter(unasked, { history: appendEntry(unasked.id, [first], activated) })).toContain('impossible_event 1');
  });

  it('no history at all', async () => {
    expect(await faultsAfter(await stored([]), { history: [] })).toContain('impossible_event 0');
  });
});

it('of any life, any entries left out or put elsewhere are found', () => {
  const alteration = fc.constantFrom(...lives).chain(([, events]) => {
    const link = linkAfter(events);
    return fc
      .subarray([...link.history])
      .chain((kept) => fc.shuffledSubarray(kept, { minLength: kept.length }).map((history) => ({ link, history })));
  });
  fc.assert(
    fc.property(alteration, ({ link, history }) => {
      const untouched = history.length === link.history.length && history.every((entry, index) => entry === link.history[index]);
      return (historyFaults({ ...link, history }).length === 0) === untouched;
    }),
    { numRuns: 500 },
  );
});

/** A link of its own, so that cases share a store and not their data. */
function linkAfter(events: readonly LinkEvent[]): AccountLink {
  const unique = nanoid();
  const own = (accountId: string) => `${accountId}-${unique}`;
  const opened = openLink({
    ...draft,
    id: unique,
    activating: { ...draft.activating, accountId: own('p-camille') },
    other: { ...draft.other, accountId: own('q-camille') },
  });
  return events.reduce((link, event) => {
    const moved = transition(link, event.type === 'erased' ? { ...event, accountId: own(event.accountId) } : event);
    if (!moved.ok) throw new Error(moved.code);
    return moved.link;
  }, opened);
}
