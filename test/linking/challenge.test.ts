/** T11 (CVE-2026-9087): the challenge covers every field of what is approved, and nothing that changes while it is approved. */
import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { type ChallengedLink, challengeOf } from '../../src/linking/challenge.ts';
import { active, asked, at, declined, draft, expired, pending, revoked } from './sample-link.ts';

const { activating, other, activation } = draft;
const challenge = challengeOf(draft);

/** Every field by its path, and the link with that one field altered. */
const altered: Readonly<Record<string, ChallengedLink>> = {
  id: { ...draft, id: `${draft.id}x` },
  policyId: { ...draft, policyId: 'pro-assurance' },
  'activating.space': { ...draft, activating: { ...activating, space: 'assurance' } },
  'activating.accountId': { ...draft, activating: { ...activating, accountId: 'p-mallory' } },
  'activating.credentialsVersion': { ...draft, activating: { ...activating, credentialsVersion: 'pro-v2' } },
  'other.space': { ...draft, other: { ...other, space: 'assurance' } },
  'other.accountId': { ...draft, other: { ...other, accountId: 'q-victim' } },
  'other.credentialsVersion': { ...draft, other: { ...other, credentialsVersion: 'particuliers-v2' } },
  'activation.sourceUid': { ...draft, activation: { ...activation, sourceUid: 'another-session' } },
  'activation.clientId': { ...draft, activation: { ...activation, clientId: 'outside-particuliers' } },
  'activation.consent.version': { ...draft, activation: { ...activation, consent: { ...activation.consent, version: '2025-02' } } },
  'activation.consent.language': { ...draft, activation: { ...activation, consent: { ...activation.consent, language: 'en' } } },
  'activation.consent.textHash': { ...draft, activation: { ...activation, consent: { ...activation.consent, textHash: 'another-text' } } },
  'activation.proofs.source': { ...draft, activation: { ...activation, proofs: { ...activation.proofs, source: 'secret_code' } } },
  'activation.proofs.counterpart': {
    ...draft,
    activation: { ...activation, proofs: { ...activation.proofs, counterpart: 'target_login' } },
  },
  'activation.nonce': { ...draft, activation: { ...activation, nonce: 'another-nonce' } },
  'activation.expiresAt': { ...draft, activation: { ...activation, expiresAt: at(300.001) } },
};

describe('T11: one field altered gives another challenge', () => {
  test.each(Object.keys(altered))('%s', (path) => {
    expect(challengeOf(altered[path] ?? draft)).not.toBe(challenge);
  });

  test('the matrix names every field of a link to be approved', () => {
    const { createdAt: _, ...challenged } = draft;
    expect(Object.keys(altered)).toEqual(pathsOf(challenged));
  });

  test('and no two of these challenges are the same', () => {
    const challenges = [challenge, ...Object.values(altered).map(challengeOf)];
    expect(new Set(challenges).size).toBe(challenges.length);
  });

  test('nor do the two sides exchanged, or a character moved from one field to the next, give the same', () => {
    const exchanged = { ...draft, activating: other, other: activating };
    const moved = { ...draft, id: draft.id.slice(0, -1), policyId: `${draft.id.at(-1)}${draft.policyId}` };
    expect(new Set([challenge, challengeOf(exchanged), challengeOf(moved)]).size).toBe(3);
  });
});

describe('the challenge does not cover', () => {
  test.each([
    ['itself', { ...draft, activation: { ...activation, challenge: 'any' } }],
    ['the approval that answers it', { ...draft, activation: asked.activation }],
    ['the state of the link', { ...revoked, activation }],
    ['fields that no link has', { ...draft, note: 'any', activating: { ...activating, name: 'Camille Martin' } }],
  ])('%s', (_, link: ChallengedLink) => {
    expect(challengeOf(link)).toBe(challenge);
  });

  test('so it is the same in every state', () => {
    expect([pending, asked, active, declined, expired, revoked].map(challengeOf)).toEqual(Array(6).fill(challenge));
  });
});

test('it is the SHA-256, base64url, of the canonical JSON that anybody can write down', () => {
  const text =
    '{"activating":{"accountId":"p-camille","credentialsVersion":"pro-v1","space":"pro"},"clientId":"espace-particuliers",' +
    '"consent":{"language":"fr","textHash":"47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU","version":"2025-01"},' +
    '"expiresAt":"2025-03-03T09:05:00.000Z","id":"lnk_V1StGXR8_Z5jdHi6B-myT","nonce":"b8Jq2M0r5yX1uK3wZ7cT9vE4nA6sD0fG2hJ4kL6pQ8s",' +
    '"other":{"accountId":"q-camille","credentialsVersion":"particuliers-v1","space":"particuliers"},"policyId":"pro-particuliers",' +
    '"proofs":{"counterpart":"same_person","source":"login"},"sourceUid":"uid-of-the-pro-session"}';
  expect(challenge).toBe(createHash('sha256').update(text).digest('base64url'));
});

test('T13: it cannot be computed from what is public: without the nonce it is another one', () => {
  const guesses = ['', 'undefined', draft.id].map((nonce) => challengeOf({ ...draft, activation: { ...activation, nonce } }));
  expect(guesses).not.toContain(challenge);
});

function pathsOf(value: object, prefix = ''): readonly string[] {
  return Object.entries(value).flatMap(([key, member]) =>
    typeof member === 'object' && !(member instanceof Date) ? pathsOf(member, `${prefix}${key}.`) : [`${prefix}${key}`],
  );
}
