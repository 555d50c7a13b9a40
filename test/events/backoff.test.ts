/** When a delivery that failed is tried again, and when it is given up. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { nextAttempt } from '../../src/events/backoff.ts';
import { now } from './transmitter.ts';

const hour = 60 * 60 * 1000;
const almostOne = 1 - Number.EPSILON;
const waited = (attempts: number, random: number, createdAt = now) => {
  const next = nextAttempt({ attempts, createdAt }, now, random);
  return next && next.getTime() - now.getTime();
};

describe('a delivery that failed', () => {
  test.each([
    [1, 1_000],
    [2, 2_000],
    [3, 4_000],
    [8, 128_000],
    [11, 1_024_000],
    [12, 1_800_000],
    [149, 1_800_000],
  ])('%d times waits %d ms at most, and anything less', (attempts, ceiling) => {
    expect(waited(attempts, almostOne)).toBe(ceiling);
    expect(waited(attempts, 0.5)).toBe(ceiling / 2 + 1);
    expect(waited(attempts, 0)).toBe(1);
  });

  test('a day after it was put it is given up, but never before it was tried eight times', () => {
    const ago = (milliseconds: number) => new Date(now.getTime() - milliseconds);
    expect(waited(8, 0, ago(24 * hour - 1))).toBe(1);
    expect(waited(8, 0, ago(24 * hour))).toBeUndefined();
    expect(waited(7, 0, ago(48 * hour))).toBe(1);
  });

  test('never waits less than a millisecond nor more than half an hour', () => {
    const anyRandom = fc.double({ min: 0, max: almostOne, noNaN: true });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 149 }), anyRandom, (attempts, random) => {
        const wait = waited(attempts, random) ?? Number.NaN;
        return wait >= 1 && wait <= 1_800_000;
      }),
    );
  });
});
