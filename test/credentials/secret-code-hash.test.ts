/** Secret codes at rest; the example is the one of the reference implementation's own tests. */
import { expect, test } from '@jest/globals';
import { type Derive, hashOfNobody, hashSecretCode, matchesSecretCode } from '../../src/server/credentials/secret-code-hash.ts';
import { cheap } from './world.ts';

const reference = '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc';

test('a hash of the reference implementation is understood', async () => {
  expect(await matchesSecretCode('password', reference)).toBe(true);
  expect(await matchesSecretCode('passwore', reference)).toBe(false);
});

test('a code matches its own hash, which has a salt of its own and OWASP’s parameters', async () => {
  const [one, two] = [await hashSecretCode('135790'), await hashSecretCode('135790')];
  expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
  expect(one).not.toBe(two);
  expect(await matchesSecretCode('135790', one)).toBe(true);
  expect(await matchesSecretCode('135791', one)).toBe(false);
});

test('T42: comparing with nobody’s hash is the work of comparing with a real one', async () => {
  const work: unknown[] = [];
  const derive: Derive = async (_code, salt, cost, length) => {
    work.push({ salt: salt.length, cost, length });
    return Buffer.alloc(length);
  };
  await matchesSecretCode('135790', await hashSecretCode('135790', cheap), derive);
  await matchesSecretCode('135790', hashOfNobody(cheap), derive);
  expect(work[1]).toEqual(work[0]);
  expect(work).toHaveLength(2);
});

test.each(['', 'plain', reference.replace('argon2id', 'argon2i'), reference.replace('v=19', 'v=16'), `${reference}!`])(
  'a stored %j is a fault, not a wrong code',
  async (stored) => {
    await expect(matchesSecretCode('password', stored)).rejects.toThrow(TypeError);
  },
);
