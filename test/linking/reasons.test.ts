/** The closed list of revocation reasons, and which of them make a new activation wait. */
import { describe, expect, test } from '@jest/globals';
import { isAutomatic, isRevocationReason, type RevocationReason, revocationReasons } from '../../src/linking/reasons.ts';

/** Whether the customer had no part in it, so that a new activation waits for the policy's delay. */
const automatic: Record<RevocationReason, boolean> = {
  customer: false,
  secret_reset: true,
  secret_changed: true,
  administrator_changed: true,
  identifier_changed: true,
  adviser: true,
  account_closed: true,
  credential_version: true,
  policy: false,
  expired: false,
};

test('the list is closed: these and no others', () => {
  expect([...revocationReasons].sort()).toEqual(Object.keys(automatic).sort());
});

test.each(revocationReasons.map((reason) => [reason, automatic[reason]] as const))('%s is automatic: %s', (reason, expected) => {
  expect(isAutomatic(reason)).toBe(expected);
});

describe('a value from outside', () => {
  test.each(revocationReasons)('%s is a reason', (reason) => {
    expect(isRevocationReason(reason)).toBe(true);
  });

  test.each([
    '',
    'Customer',
    'customer ',
    'toString',
    'length',
    '0',
    0,
    null,
    undefined,
    true,
    ['customer'],
    { $ne: null },
    new String('customer'),
  ])('%j is none', (value) => {
    expect(isRevocationReason(value)).toBe(false);
  });
});
