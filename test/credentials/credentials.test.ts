/** Identifiers and secret codes: who gets in, what everybody else is told, and what a new code changes. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { nanoid } from 'nanoid';
import { createCredentials } from '../../src/server/credentials/credentials.ts';
import { createLoginLimiter } from '../../src/server/credentials/login-limits.ts';
import { argon2id } from '../../src/server/credentials/secret-code-hash.ts';
import type { StoredAccount } from '../../src/server/directory/account-store.ts';
import { describeOnStores } from '../ground/stores.ts';
import { type CredentialsWorld, cheap, createCredentialsWorld, limits, rightCode, saltOf, wrong, wrongCode } from './world.ts';

const now = new Date('2050-01-31T10:00:00.123Z');
const nextCode = '864209';

describeOnStores('secret_code', (kind) => {
  let world: CredentialsWorld;
  beforeAll(async () => {
    world = await createCredentialsWorld(kind, { clock: () => now });
  });
  afterAll(() => world.close());

  const verify = ({ space, identifier }: Pick<StoredAccount, 'space' | 'identifier'>, secretCode: string) =>
    world.nodes[0].verify({ space, identifier, secretCode, address: nanoid() });
  const change = ({ accountId }: StoredAccount, next: string, current = rightCode) =>
    world.nodes[0].change({ accountId, current, next, address: nanoid() });

  describe('at login', () => {
    test('the right one answers the account, by its identifier or by its id', async () => {
      const account = await world.account();
      const { accountId } = account;
      expect(await verify(account, rightCode)).toMatchObject({ ok: true, accountId, credentialsVersion: expect.any(String) });
      expect(await world.nodes[0].verifyFor({ accountId, secretCode: rightCode, address: 'a' })).toMatchObject({
        ok: true,
        accountId,
        credentialsVersion: expect.any(String),
      });
    });

    test('an identifier counts in its own space only', async () => {
      const account = await world.account();
      expect(await verify({ space: 'particuliers', identifier: account.identifier }, rightCode)).toEqual(wrong);
    });

    test.each(['active', 'never_opened'] as const)('an account that is %s lets in', async (status) => {
      const account = await world.account({ status });
      expect(await verify(account, rightCode)).toMatchObject({ ok: true });
    });

    test('T42: whoever is refused is told the same, for the same work', async () => {
      const locked = await world.account();
      for (let failure = 0; failure < limits.failuresPerAccount; failure += 1) await verify(locked, wrongCode);
      const refused: [string, () => Promise<unknown>][] = [
        ['wrong code', async () => verify(await world.account(), wrongCode)],
        ['unknown identifier', () => verify({ space: 'pro', identifier: nanoid() }, rightCode)],
        ['no identifier', () => verify({ space: 'pro', identifier: '' }, rightCode)],
        ['unknown account', () => world.nodes[0].verifyFor({ accountId: nanoid(), secretCode: rightCode, address: 'b' })],
        ['blocked', async () => verify(await world.account({ status: 'blocked' }), rightCode)],
        ['closed', async () => verify(await world.account({ status: 'closed' }), rightCode)],
        ['locked', () => verify(locked, rightCode)],
      ];
      for (const [who, attempt] of refused) {
        world.computations();
        const answer = await attempt();
        const costs = world.computations().map(({ cost }) => cost);
        expect({ who, answer, costs }).toEqual({ who, answer: wrong, costs: [cheap] });
      }
    });

    test('the code of a blocked account is not even compared', async () => {
      const account = await world.account({ status: 'blocked' });
      world.computations();
      await verify(account, rightCode);
      expect(world.computations().map(({ salt }) => salt)).not.toContain(saltOf(account));
    });
  });

  describe('at the first login', () => {
    test('the account is opened, once', async () => {
      const { firstLoginAt: _, ...neverOpened } = await world.account({ status: 'never_opened' });
      await Promise.all(world.nodes.map((node) => node.recordLogin(neverOpened.accountId)));
      expect(await world.stored(neverOpened.accountId)).toEqual({ ...neverOpened, status: 'active', firstLoginAt: now });
    });

    test.each(['active', 'blocked', 'closed'] as const)('an account that is %s stays as it is', async (status) => {
      const account = await world.account({ status, firstLoginAt: new Date('2040-01-01') });
      await world.nodes[0].recordLogin(account.accountId);
      expect(await world.stored(account.accountId)).toEqual(account);
    });
  });

  describe('changed', () => {
    test('the new one lets in, the old one does not, and links see another credentials version', async () => {
      const account = await world.account();
      expect(await change(account, nextCode)).toEqual({ ok: true });
      expect(await verify(account, rightCode)).toEqual(wrong);
      expect(await verify(account, nextCode)).toMatchObject({ ok: true });
      const { secretCodeHash, credentialsVersion, ...rest } = account;
      const stored = await world.stored(account.accountId);
      expect(stored).toMatchObject(rest);
      expect(stored?.credentialsVersion).not.toBe(credentialsVersion);
      expect(stored?.secretCodeHash).not.toBe(secretCodeHash);
    });

    test.each([
      ['not_six_digits', '12345'],
      ['unchanged', rightCode],
      ['too_simple', '000000'],
    ])('%s is refused, and nothing is written', async (code, next) => {
      const account = await world.account();
      expect(await change(account, next)).toEqual({ ok: false, code });
      expect(await world.stored(account.accountId)).toEqual(account);
    });

    test('T30: without the current one it is refused, and counted as a failed login', async () => {
      const account = await world.account();
      for (let failure = 0; failure < limits.failuresPerAccount; failure += 1) {
        expect(await change(account, nextCode, wrongCode)).toEqual(wrong);
      }
      expect(await change(account, nextCode)).toEqual(wrong);
      expect(await verify(account, rightCode)).toEqual(wrong);
      expect(await world.stored(account.accountId)).toEqual(account);
    });

    test('by two at once: one is written whole, the other is told', async () => {
      const account = await world.account();
      const codes = ['864209', '975310'];
      const answers = await Promise.all(codes.map((code) => change(account, code)));
      expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
      const winner = codes[answers.findIndex(({ ok }) => ok)] ?? '';
      expect(await verify(account, winner)).toMatchObject({ ok: true });
    });

    test('T4: credentials that change while the code is compared are not overwritten', async () => {
      const account = await world.account();
      const credentials = createCredentials({
        accounts: world.accounts,
        limiter: createLoginLimiter(limits),
        clock: () => now,
        newId: nanoid,
        cost: cheap,
        async derive(...work) {
          await world.accounts.change(account.accountId, account, { credentialsVersion: 'of-the-bank' });
          return argon2id(...work);
        },
      });
      const answer = await credentials.change({ accountId: account.accountId, current: rightCode, next: nextCode, address: 'a' });
      expect(answer).toEqual({ ok: false, code: 'changed_meanwhile' });
      expect(await world.stored(account.accountId)).toEqual({ ...account, credentialsVersion: 'of-the-bank' });
    });
  });
});
