/** The family of a browser by its User-Agent: a name that a person knows, and never anything of what was sent itself. */
import { expect, it } from '@jest/globals';
import { browserFamilyOf } from '../../src/oidc/browser-family.ts';
import { userAgents } from './user-agents.ts';

it.each([
  ['firefox', 'Firefox'],
  ['chrome', 'Chrome'],
  ['safari', 'Safari'],
  ['edge', 'Microsoft Edge'],
] as const)('User-Agent of %s: %s', (name, family) => {
  expect(browserFamilyOf(userAgents[name])).toBe(family);
});

it.each([
  undefined,
  '',
  '   ',
  'Mozilla/5.0',
  'curl/8.5.0',
  'Camille/1.0',
  '<script>alert(1)</script>/1.0',
  'constructor/1.0',
  'toString/1.0',
  '\u0000\uffff/1',
  ')]}[({*+?\\',
  `${userAgents.firefox} ${'x'.repeat(512)}`,
])('User-Agent %j: no family', (userAgent) => {
  expect(browserFamilyOf(userAgent)).toBeUndefined();
});

it('whatever is sent gives a name of letters and spaces, quickly, or none', () => {
  const pieces = [
    'Mozilla/5.0 ',
    '(',
    ')',
    'Chrome/',
    'Version/',
    'Safari/537.36 ',
    'Firefox/',
    '9'.repeat(40),
    ' like Gecko',
    ';',
    'é',
    '\n',
  ];
  for (let seed = 1; seed <= 300; seed += 1) {
    const userAgent = Array.from({ length: 24 }, (_, index) => pieces[(seed * (index + 7) * 31) % pieces.length]).join('');
    expect(browserFamilyOf(userAgent) ?? '').toMatch(/^[A-Za-z -]*$/);
  }
});
