/** How long records of the customer's decisions are kept. */
import { describe, expect, test } from '@jest/globals';
import { deliveryKeptUntil, linkKeptUntil, loginKeptUntil } from '../../src/storage/retention.ts';
import { activated, linkedLogin, moved, pendingLink, revoked } from './contracts/samples.ts';

describe('a record is kept', () => {
  const createdAt = new Date('2048-02-29T12:00:00Z');

  test.each([
    ['an active link: for as long as it is active', activated(pendingLink()), undefined],
    ['a revoked link: five years after its end', revoked(activated(pendingLink())), '2055-01-31T10:01:00.123Z'],
    [
      'a declined link: the same',
      moved(pendingLink({ createdAt }), { type: 'declined', at: createdAt, actor: 'authenticator' }),
      '2053-03-01T12:00:00.000Z',
    ],
    ['a pending link that nobody came back to: five years after its expiry', pendingLink({ createdAt }), '2053-03-01T12:05:00.000Z'],
  ])('%s', (_, link, until) => {
    expect(linkKeptUntil(link)?.toISOString()).toBe(until);
  });

  test('a linked login: thirteen months from its creation, never less', () => {
    expect(loginKeptUntil(linkedLogin({ createdAt })).toISOString()).toBe('2049-03-29T12:00:00.000Z');
    expect(loginKeptUntil(linkedLogin({ createdAt, via: 'grant' })).toISOString()).toBe('2048-03-29T12:00:00.000Z');
    expect(loginKeptUntil(linkedLogin({ createdAt: new Date('2050-01-31T12:00:00Z') })).toISOString()).toBe('2051-03-03T12:00:00.000Z');
  });

  test.each([
    ['due: until it is settled', 'due', undefined],
    ['done: seven days', 'done', '2048-03-07T12:00:00.000Z'],
    ['dead: thirteen months', 'dead', '2049-03-29T12:00:00.000Z'],
  ] as const)('a delivery that is %s', (_, status, until) => {
    expect(deliveryKeptUntil(status, createdAt)?.toISOString()).toBe(until);
  });
});
