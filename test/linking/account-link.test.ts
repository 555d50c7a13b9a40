/** What no two links may hold at once, in every state and both ways, and the sides of a link as an account sees them. */
import { describe, expect, test } from '@jest/globals';
import { type AccountLink, exclusiveKeys, sidesFor } from '../../src/linking/account-link.ts';
import { active, asked, declined, expired, pending, revoked, revokedWhilePending } from './sample-link.ts';

const side = (space: string, accountId: string) => ({ space, accountId, credentialsVersion: 'v1' });
const link = (status: AccountLink['status'], activating: AccountLink['activating'], other: AccountLink['other']): AccountLink => ({
  ...active,
  status,
  activating,
  other,
});
const clash = (one: AccountLink, another: AccountLink) => exclusiveKeys(one).some((key) => exclusiveKeys(another).includes(key));

describe('exclusive keys', () => {
  test.each<[string, AccountLink, number]>([
    ['pending: one, the open activation of the account', pending, 1],
    ['pending, approval requested: the same one', asked, 1],
    ['active: two, one for each account with the other space', active, 2],
    ['declined: none', declined, 0],
    ['expired: none', expired, 0],
    ['revoked: none', revoked, 0],
    ['revoked while pending: none', revokedWhilePending, 0],
  ])('%s', (_, given, count) => {
    expect(new Set(exclusiveKeys(given)).size).toBe(count);
    expect(exclusiveKeys(given)).toHaveLength(count);
  });

  test('do not change while the approval is asked for and polled', () => {
    expect(exclusiveKeys(asked)).toEqual(exclusiveKeys(pending));
  });

  const [camillePro, camille, otherPro, someoneElse] = [
    side('pro', 'p-1'),
    side('particuliers', 'q-1'),
    side('pro', 'p-2'),
    side('particuliers', 'q-2'),
  ];

  test.each<[string, AccountLink, AccountLink, boolean]>([
    ['an active link and the same again', link('active', camillePro, camille), link('active', camillePro, camille), true],
    [
      'the same two accounts, activated from the other side',
      link('active', camillePro, camille),
      link('active', camille, camillePro),
      true,
    ],
    ['one professional account and two personal ones', link('active', camillePro, camille), link('active', camillePro, someoneElse), true],
    ['one personal account and two companies', link('active', camillePro, camille), link('active', otherPro, camille), true],
    [
      'one personal account, once activating and once activated',
      link('active', camillePro, camille),
      link('active', camille, otherPro),
      true,
    ],
    [
      'one professional account, once activating and once activated',
      link('active', camillePro, camille),
      link('active', someoneElse, camillePro),
      true,
    ],
    ['no account in common', link('active', camillePro, camille), link('active', otherPro, someoneElse), false],
    [
      'one account with two different spaces',
      link('active', camillePro, camille),
      link('active', camillePro, side('assurance', 'r-1')),
      false,
    ],
    ['two open activations of one account', link('pending', camillePro, camille), link('pending', camillePro, someoneElse), true],
    [
      'two open activations of one account towards two spaces',
      link('pending', camillePro, camille),
      link('pending', camillePro, side('assurance', 'r-1')),
      true,
    ],
    [
      'two open activations towards one account: the first to be active wins',
      link('pending', camillePro, camille),
      link('pending', otherPro, camille),
      false,
    ],
    [
      'an open activation and an active link of one account',
      link('pending', camillePro, camille),
      link('active', camillePro, camille),
      false,
    ],
    ['an ended link and an active one', link('revoked', camillePro, camille), link('active', camillePro, camille), false],
  ])('%s', (_, one, another, expected) => {
    expect(clash(one, another)).toBe(expected);
    expect(clash(another, one)).toBe(expected);
  });
});

describe('the sides of a link', () => {
  test.each([
    ['the activating account', 'p-camille', { own: active.activating, counterpart: active.other }],
    ['the other account', 'q-camille', { own: active.other, counterpart: active.activating }],
    ['an account that is not in it', 'q-paul', undefined],
    ['no account', '', undefined],
  ])('for %s', (_, accountId, expected) => {
    expect(sidesFor(active, accountId)).toEqual(expected);
  });

  test('are the same in every state', () => {
    for (const given of [pending, asked, declined, expired, revoked])
      expect(sidesFor(given, 'q-camille')).toEqual(sidesFor(active, 'q-camille'));
  });
});
