/** T13: an id of a link, its nonce, a linked login's id: nothing in one says anything of another, and none is longer to guess than 256 bits. */
import { expect, it } from '@jest/globals';
import { createParts } from '../../src/oidc/parts.ts';
import { createMemoryStore } from '../../src/storage/memory/memory-store.ts';

const count = 100_000;
const alphabet = 64;

it('T13: 100,000 ids, all different, without structure in any place, in their order, or from one to the next', () => {
  const clock = () => new Date();
  const directory = { accounts: async () => new Map(), counterparts: async () => [], spaceOf: async () => undefined };
  const { newId } = createParts(
    { spaces: [], policies: () => [], store: createMemoryStore({ clock }), directory, approvers: {} },
    () => undefined,
  );
  const ids = Array.from({ length: count }, newId);

  expect(new Set(ids).size).toBe(count);
  expect(ids.every((id) => /^[\w-]{43}$/.test(id))).toBe(true);
  for (let place = 0; place < 43; place += 1) {
    const seen = new Map<string, number>();
    for (const id of ids) seen.set(id.charAt(place), (seen.get(id.charAt(place)) ?? 0) + 1);
    const expected = count / alphabet;
    const chiSquare = [...seen.values()].reduce((sum, times) => sum + (times - expected) ** 2 / expected, 0);
    // 63 degrees of freedom: mean 63, deviation 11.2; more than seven deviations in no place, by chance once in billions of runs.
    expect([place, seen.size, chiSquare < 63 + 7 * 11.3]).toEqual([place, alphabet, true]);
  }
  const pairs = ids.slice(1).map((id, index) => [ids[index] ?? '', id] as const);
  const rising = pairs.filter(([one, next]) => one < next).length / pairs.length;
  expect(Math.abs(rising - 0.5)).toBeLessThan(0.01);
  const alike = pairs.reduce((sum, [one, next]) => sum + [...one].filter((letter, place) => next.charAt(place) === letter).length, 0);
  expect(Math.abs(alike / (pairs.length * 43) - 1 / alphabet)).toBeLessThan(0.001);
});
