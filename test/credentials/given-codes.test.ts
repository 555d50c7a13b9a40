/** A code that the bank gives (reset), and a new one by whoever was proved otherwise than by a code (replace). */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { nanoid } from 'nanoid';
import type { StoredAccount } from '../../src/server/directory/account-store.ts';
import { describeOnStores } from '../ground/stores.ts';
import { allAtOnce } from '../storage/contracts/subject.ts';
import { type CredentialsWorld, createCredentialsWorld, limits, rightCode, wrong, wrongCode } from './world.ts';

const given = '000000';
const nextCode = '864209';

describeOnStores('a given secret_code', (kind) => {
  let world: CredentialsWorld;
  beforeAll(async () => {
    world = await createCredentialsWorld(kind);
  });
  afterAll(() => world.close());

  const verify = ({ space, identifier }: StoredAccount, secretCode: string) =>
    world.nodes[0].verify({ space, identifier, secretCode, address: nanoid() });
  const reset = ({ accountId }: StoredAccount, secretCode = given) => world.nodes[0].reset(accountId, secretCode);
  const replace = ({ accountId, credentialsVersion }: StoredAccount, next: string, nextVersion = nanoid()) =>
    world.nodes[0].replace({ accountId, credentialsVersion, nextVersion, next });
  const now = async ({ accountId }: StoredAccount) => {
    const stored = await world.stored(accountId);
    if (!stored) throw new Error('the account is gone');
    return stored;
  };

  describe('reset', () => {
    test('the given code is right and must be changed; the old one is wrong, and links see another credentials version', async () => {
      const account = await world.account();
      expect(await reset(account)).toBe(true);
      const { credentialsVersion } = await now(account);
      expect(credentialsVersion).not.toBe(account.credentialsVersion);
      expect(await verify(account, rightCode)).toEqual(wrong);
      const { accountId } = account;
      const change = { ok: false, code: 'change_required', accountId, credentialsVersion };
      expect(await verify(account, given)).toEqual(change);
      expect(await world.nodes[1].verifyFor({ accountId, secretCode: given, address: nanoid() })).toEqual(change);
    });

    test('lifts the lock of the account', async () => {
      const account = await world.account();
      for (let failure = 0; failure < limits.failuresPerAccount; failure += 1) await verify(account, wrongCode);
      expect(await verify(account, rightCode)).toEqual(wrong);
      await reset(account);
      expect(await verify(account, given)).toMatchObject({ code: 'change_required' });
    });

    test('T42: of a blocked or closed account lets nobody in, and says so in no way', async () => {
      for (const status of ['blocked', 'closed'] as const) {
        const account = await world.account({ status });
        expect(await reset(account)).toBe(true);
        expect(await verify(account, given)).toEqual(wrong);
        expect(await now(account)).toMatchObject({ status });
      }
    });

    test('nobody has it: false', async () => {
      expect(await world.nodes[0].reset(nanoid(), given)).toBe(false);
    });

    test.each(['', '00000', '0000000', '00000a'])('%j is no code', async (code) => {
      const account = await world.account();
      await expect(reset(account, code)).rejects.toThrow(TypeError);
      expect(await now(account)).toEqual(account);
    });

    test('changed with the given code as the current one, it must not be changed again', async () => {
      const account = await world.account();
      await reset(account);
      const change = { accountId: account.accountId, current: given, next: nextCode, address: nanoid() };
      expect(await world.nodes[0].change(change)).toEqual({ ok: true });
      expect(await verify(account, nextCode)).toMatchObject({ ok: true, accountId: account.accountId });
      expect(await now(account)).not.toHaveProperty('mustChangeSecretCode');
    });
  });

  describe('replaced', () => {
    test('the new one lets in with the version that was named, and no lock or duty to change stands', async () => {
      const account = await world.account();
      await reset(account);
      for (let failure = 0; failure < limits.failuresPerAccount; failure += 1) await verify(account, wrongCode);
      const seen = await now(account);
      expect(await replace(seen, nextCode, 'v-next')).toEqual({ ok: true });
      expect(await verify(account, nextCode)).toMatchObject({ ok: true, accountId: account.accountId });
      expect(await now(account)).toMatchObject({ credentialsVersion: 'v-next' });
      expect(await now(account)).not.toHaveProperty('mustChangeSecretCode');
    });

    test.each([
      ['not_six_digits', '12345'],
      ['too_simple', '000000'],
      ['unchanged', rightCode],
    ])('%s is refused, and nothing is written', async (code, next) => {
      const account = await world.account();
      expect(await replace(account, next)).toEqual({ ok: false, code });
      expect(await now(account)).toEqual(account);
    });

    test('changed_meanwhile: other credentials, a blocked, a closed or no account', async () => {
      const account = await world.account();
      await reset(account);
      expect(await replace(account, nextCode)).toEqual({ ok: false, code: 'changed_meanwhile' });
      for (const status of ['blocked', 'closed'] as const) {
        expect(await replace(await world.account({ status }), nextCode)).toEqual({ ok: false, code: 'changed_meanwhile' });
      }
      expect(await replace({ ...account, accountId: nanoid() }, nextCode)).toEqual({ ok: false, code: 'changed_meanwhile' });
    });

    test('T19: of ten at once on two nodes one is written, whole', async () => {
      const account = await world.account();
      const { accountId, credentialsVersion } = account;
      const codes = Array.from({ length: 10 }, (_, index) => `86420${index}`);
      const answers = await allAtOnce(10, (index) =>
        world.nodes[index % 2 === 0 ? 0 : 1].replace({
          accountId,
          credentialsVersion,
          nextVersion: `v-${index}`,
          next: codes[index] ?? '',
        }),
      );
      expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
      const winner = answers.findIndex(({ ok }) => ok);
      expect(await now(account)).toMatchObject({ credentialsVersion: `v-${winner}` });
      expect(await verify(account, codes[winner] ?? '')).toMatchObject({ ok: true });
    });
  });
});
