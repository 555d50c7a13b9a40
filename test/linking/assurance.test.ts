/** Assurance levels as tables: what a login of each level answers, and what a linked login may never claim (T27). */
import { describe, expect, test } from '@jest/globals';
import { type AcrRequest, acr, isKnownAcr, levelFor, linkedLoginReaches, reaches, satisfies } from '../../src/linking/assurance.ts';

const { linked, code, strong } = acr;
const unknown = 'urn:example:gold';

test('the levels are these, by these names on the wire', () => {
  expect(acr).toEqual({ linked: 'urn:passerelle:acr:linked', code: 'urn:passerelle:acr:code', strong: 'urn:passerelle:acr:strong' });
});

test.each([linked, code, strong])('%s is known', (value) => {
  expect(isKnownAcr(value)).toBe(true);
});

test.each(['', unknown, 'linked', `${code} `, code.toUpperCase(), 'constructor', '__proto__', 'toString'])("'%s' is not known", (value) => {
  expect(isKnownAcr(value)).toBe(false);
});

type Answers = readonly [asked: readonly string[], byLinked: boolean, byCode: boolean, byStrong: boolean];

/** Which of the three levels satisfy a list; the same holds for an essential acr. */
const lists: readonly Answers[] = [
  [[linked], true, true, true],
  [[code], false, true, true],
  [[strong], false, false, true],
  [[linked, code], true, true, true],
  [[linked, strong], true, true, true],
  [[strong, linked], true, true, true],
  [[code, strong], false, true, true],
  [[strong, code], false, true, true],
  [[linked, code, strong], true, true, true],
  [[unknown, linked], true, true, true],
  [[unknown, code], false, true, true],
  [[strong, unknown], false, false, true],
];
/** Lists in which no known level is: an essential one can be met by nobody, a voluntary one asks for nothing. */
const unmeetable: readonly (readonly string[])[] = [
  [],
  [unknown],
  [''],
  ['constructor'],
  ['__proto__', 'toString'],
  [unknown, 'urn:example:silver'],
];

/** What is held by somebody who holds no level of ours. */
const nothing = [undefined, unknown, '', 'constructor', '__proto__'] as const;

describe.each(lists)('acr %j', (asked, byLinked, byCode, byStrong) => {
  const essential: AcrRequest = { essential: asked, voluntary: [] };
  const voluntary: AcrRequest = { essential: undefined, voluntary: asked };
  const held = [
    [linked, byLinked],
    [code, byCode],
    [strong, byStrong],
  ] as const;

  test.each(held)('held %s: %s, as a list, essential or voluntary', (level, expected) => {
    expect(satisfies(level, asked)).toBe(expected);
    expect(reaches(level, essential)).toBe(expected);
    expect(reaches(level, voluntary)).toBe(expected);
  });

  test.each(nothing)('held %s: only where a linked login is accepted, for then every login is', (level) => {
    expect(satisfies(level, asked)).toBe(asked.includes(linked));
    expect(reaches(level, essential)).toBe(asked.includes(linked));
    expect(reaches(level, voluntary)).toBe(asked.includes(linked));
  });

  test('T27: a linked login reaches it where its own level is accepted, and never else', () => {
    expect(linkedLoginReaches(essential)).toBe(asked.includes(linked));
    expect(linkedLoginReaches(voluntary)).toBe(asked.includes(linked));
  });

  test('a direct login needs the least level that satisfies it', () => {
    expect(levelFor(essential)).toBe(byCode ? 'code' : 'strong');
    expect(levelFor(voluntary)).toBe(byCode ? 'code' : 'strong');
  });
});

describe.each(unmeetable.map((asked) => [asked] as const))('acr %j, of which nothing is known', (asked) => {
  test.each([linked, code, strong, ...nothing])('held %s: an essential one is not met, a voluntary one asks for nothing', (level) => {
    expect(satisfies(level, asked)).toBe(false);
    expect(reaches(level, { essential: asked, voluntary: [] })).toBe(false);
    expect(reaches(level, { essential: undefined, voluntary: asked })).toBe(true);
  });

  test('a linked login cannot answer the essential one; a direct login does its best', () => {
    expect(linkedLoginReaches({ essential: asked, voluntary: [] })).toBe(false);
    expect(linkedLoginReaches({ essential: undefined, voluntary: asked })).toBe(true);
    expect(levelFor({ essential: asked, voluntary: [] })).toBe('strong');
    expect(levelFor({ essential: undefined, voluntary: asked })).toBe('code');
  });
});

describe('an essential acr holds by itself, whatever acr_values say beside it', () => {
  test.each<[essential: string, voluntary: string, byLinked: boolean, byCode: boolean, byStrong: boolean, level: string]>([
    [linked, linked, true, true, true, 'code'],
    [linked, code, false, true, true, 'code'],
    [linked, strong, false, false, true, 'strong'],
    [code, linked, false, true, true, 'code'],
    [code, strong, false, false, true, 'strong'],
    [strong, linked, false, false, true, 'strong'],
    [strong, code, false, false, true, 'strong'],
    [strong, unknown, false, false, true, 'strong'],
    [unknown, linked, false, false, false, 'strong'],
  ])('essential %s, acr_values %s', (essential, voluntary, byLinked, byCode, byStrong, level) => {
    const request = { essential: [essential], voluntary: [voluntary] };
    expect([linked, code, strong].map((held) => reaches(held, request))).toEqual([byLinked, byCode, byStrong]);
    expect(linkedLoginReaches(request)).toBe(byLinked);
    expect(levelFor(request)).toBe(level);
  });
});
