import { expect, test } from '@jest/globals';
import { brokenRule } from '../../src/server/credentials/code-rules.ts';

test.each([
  ['', 'not_six_digits'],
  ['12345', 'not_six_digits'],
  ['1234567', 'not_six_digits'],
  ['13579a', 'not_six_digits'],
  ['135790\n', 'not_six_digits'],
  ['１３５７９０', 'not_six_digits'],
  ['195028', 'unchanged'],
  ['000000', 'too_simple'],
  ['777777', 'too_simple'],
  ['123456', 'too_simple'],
  ['456789', 'too_simple'],
  ['890123', 'too_simple'],
  ['654321', 'too_simple'],
  ['121212', 'too_simple'],
  ['123123', 'too_simple'],
  ['123321', 'too_simple'],
  ['135790', undefined],
  ['246801', undefined],
  ['111112', undefined],
])('secret_code %j: %s', (next, rule) => {
  expect(brokenRule(next, '195028')).toBe(rule);
});
