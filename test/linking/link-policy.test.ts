/** Which policy holds between two spaces, and in which of them activation starts. No policy, no link. */
import { describe, expect, test } from '@jest/globals';
import { type LinkPolicy, policyBetween, policyById } from '../../src/linking/link-policy.ts';

function policy(id: string, activatingSpace: string, otherSpace: string, status: LinkPolicy['status'] = 'active'): LinkPolicy {
  return {
    id,
    status,
    activatingSpace,
    otherSpace,
    clients: ['espace-pro', 'espace-particuliers'],
    clientsWithoutPar: [],
    counterpartProof: 'same_person',
    consentVersion: '2025-01',
    discloseActor: true,
    lives: { linkedLogin: 7200, pendingLink: 300, activationLoginAge: 900, reactivationDelay: 86_400 },
    grants: [],
    activationsPerHour: 5,
  };
}

const proParticuliers = policy('pro-particuliers', 'pro', 'particuliers');
const proAssurance = policy('pro-assurance', 'pro', 'assurance', 'suspended');
const policies = [proParticuliers, proAssurance];

describe('a request from a source to a target', () => {
  test.each<[source: string, target: string, policyId: string | undefined, sourceMayActivate: boolean | undefined]>([
    ['pro', 'particuliers', 'pro-particuliers', true],
    ['particuliers', 'pro', 'pro-particuliers', false],
    ['pro', 'assurance', 'pro-assurance', true],
    ['assurance', 'pro', 'pro-assurance', false],
    ['particuliers', 'assurance', undefined, undefined],
    ['assurance', 'particuliers', undefined, undefined],
    ['pro', 'pro', undefined, undefined],
    ['particuliers', 'particuliers', undefined, undefined],
    ['pro', 'unknown', undefined, undefined],
    ['unknown', 'pro', undefined, undefined],
    ['', '', undefined, undefined],
    ['PRO', 'particuliers', undefined, undefined],
  ])("from '%s' to '%s': policy %s, the source may activate: %s", (source, target, policyId, sourceMayActivate) => {
    const expected = policyId === undefined ? undefined : { policy: policies.find(({ id }) => id === policyId), sourceMayActivate };
    expect(policyBetween(policies, source, target)).toEqual(expected);
  });

  test('finds a suspended policy as it is: that it is suspended is for the caller to say', () => {
    expect(policyBetween(policies, 'pro', 'assurance')?.policy.status).toBe('suspended');
  });

  test('finds nothing where there are no policies', () => {
    expect(policyBetween([], 'pro', 'particuliers')).toBeUndefined();
  });

  test('is decided by the first policy where two name the same spaces', () => {
    const second = policy('second', 'particuliers', 'pro');
    expect(policyBetween([proParticuliers, second], 'particuliers', 'pro')).toEqual({ policy: proParticuliers, sourceMayActivate: false });
  });
});

test.each([
  ['pro-particuliers', proParticuliers],
  ['pro-assurance', proAssurance],
  ['PRO-PARTICULIERS', undefined],
  ['', undefined],
  ['constructor', undefined],
])("the policy of the id '%s'", (id, expected) => {
  expect(policyById(policies, id)).toBe(expected);
});
