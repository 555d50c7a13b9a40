/** What every AccountStore must keep; each case proves one sentence of src/server/directory/account-store.ts. */
import { describe, expect, test } from '@jest/globals';
import { nanoid } from 'nanoid';
import type { StoredAccount } from '../../../src/server/directory/account-store.ts';
import { later, start, storedAccount } from './samples.ts';
import { operatorCorpus, type Subject } from './subject.ts';

export function accountStoreContract(subject: () => Subject): void {
  const accounts = () => subject().store.accounts;
  const stored = async ({ accountId }: Pick<StoredAccount, 'accountId'>) => (await accounts().byIds([accountId]))[0];

  test('an account is found by its id, its identifier and its person, all of it', async () => {
    const account = storedAccount();
    expect(await accounts().insert(account)).toBe(true);
    expect(await accounts().byIds([account.accountId])).toEqual([account]);
    expect(await accounts().byIdentifier('pro', account.identifier)).toEqual(account);
    expect(await accounts().byPerson(account.personId, 'pro')).toEqual([account]);
  });

  test('what an account lacks stays absent', async () => {
    const { authenticatorSubject, company, firstLoginAt, email, language, ...account } = storedAccount({ status: 'never_opened' });
    await accounts().insert(account);
    expect(await accounts().byIds([account.accountId])).toEqual([account]);
  });

  test('an account is a copy, on the way in and on the way out', async () => {
    const account = storedAccount();
    const given = structuredClone(account);
    await accounts().insert(given);
    Object.assign(given, { status: 'blocked' });
    Object.assign((await accounts().byIdentifier('pro', account.identifier)) ?? {}, { status: 'closed' });
    expect(await accounts().byIds([account.accountId])).toEqual([account]);
  });

  test('an identifier belongs to one account of its space', async () => {
    const account = storedAccount();
    await accounts().insert(account);
    const twin = storedAccount({ identifier: account.identifier });
    expect(await accounts().insert(twin)).toBe(false);
    expect(await accounts().byIds([twin.accountId])).toEqual([]);
    const elsewhere = storedAccount({ identifier: account.identifier, space: 'particuliers' });
    expect(await accounts().insert(elsewhere)).toBe(true);
    expect(await accounts().byIdentifier('particuliers', account.identifier)).toEqual(elsewhere);
    expect(await accounts().byIdentifier('nowhere', account.identifier)).toBeUndefined();
  });

  test('an account id belongs to one account', async () => {
    const account = storedAccount();
    await accounts().insert(account);
    expect(await accounts().insert(storedAccount({ accountId: account.accountId }))).toBe(false);
    expect(await accounts().byIds([account.accountId])).toEqual([account]);
  });

  test('byIds answers those that exist, each once', async () => {
    const [one, two] = [storedAccount(), storedAccount()];
    for (const account of [one, two]) await accounts().insert(account);
    const found = await accounts().byIds([two.accountId, nanoid(), one.accountId, two.accountId]);
    expect(new Set(found)).toEqual(new Set([one, two]));
    expect(found).toHaveLength(2);
    expect(await accounts().byIds([])).toEqual([]);
  });

  test('byPerson answers the accounts of that person in that space and no other', async () => {
    const personId = nanoid();
    const [first, second, personal] = [
      storedAccount({ personId }),
      storedAccount({ personId }),
      storedAccount({ personId, space: 'particuliers' }),
    ];
    for (const account of [first, second, personal, storedAccount()]) await accounts().insert(account);
    expect(new Set(await accounts().byPerson(personId, 'pro'))).toEqual(new Set([first, second]));
    expect(await accounts().byPerson(personId, 'particuliers')).toEqual([personal]);
    expect(await accounts().byPerson(nanoid(), 'pro')).toEqual([]);
  });

  describe('change', () => {
    const active = (credentialsVersion: string) => ({ credentialsVersion, status: 'active' }) as const;

    test('writes the given fields if the credentials version and the status are the stored ones', async () => {
      const account = storedAccount({ credentialsVersion: 'v1' });
      await accounts().insert(account);
      expect(await accounts().change(account.accountId, active('v1'), { secretCodeHash: 'new', credentialsVersion: 'v2' })).toBe(true);
      expect(await accounts().change(account.accountId, active('v1'), { status: 'closed' })).toBe(false);
      const neverOpened = { credentialsVersion: 'v2', status: 'never_opened' } as const;
      expect(await accounts().change(account.accountId, neverOpened, { status: 'closed' })).toBe(false);
      expect(await accounts().change(account.accountId, active('v2'), { status: 'blocked' })).toBe(true);
      expect(await accounts().change(account.accountId, active('v2'), { status: 'active' })).toBe(false);
      expect(await stored(account)).toEqual({ ...account, secretCodeHash: 'new', credentialsVersion: 'v2', status: 'blocked' });
    });

    test('of undefined takes away what an account may lack', async () => {
      const account = storedAccount({ mustChangeSecretCode: true, statusAsOf: start });
      await accounts().insert(account);
      const nothing = { mustChangeSecretCode: undefined, statusAsOf: undefined, company: undefined };
      expect(await accounts().change(account.accountId, account, { ...nothing, name: 'Camille Durand' })).toBe(true);
      const { mustChangeSecretCode, statusAsOf, company, ...rest } = account;
      const found = await stored(account);
      expect(found).toEqual({ ...rest, name: 'Camille Durand' });
      for (const name of Object.keys(nothing)) expect(found).not.toHaveProperty(name);
    });

    test('of nothing still tells whether the version and the status are the stored ones; of an unknown account it is false', async () => {
      const account = storedAccount({ credentialsVersion: 'v1' });
      await accounts().insert(account);
      expect(await accounts().change(account.accountId, active('v1'), {})).toBe(true);
      expect(await accounts().change(account.accountId, active('v2'), {})).toBe(false);
      expect(await accounts().change(nanoid(), active('v1'), { status: 'closed' })).toBe(false);
    });

    test('to an identifier that another account has is false, and writes nothing', async () => {
      const [one, two] = [storedAccount(), storedAccount()];
      for (const account of [one, two]) await accounts().insert(account);
      expect(await accounts().change(one.accountId, one, { identifier: two.identifier, status: 'closed' })).toBe(false);
      expect(await stored(one)).toEqual(one);
    });
  });

  describe('setStatus', () => {
    test('sets the status and the time that it is as of, and nothing else', async () => {
      const account = storedAccount();
      await accounts().insert(account);
      expect(await accounts().setStatus(account.accountId, 'blocked', later(1))).toBe('set');
      expect(await stored(account)).toEqual({ ...account, status: 'blocked', statusAsOf: later(1) });
      expect(await accounts().setStatus(account.accountId, 'active', later(2))).toBe('set');
      expect(await stored(account)).toEqual({ ...account, status: 'active', statusAsOf: later(2) });
    });

    test.each(['active', 'blocked'] as const)('T37: %s as of a time before the stored one is outdated', async (status) => {
      const account = storedAccount({ status: status === 'active' ? 'blocked' : 'active', statusAsOf: later(5) });
      await accounts().insert(account);
      expect(await accounts().setStatus(account.accountId, status, later(4.999))).toBe('outdated');
      expect(await stored(account)).toEqual(account);
      expect(await accounts().setStatus(account.accountId, status, later(5.001))).toBe('set');
    });

    test('T37: of a block and an unblock of one moment the block stands, whichever comes first', async () => {
      for (const order of [['blocked', 'active'] as const, ['active', 'blocked'] as const]) {
        const account = storedAccount();
        await accounts().insert(account);
        for (const status of order) await accounts().setStatus(account.accountId, status, later(5));
        expect((await stored(account))?.status).toBe('blocked');
      }
    });

    test('closed is set whatever the times, and is for ever', async () => {
      const account = storedAccount({ status: 'blocked', statusAsOf: later(5) });
      await accounts().insert(account);
      expect(await accounts().setStatus(account.accountId, 'closed', later(1))).toBe('set');
      const closed = { ...account, status: 'closed', statusAsOf: later(1) };
      for (const status of ['active', 'blocked', 'closed'] as const) {
        expect(await accounts().setStatus(account.accountId, status, later(9))).toBe('outdated');
      }
      expect(await stored(account)).toEqual(closed);
    });

    test('an account that was never logged in to does not become active by being unblocked', async () => {
      const { firstLoginAt, ...account } = storedAccount({ status: 'never_opened' });
      await accounts().insert(account);
      await accounts().setStatus(account.accountId, 'blocked', later(1));
      expect(await accounts().setStatus(account.accountId, 'active', later(2))).toBe('set');
      expect(await stored(account)).toEqual({ ...account, status: 'never_opened', statusAsOf: later(2) });
    });

    test('of an unknown account is unknown, and makes none', async () => {
      const id = nanoid();
      for (const status of ['active', 'blocked', 'closed'] as const) {
        expect(await accounts().setStatus(id, status, later(1))).toBe('unknown');
      }
      expect(await accounts().byIds([id])).toEqual([]);
    });

    test('T37: block, unblock and block again, in all orders and twice each, leave the last', async () => {
      const events = [
        ['blocked', later(1)],
        ['active', later(2)],
        ['blocked', later(3)],
      ] as const;
      for (const order of ordersOf([0, 1, 2])) {
        const account = storedAccount();
        await accounts().insert(account);
        for (const index of order.flatMap((event) => [event, event])) {
          const [status, asOf] = events[index] ?? events[0];
          await accounts().setStatus(account.accountId, status, asOf);
        }
        expect(await stored(account)).toEqual({ ...account, status: 'blocked', statusAsOf: later(3) });
      }
    });
  });

  describe('fillInEmail', () => {
    test('gives an address to an account that has none, and changes nothing else', async () => {
      const { email: _, ...account } = storedAccount();
      await accounts().insert(account);
      expect(await accounts().fillInEmail(account.accountId, 'a@bank.example')).toBe(true);
      expect(await stored(account)).toEqual({ ...account, email: 'a@bank.example' });
    });

    test('of two at once one, and never over an address that is there', async () => {
      const { email: _, ...account } = storedAccount();
      await accounts().insert(account);
      const addresses = ['a@bank.example', 'b@bank.example'];
      const filled = await Promise.all(addresses.map((email) => accounts().fillInEmail(account.accountId, email)));
      expect(filled.toSorted()).toEqual([false, true]);
      expect((await stored(account))?.email).toBe(addresses[filled.indexOf(true)]);
      expect(await accounts().fillInEmail(account.accountId, 'c@bank.example')).toBe(false);
    });

    test('of an unknown account is false, and makes none', async () => {
      const id = nanoid();
      expect(await accounts().fillInEmail(id, 'a@bank.example')).toBe(false);
      expect(await accounts().byIds([id])).toEqual([]);
    });
  });

  describe('credentialsChanged', () => {
    test('writes the new version whatever the stored one and the status, and the new code where there is one', async () => {
      const account = storedAccount({ status: 'blocked', mustChangeSecretCode: true });
      await accounts().insert(account);
      expect(await accounts().credentialsChanged(account.accountId, 'v2')).toBe(true);
      expect(await stored(account)).toEqual({ ...account, credentialsVersion: 'v2' });
      const change = { secretCodeHash: 'of the bank', mustChangeSecretCode: true };
      expect(await accounts().credentialsChanged(account.accountId, 'v3', change)).toBe(true);
      expect(await stored(account)).toEqual({ ...account, ...change, credentialsVersion: 'v3' });
    });

    test('to the version that is stored already is done', async () => {
      const account = storedAccount();
      await accounts().insert(account);
      expect(await accounts().credentialsChanged(account.accountId, account.credentialsVersion)).toBe(true);
    });

    test('of an unknown account is false, and makes none', async () => {
      const id = nanoid();
      expect(await accounts().credentialsChanged(id, 'v2')).toBe(false);
      expect(await accounts().byIds([id])).toEqual([]);
    });
  });

  describe('administratorChanged', () => {
    const person = async (account: StoredAccount) => (await stored(account))?.personId;

    test('writes the new version and the person as of a time, and nothing else', async () => {
      const account = storedAccount({ status: 'blocked' });
      await accounts().insert(account);
      expect(await accounts().administratorChanged(account.accountId, 'v2', 'per_next', later(1))).toBe(true);
      expect(await stored(account)).toEqual({ ...account, credentialsVersion: 'v2', personId: 'per_next', personAsOf: later(1) });
      expect(await accounts().administratorChanged(account.accountId, 'v3', undefined, later(2))).toBe(true);
      expect(await stored(account)).toEqual({ ...account, credentialsVersion: 'v3', personId: '', personAsOf: later(2) });
      expect(await accounts().byPerson('per_next', account.space)).toEqual([]);
    });

    test('T37: as of a time before the stored one it leaves the person, and gives the version all the same', async () => {
      const account = storedAccount({ personId: 'per_now', personAsOf: later(5) });
      await accounts().insert(account);
      for (const personId of [undefined, 'per_former']) {
        expect(await accounts().administratorChanged(account.accountId, `v-${personId}`, personId, later(4.999))).toBe(true);
        expect(await stored(account)).toEqual({ ...account, credentialsVersion: `v-${personId}` });
      }
    });

    test('of one moment: the same again stands, of two persons none does, in any order', async () => {
      for (const [order, left] of [
        [['per_one', 'per_one'], 'per_one'],
        [['per_one', 'per_two', 'per_one'], ''],
        [[undefined, 'per_one'], ''],
        [['per_one', undefined, 'per_one'], ''],
      ] as const) {
        const account = storedAccount();
        await accounts().insert(account);
        for (const personId of order) await accounts().administratorChanged(account.accountId, 'v2', personId, later(5));
        expect(await person(account)).toBe(left);
      }
    });

    test('a name that looks like a field or an operator is a name', async () => {
      const account = storedAccount();
      await accounts().insert(account);
      for (const [seconds, name] of ['$credentialsVersion', '$$ROOT'].entries()) {
        await accounts().administratorChanged(account.accountId, name, name, later(seconds));
        expect(await stored(account)).toMatchObject({ personId: name, credentialsVersion: name });
      }
    });

    test('an account of nobody who is known can be made, and asked for by its id alone', async () => {
      const account = storedAccount({ personId: '' });
      expect(await accounts().insert(account)).toBe(true);
      expect(await stored(account)).toEqual(account);
      await expect(accounts().byPerson('', account.space)).rejects.toThrow(TypeError);
    });

    test('of an unknown account is false, and makes none', async () => {
      const id = nanoid();
      expect(await accounts().administratorChanged(id, 'v2', undefined, later(1))).toBe(false);
      expect(await accounts().byIds([id])).toEqual([]);
    });
  });

  // Undefined is nobody who is known, and a value.
  test.each(operatorCorpus.filter(([, smuggled]) => smuggled !== undefined))(
    'T45: %s in the place of a person is refused',
    async (_, smuggled) => {
      await expect(accounts().administratorChanged('a', 'v1', smuggled, start)).rejects.toThrow(TypeError);
    },
  );

  test.each(operatorCorpus)('T45: %s in the place of an identifier is refused', async (_, smuggled) => {
    await expect(accounts().byIdentifier('pro', smuggled)).rejects.toThrow(TypeError);
    await expect(accounts().byIdentifier(smuggled, 'a')).rejects.toThrow(TypeError);
    await expect(accounts().byIds([smuggled])).rejects.toThrow(TypeError);
    await expect(accounts().byPerson(smuggled, 'pro')).rejects.toThrow(TypeError);
    await expect(accounts().byPerson('a', smuggled)).rejects.toThrow(TypeError);
    await expect(accounts().change(smuggled, { credentialsVersion: 'v1', status: 'active' }, {})).rejects.toThrow(TypeError);
    await expect(accounts().change('a', { credentialsVersion: smuggled, status: 'active' }, {})).rejects.toThrow(TypeError);
    await expect(accounts().change('a', { credentialsVersion: 'v1', status: smuggled }, {})).rejects.toThrow(TypeError);
    await expect(accounts().setStatus(smuggled, 'active', start)).rejects.toThrow(TypeError);
    await expect(accounts().setStatus('a', smuggled, start)).rejects.toThrow(TypeError);
    await expect(accounts().fillInEmail(smuggled, 'a@bank.example')).rejects.toThrow(TypeError);
    await expect(accounts().fillInEmail('a', smuggled)).rejects.toThrow(TypeError);
    await expect(accounts().credentialsChanged(smuggled, 'v1')).rejects.toThrow(TypeError);
    await expect(accounts().credentialsChanged('a', smuggled)).rejects.toThrow(TypeError);
    await expect(accounts().administratorChanged(smuggled, 'v1', undefined, start)).rejects.toThrow(TypeError);
    await expect(accounts().administratorChanged('a', smuggled, undefined, start)).rejects.toThrow(TypeError);
    await expect(accounts().insert(storedAccount({ accountId: smuggled }))).rejects.toThrow(TypeError);
  });
}

function ordersOf<T>(items: readonly T[]): T[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item, index) => ordersOf(items.toSpliced(index, 1)).map((rest) => [item, ...rest]));
}
