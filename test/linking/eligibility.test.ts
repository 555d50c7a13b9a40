/** Whether two accounts may be used together now: every status of both, the same person or not (T1), and the right to activate. */
import { describe, expect, test } from '@jest/globals';
import type { AccountStatus, DirectoryAccount } from '../../src/linking/account-directory.ts';
import { activationChecks, firstRefusal, type Ineligibility, pairChecks } from '../../src/linking/eligibility.ts';

const camille: DirectoryAccount = {
  accountId: 'p-camille',
  space: 'pro',
  personId: 'person-camille',
  status: 'active',
  credentialsVersion: 'v1',
  authenticatorSubject: 'phone-camille',
  mayActivate: true,
  name: 'Camille Martin',
  maskedAccountNumber: '•••• 0001',
  company: 'Martin SARL',
};
const herOther: DirectoryAccount = {
  accountId: 'q-camille',
  space: 'particuliers',
  personId: 'person-camille',
  status: 'active',
  credentialsVersion: 'v1',
  mayActivate: false,
  name: 'Camille Martin',
  maskedAccountNumber: '•••• 0001',
};

type Standing = AccountStatus | 'missing';
const standings: readonly Standing[] = ['active', 'blocked', 'closed', 'never_opened', 'missing'];

/** Down: the source. Across: the counterpart, of the same person. */
const table: Record<Standing, Record<Standing, Ineligibility | undefined>> = {
  active: {
    active: undefined,
    blocked: 'counterpart_blocked',
    closed: 'counterpart_closed',
    never_opened: 'counterpart_never_opened',
    missing: 'counterpart_unknown',
  },
  blocked: always('source_blocked'),
  closed: always('source_closed'),
  never_opened: always('source_never_opened'),
  missing: always('source_closed'),
};
const cells = standings.flatMap((source) =>
  standings.map((counterpart) => ({ source, counterpart, expected: table[source][counterpart] })),
);

describe('a pair of accounts of one person', () => {
  test.each(cells)('source $source, counterpart $counterpart: $expected', ({ source, counterpart, expected }) => {
    expect(refusalOf(standing(camille, source), standing(herOther, counterpart))).toBe(expected);
  });

  test.each(cells)('the other way round, source $source, counterpart $counterpart: $expected', ({ source, counterpart, expected }) => {
    expect(refusalOf(standing(herOther, source), standing(camille, counterpart))).toBe(expected);
  });

  test('needs neither name nor number nor company in common', () => {
    const { company: _, ...renamed } = { ...camille, name: 'C. Durand', maskedAccountNumber: '•••• 9999' };
    expect(refusalOf(renamed, herOther)).toBeUndefined();
  });
});

describe('T1: the same name and number with another person id', () => {
  const victim: DirectoryAccount = { ...herOther, accountId: 'q-victim', personId: 'person-victim' };

  test.each(['active', 'blocked', 'closed', 'never_opened'] as const)(
    'is a counterpart unknown, and does not tell that it is %s',
    (status) => {
      expect(refusalOf(camille, { ...victim, status })).toBe('counterpart_unknown');
      expect(refusalOf({ ...victim, space: 'pro' }, { ...herOther, status })).toBe('counterpart_unknown');
    },
  );

  test.each(['person-camille ', 'PERSON-CAMILLE', 'person-camillé', 'person', ''])(
    "nor is '%s' the person id of the source",
    (personId) => {
      expect(refusalOf(camille, { ...herOther, personId })).toBe('counterpart_unknown');
    },
  );

  test.each([
    ['name', { name: camille.name }],
    ['masked account number', { maskedAccountNumber: camille.maskedAccountNumber }],
    ['company', { company: camille.company ?? '' }],
    ['credentials version', { credentialsVersion: camille.credentialsVersion }],
    ['authenticator subject', { authenticatorSubject: camille.authenticatorSubject ?? '' }],
    ['account id', { accountId: camille.accountId }],
  ])('having the %s in common proves nothing', (_, shared) => {
    const stranger = { ...victim, name: 'Paul Durand', maskedAccountNumber: '•••• 0006', credentialsVersion: 'v9' };
    expect(refusalOf(camille, { ...stranger, ...shared })).toBe('counterpart_unknown');
  });
});

describe('to activate, the account', () => {
  const { authenticatorSubject, ...withoutApp } = camille;

  test.each<[string, DirectoryAccount, Ineligibility | undefined]>([
    ['administrator, app installed', camille, undefined],
    ['administrator, no app', withoutApp, 'no_authenticator'],
    ['not the administrator, app installed', { ...camille, mayActivate: false }, 'not_administrator'],
    ['not the administrator, no app', { ...withoutApp, mayActivate: false }, 'not_administrator'],
  ])('%s: %j', (_, account, expected) => {
    expect(firstRefusal(activationChecks(account))).toBe(expected);
  });
});

describe('what explain shows', () => {
  test('is every question, in the order in which they decide, those after the first refusal as well', () => {
    expect(pairChecks(camille, herOther)).toEqual([
      { check: 'source_account', refusal: undefined },
      { check: 'same_person', refusal: undefined },
      { check: 'counterpart_account', refusal: undefined },
    ]);
    expect(pairChecks({ ...camille, status: 'blocked' }, { ...herOther, personId: 'person-paul', status: 'closed' })).toEqual([
      { check: 'source_account', refusal: 'source_blocked' },
      { check: 'same_person', refusal: 'counterpart_unknown' },
      { check: 'counterpart_account', refusal: 'counterpart_closed' },
    ]);
    const { authenticatorSubject: _, ...withoutApp } = camille;
    expect(activationChecks({ ...withoutApp, mayActivate: false })).toEqual([
      { check: 'may_activate', refusal: 'not_administrator' },
      { check: 'authenticator', refusal: 'no_authenticator' },
    ]);
  });

  test('decides by the first that says no, and by none where all say yes', () => {
    expect(firstRefusal([])).toBeUndefined();
    expect(
      firstRefusal([
        { check: 'policy', refusal: undefined },
        { check: 'event_feed', refusal: 'events_silent' },
        { check: 'source_account', refusal: 'source_blocked' },
      ]),
    ).toBe('events_silent');
  });
});

function refusalOf(source: DirectoryAccount | undefined, counterpart: DirectoryAccount | undefined): Ineligibility | undefined {
  return firstRefusal(pairChecks(source, counterpart));
}

function standing(account: DirectoryAccount, status: Standing): DirectoryAccount | undefined {
  return status === 'missing' ? undefined : { ...account, status };
}

function always(reason: Ineligibility): Record<Standing, Ineligibility> {
  return { active: reason, blocked: reason, closed: reason, never_opened: reason, missing: reason };
}
