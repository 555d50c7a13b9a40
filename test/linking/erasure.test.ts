/** Erasure of an account's data: only of links that have ended, every trace of the id gone, and the chain as whole as before. */
import { describe, expect, test } from '@jest/globals';
import type { AccountLink } from '../../src/linking/account-link.ts';
import { firstBrokenEntry } from '../../src/linking/history.ts';
import { historyFaults } from '../../src/linking/history-verification.ts';
import { isTombstone, tombstoneOf } from '../../src/linking/tombstone.ts';
import { type LinkEvent, transition } from '../../src/linking/transitions.ts';
import * as sample from './sample-link.ts';
import { at } from './sample-link.ts';

const tombstone = tombstoneOf('x1');
const erase = (accountId: string, actor: 'provider' | `account:${string}` = 'provider'): LinkEvent => ({
  type: 'erased',
  at: at(9000),
  actor,
  accountId,
  tombstone: accountId === 'p-camille' ? tombstone : tombstoneOf('x2'),
});
/** Everything that a customer did, by both accounts. */
const eventful = sample.after(sample.active, { type: 'revoked', at: at(700), actor: 'account:q-camille', reason: 'customer' });

const ended: readonly (readonly [string, AccountLink])[] = [
  ['declined', sample.declined],
  ['expired', sample.expired],
  ['revoked', eventful],
  ['revoked while pending', sample.revokedWhilePending],
];

describe.each(ended)('a link that was %s', (_, link) => {
  test.each(['p-camille', 'q-camille'])('names %s nowhere once it is erased, and its chain is whole', (accountId) => {
    expect(JSON.stringify(link)).toContain(accountId);
    const erased = sample.after(link, erase(accountId));
    expect(JSON.stringify(erased)).not.toContain(accountId);
    expect(firstBrokenEntry(erased.id, erased.history)).toBeUndefined();
    expect(historyFaults(erased)).toEqual([]);
    expect(erased.history.slice(0, -1)).toEqual(link.history);
  });

  test('can lose both accounts, one after the other, each once', () => {
    const erased = sample.after(link, erase('p-camille'), erase('q-camille'));
    expect([erased.activating.accountId, erased.other.accountId]).toEqual([tombstone, tombstoneOf('x2')]);
    expect(JSON.stringify(erased)).not.toContain('camille"');
    expect(historyFaults(erased)).toEqual([]);
    for (const accountId of ['p-camille', 'q-camille', tombstone])
      expect([accountId, transition(erased, erase(accountId))]).toEqual([accountId, { ok: false, code: 'nothing_to_change' }]);
  });
});

test.each([
  ['pending', sample.pending],
  ['pending, approval requested', sample.asked],
  ['active', sample.active],
])('a link that is %s is not erased: revoke it first', (_, link) => {
  expect(transition(link, erase('p-camille'))).toEqual({ ok: false, code: 'link_open' });
});

test('an erasure says which side asked for it, not which account', () => {
  const own = sample.after(sample.revoked, erase('q-camille', 'account:q-camille'));
  expect(own.history.at(-1)).toMatchObject({ event: 'erased', actor: 'other_account' });
});

test('a tombstone is told from an id', () => {
  expect([isTombstone(tombstone), isTombstone('p-camille'), isTombstone('')]).toEqual([true, false, false]);
});
