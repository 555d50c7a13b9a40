/** T13: ids of ours, and codes, tokens and sessions of the library: nothing in one says anything of another, and none is shorter than 256 bits. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createParts } from '../../src/oidc/parts.ts';
import { createMemoryStore } from '../../src/storage/memory/memory-store.ts';
import { type BareHost, startBareHost } from '../extension/bare-host.ts';

const count = 100_000;
const length = 43;
const alphabet = 64;
const clock = () => new Date();

let host: BareHost;
beforeAll(async () => {
  host = await startBareHost(createMemoryStore({ clock }));
});
afterAll(() => host.close());

type Maker = () => string;
/** What `save` calls; the types leave it out. */
type Token = { generateTokenId: Maker };
type Model = 'AuthorizationCode' | 'AccessToken' | 'RefreshToken';

function newIdOfOurs(): Maker {
  const directory = { accounts: async () => new Map(), counterparts: async () => [], spaceOf: async () => undefined };
  const options = { spaces: [], policies: () => [], store: createMemoryStore({ clock }), directory, approvers: {} };
  return createParts(options, () => undefined).newId;
}

/** As a provider makes them that the extension has configured. */
function tokenOf(model: Model): Maker {
  const token: Token = Reflect.construct(host.provider[model], [{}]);
  return () => token.generateTokenId();
}

it.each<[string, () => Maker]>([
  ['ids of links and linked logins, nonces', newIdOfOurs],
  ['codes', () => tokenOf('AuthorizationCode')],
  ['access tokens', () => tokenOf('AccessToken')],
  ['refresh tokens', () => tokenOf('RefreshToken')],
  ['session cookies', () => () => new host.provider.Session().jti],
])('T13: 100,000 %s, all different, without structure in any place, in their order, or from one to the next', (_, maker) => {
  const make = maker();
  const ids = Array.from({ length: count }, make);

  expect(new Set(ids).size).toBe(count);
  expect(ids.find((id) => !/^[\w-]{43}$/.test(id))).toBeUndefined();
  const letters = Buffer.from(ids.join(''), 'latin1');
  const expected = count / alphabet;
  for (let place = 0; place < length; place += 1) {
    const seen = new Uint32Array(128);
    for (let at = place; at < letters.length; at += length) seen[letters[at] ?? 0] = (seen[letters[at] ?? 0] ?? 0) + 1;
    const met = [...seen].filter((times) => times > 0);
    const chiSquare = met.reduce((sum, times) => sum + (times - expected) ** 2 / expected, 0);
    // 63 degrees of freedom: mean 63, deviation 11.2; more than seven deviations in no place, by chance once in billions of runs.
    expect([place, met.length, chiSquare < 63 + 7 * 11.3]).toEqual([place, alphabet, true]);
  }
  const rising = ids.filter((id, index) => index > 0 && (ids[index - 1] ?? '') < id).length / (count - 1);
  expect(Math.abs(rising - 0.5)).toBeLessThan(0.01);
  let alike = 0;
  for (let at = length; at < letters.length; at += 1) if (letters[at] === letters[at - length]) alike += 1;
  expect(Math.abs(alike / letters.length - 1 / alphabet)).toBeLessThan(0.001);
});
