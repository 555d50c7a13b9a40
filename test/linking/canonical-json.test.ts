/** One spelling for one value: equal things hash equally, different things differently, and what has no spelling is a fault. */
import { createHash } from 'node:crypto';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { canonicalJson, type Hashable, hashOf } from '../../src/linking/canonical-json.ts';

const { value } = fc.letrec<{ value: Hashable }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.string({ unit: 'binary' }),
    fc.maxSafeInteger(),
    fc.boolean(),
    fc.date({ noInvalidDate: true }),
    fc.array(tie('value'), { maxLength: 5 }),
    fc.dictionary(fc.string({ unit: 'binary', maxLength: 6 }), tie('value'), { maxKeys: 6, noNullPrototype: true }),
  ),
}));

describe('canonical JSON', () => {
  test.each<[string, Hashable, string]>([
    ['keys in order, at every depth', { b: 1, a: { d: true, c: 'x' } }, '{"a":{"c":"x","d":true},"b":1}'],
    ['keys ordered by code unit, not by language', { é: 1, z: 2, Z: 3, '10': 4, '9': 5 }, '{"10":4,"9":5,"Z":3,"z":2,"é":1}'],
    ['lists in their own order', [3, 1, 2], '[3,1,2]'],
    ['dates in UTC, to the millisecond', new Date('2025-03-03T10:00:00.5+01:00'), '"2025-03-03T09:00:00.500Z"'],
    ['absent members left out', { a: undefined, b: 1 }, '{"b":1}'],
    ['quotes, controls and accents as JSON writes them', 'é"\\\n\u0001', '"é\\"\\\\\\n\\u0001"'],
    ['minus zero as zero', -0, '0'],
    ['the largest safe integers', [Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER], '[9007199254740991,-9007199254740991]'],
    ['nothing in nothing', [{}, [], ''], '[{},[],""]'],
  ])('writes %s', (_, given, expected) => {
    expect(canonicalJson(given)).toBe(expected);
  });

  test('is the same whatever the order of the keys', () => {
    fc.assert(
      fc.property(value, fc.infiniteStream(fc.nat()), (given, dice) => {
        expect(canonicalJson(shuffled(given, dice))).toBe(canonicalJson(given));
      }),
    );
  });

  test('loses nothing, so that different values differ', () => {
    fc.assert(
      fc.property(value, (given) => {
        expect(JSON.parse(canonicalJson(given))).toEqual(JSON.parse(JSON.stringify(given)));
      }),
    );
  });

  test('of two values is the same only where the values are', () => {
    fc.assert(
      fc.property(fc.tuple(value, value), ([one, other]) => {
        const same = canonicalJson(one) === canonicalJson(other);
        expect(same).toBe(alike(JSON.parse(JSON.stringify(one)), JSON.parse(JSON.stringify(other))));
      }),
    );
  });

  test('of a value changed in one place differs', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), value, { minKeys: 1, noNullPrototype: true }), (given) => {
        const key = Object.keys(given)[0] ?? '';
        expect(canonicalJson({ ...given, [key]: [given[key] ?? ''] })).not.toBe(canonicalJson(given));
        expect(canonicalJson({ ...given, [`${key}!`]: 1 })).not.toBe(canonicalJson(given));
      }),
    );
  });
});

describe('has no spelling for', () => {
  test.each<[string, Hashable]>([
    ['not a number', Number.NaN],
    ['infinity', Number.POSITIVE_INFINITY],
    ['a fraction', 0.5],
    ['an integer too large to be exact', 2 ** 53],
    ['an integer too small to be exact', -(2 ** 53)],
    ['a number below the surface', { a: [{ b: 1.5 }] }],
    ['nothing at all', undefined],
    ['nothing in a list', ['a', undefined]],
  ])('%s', (_, given) => {
    expect(() => canonicalJson(given)).toThrow(TypeError);
  });

  test('a date that is none', () => {
    expect(() => canonicalJson({ at: new Date(Number.NaN) })).toThrow(RangeError);
  });

  // What a store or a caller without types might hand over. Spelt as nothing or as `{}` they would make different things equal.
  test.each<[string, unknown]>([
    ['null', null],
    ['a big integer', 1n],
    ['a symbol', Symbol('a')],
    ['a function', () => 'a'],
    ['a function in a list', [() => 'a']],
    ['a map', new Map([['a', 1]])],
    ['a set', new Set(['a'])],
    ['a regular expression', /a/],
    ['bytes', new Uint8Array([97])],
  ])('%s, which the types already refuse', (_, given) => {
    expect(() => canonicalJson(given as Hashable)).toThrow(TypeError); // the types are what is put to the test
  });
});

test('a date is spelt as a date wherever it was made: a copy by structuredClone, another context', () => {
  const foreign: Date = runInNewContext("new Date('2025-03-03T09:00:00.000Z')");
  expect(canonicalJson(foreign)).toBe('"2025-03-03T09:00:00.000Z"');
  expect(canonicalJson(structuredClone({ at: new Date('2025-03-03T09:00:00.000Z') }))).toBe('{"at":"2025-03-03T09:00:00.000Z"}');
});

test('the hash is SHA-256 of that text, base64url without padding', () => {
  expect(hashOf({ b: [], a: 'é' })).toBe(createHash('sha256').update('{"a":"é","b":[]}', 'utf8').digest('base64url'));
  expect(hashOf('')).toMatch(/^[A-Za-z0-9_-]{43}$/);
});

function shuffled(given: Hashable, dice: fc.Stream<number>): Hashable {
  if (Array.isArray(given)) return given.map((member) => shuffled(member, dice));
  if (typeof given !== 'object' || given instanceof Date) return given;
  const members = Object.entries(given).map(([key, member]) => ({ key, member: shuffled(member, dice), die: dice.next().value ?? 0 }));
  return Object.fromEntries(members.sort((a, b) => a.die - b.die).map(({ key, member }) => [key, member]));
}

/** Equality of parsed JSON, with no regard to the order of keys. */
function alike(one: unknown, other: unknown): boolean {
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return one === other;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const [a, b] = [new Map(Object.entries(one)), new Map(Object.entries(other))];
  return a.size === b.size && [...a].every(([key, member]) => b.has(key) && alike(member, b.get(key)));
}
