/** Why a link that is found active is over: each reason, from either side, and which of several is said. */
import { describe, expect, test } from '@jest/globals';
import type { AccountStatus, DirectoryAccount } from '../../src/linking/account-directory.ts';
import { endingOf, type LinkSurroundings } from '../../src/linking/link-ending.ts';
import type { LinkPolicy } from '../../src/linking/link-policy.ts';
import type { RevocationReason } from '../../src/linking/reasons.ts';
import { active, after, asked, at } from './sample-link.ts';

const policy: LinkPolicy = {
  id: 'pro-particuliers',
  status: 'active',
  activatingSpace: 'pro',
  otherSpace: 'particuliers',
  clients: ['espace-pro', 'espace-particuliers'],
  clientsWithoutPar: [],
  counterpartProof: 'same_person',
  consentVersion: '2025-01',
  discloseActor: true,
  lives: { linkedLogin: 7200, pendingLink: 300, activationLoginAge: 900, reactivationDelay: 86_400 },
  grants: [],
  activationsPerHour: 5,
};

type Side = 'activating' | 'other';
type Standing = Partial<Record<Side, Partial<DirectoryAccount> | 'gone'>>;
const sides = ['activating', 'other'] as const;

function accounts(standing: Standing = {}): LinkSurroundings['accounts'] {
  return new Map(
    sides.flatMap((side) => {
      const change = standing[side] ?? {};
      if (change === 'gone') return [];
      const { accountId, space, credentialsVersion } = active[side];
      const account: DirectoryAccount = {
        accountId,
        space,
        credentialsVersion,
        personId: 'person-camille',
        status: 'active',
        mayActivate: true,
        name: 'Camille Martin',
        maskedAccountNumber: '•••• 0001',
        ...change,
      };
      return [[accountId, account] as const];
    }),
  );
}

const around = (change: Partial<LinkSurroundings> = {}): LinkSurroundings => ({
  policies: [policy],
  accounts: accounts(),
  now: at(3600),
  ...change,
});
const withdrawn: LinkPolicy = { ...policy, status: 'withdrawn' };
const forAnHour = after(asked, { type: 'approved', at: at(60), expiresAt: at(3660) });

test('a link of two accounts as they were, under its policy, is not over', () => {
  expect(endingOf(active, around())).toBeUndefined();
});

describe.each(sides)('the %s account', (side) => {
  test.each<[string, Standing[Side], RevocationReason | undefined]>([
    ['closed', { status: 'closed' }, 'account_closed'],
    ['gone from the directory', 'gone', 'account_closed'],
    ['with other credentials', { credentialsVersion: 'another' }, 'credential_version'],
    ['with no credentials version', { credentialsVersion: '' }, 'credential_version'],
    ['blocked: what is lifted again ends nothing', { status: 'blocked' }, undefined],
    ['back to never opened', { status: 'never_opened' }, undefined],
    ['with another name, number and company', { name: 'C. Durand', maskedAccountNumber: '•••• 9', company: 'Durand SA' }, undefined],
    ['that lost its authenticator app and its right to activate', { mayActivate: false }, undefined],
  ])('%s: %s', (_, standing, expected) => {
    expect(endingOf(active, around({ accounts: accounts(standing === undefined ? {} : { [side]: standing }) }))).toBe(expected);
  });

  test.each<AccountStatus>(['active', 'blocked', 'never_opened'])('that is %s with other credentials: the version decides', (status) => {
    const changed = { status, credentialsVersion: 'another' };
    expect(endingOf(active, around({ accounts: accounts({ [side]: changed }) }))).toBe('credential_version');
  });
});

test('the versions are those of their own sides: the one in the place of the other is a difference', () => {
  const swapped = {
    activating: { credentialsVersion: active.other.credentialsVersion },
    other: { credentialsVersion: active.activating.credentialsVersion },
  };
  expect(endingOf(active, around({ accounts: accounts(swapped) }))).toBe('credential_version');
});

describe('the policy', () => {
  test.each<[string, readonly LinkPolicy[], RevocationReason | undefined]>([
    ['is there', [policy], undefined],
    ['is there among others', [{ ...policy, id: 'pro-assurance', otherSpace: 'assurance', status: 'withdrawn' }, policy], undefined],
    ['is suspended: what is resumed again ends nothing', [{ ...policy, status: 'suspended' }], undefined],
    ['asks for more at the next activation', [{ ...policy, consentVersion: '2026-01', counterpartProof: 'target_login' }], undefined],
    ['names no client any more', [{ ...policy, clients: [] }], undefined],
    ['is withdrawn', [withdrawn], 'policy'],
    ['is missing: it may be on its way to this node', [], undefined],
    ['is missing, and another one is about the same spaces', [{ ...policy, id: 'pro-particuliers-2' }], undefined],
  ])('%s', (_, policies, expected) => {
    expect(endingOf(active, around({ policies }))).toBe(expected);
  });
});

describe('the life of a link', () => {
  test.each<[string, typeof active, number, RevocationReason | undefined]>([
    ['none: for ever', active, 1e9, undefined],
    ['an hour, a millisecond before its end', forAnHour, 3659.999, undefined],
    ['an hour, at its end', forAnHour, 3660, 'expired'],
    ['an hour, afterwards', forAnHour, 1e9, 'expired'],
    ['an hour, on a clock behind', forAnHour, 0, undefined],
  ])('%s', (_, link, seconds, expected) => {
    expect(endingOf(link, around({ now: at(seconds) }))).toBe(expected);
  });

  test('is what it was activated for, whatever the policy says of new ones', () => {
    const lives = (link: number) => [{ ...policy, lives: { ...policy.lives, link } }];
    expect(endingOf(active, around({ policies: lives(1), now: at(1e9) }))).toBeUndefined();
    expect(endingOf(forAnHour, around({ policies: lives(1e9), now: at(3660) }))).toBe('expired');
  });
});

describe('of several reasons the first is said', () => {
  const closed: Standing = { other: { status: 'closed', credentialsVersion: 'another' }, activating: { credentialsVersion: 'another' } };
  const changed: Standing = { activating: { credentialsVersion: 'another' } };

  test.each<[string, Partial<LinkSurroundings>, RevocationReason]>([
    ['closed, changed, withdrawn', { accounts: accounts(closed), policies: [withdrawn] }, 'account_closed'],
    ['one gone, the other changed', { accounts: accounts({ ...changed, other: 'gone' }) }, 'account_closed'],
    ['changed, withdrawn', { accounts: accounts(changed), policies: [withdrawn] }, 'credential_version'],
    ['changed', { accounts: accounts(changed) }, 'credential_version'],
    ['withdrawn', { policies: [withdrawn] }, 'policy'],
  ])('%s, and expired', (_, change, expected) => {
    expect(endingOf(forAnHour, around({ ...change, now: at(1e9) }))).toBe(expected);
  });
});
