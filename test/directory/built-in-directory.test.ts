/** The directory that linking sees over the built-in accounts. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { nanoid } from 'nanoid';
import type { AccountStore } from '../../src/server/directory/account-store.ts';
import { accountIdIn, createBuiltInDirectory } from '../../src/server/directory/built-in-directory.ts';
import { createMemoryStore } from '../../src/storage/memory/memory-store.ts';
import { openMongoStore } from '../../src/storage/mongo/mongo-store.ts';
import { describeOnStores, ownMongoUri } from '../ground/stores.ts';
import { storedAccount } from '../storage/contracts/samples.ts';

const clock = () => new Date();

describeOnStores('the built-in directory', (kind) => {
  let store: { readonly accounts: AccountStore; close(): Promise<void> };
  beforeAll(async () => {
    store = kind === 'memory' ? createMemoryStore({ clock }) : await openMongoStore({ uri: ownMongoUri(), clock });
  });
  afterAll(() => store.close());

  const insert = async (change: Parameters<typeof storedAccount>[0] = {}) => {
    const account = storedAccount(change);
    await store.accounts.insert(account);
    return account;
  };

  test('shows what linking needs of an account, and neither identifier nor code nor account number', async () => {
    const account = await insert();
    expect(await createBuiltInDirectory(store.accounts).accounts([account.accountId])).toEqual(
      new Map([
        [
          account.accountId,
          {
            accountId: account.accountId,
            space: 'pro',
            personId: account.personId,
            status: 'active',
            credentialsVersion: account.credentialsVersion,
            authenticatorSubject: 'phone-1',
            mayActivate: true,
            name: 'Camille Martin',
            maskedAccountNumber: '•••• 0189',
            company: 'Martin SARL',
          },
        ],
      ]),
    );
  });

  test('leaves out what an account lacks', async () => {
    const { authenticatorSubject, company, firstLoginAt, ...account } = storedAccount();
    await store.accounts.insert(account);
    const found = (await createBuiltInDirectory(store.accounts).accounts([account.accountId])).get(account.accountId);
    expect(found).toHaveProperty('accountId', account.accountId);
    expect(found).not.toHaveProperty('company');
    expect(found).not.toHaveProperty('authenticatorSubject');
  });

  test.each(['7', '4321'])('shows nothing of the account number %s', async (accountNumber) => {
    const { accountId } = await insert({ accountNumber });
    const found = (await createBuiltInDirectory(store.accounts).accounts([accountId])).get(accountId);
    expect(found?.maskedAccountNumber).toBe('••••');
  });

  test('reads both accounts at once, from current data', async () => {
    const [one, two] = [await insert(), await insert({ space: 'particuliers' })];
    const reads: (readonly string[])[] = [];
    const directory = createBuiltInDirectory({
      ...store.accounts,
      byIds: (ids) => {
        reads.push(ids);
        return store.accounts.byIds(ids);
      },
    });
    const asked = [one.accountId, two.accountId, one.accountId, 'unknown'];
    expect(new Set((await directory.accounts(asked)).keys())).toEqual(new Set([one.accountId, two.accountId]));
    expect(reads).toHaveLength(1);
    await store.accounts.change(one.accountId, one, { status: 'blocked' });
    expect((await directory.accounts(asked)).get(one.accountId)?.status).toBe('blocked');
  });

  test('T3: counterparts are the accounts of the same person in another space, by the person id alone', async () => {
    const personId = nanoid();
    const pro = await insert({ personId });
    const sameNameAndNumber = { space: 'particuliers', identifier: pro.identifier, authenticatorSubject: 'phone-1' };
    await insert(sameNameAndNumber);
    const personal = await insert({ personId, space: 'particuliers' });
    const directory = createBuiltInDirectory(store.accounts);
    const ids = async (accountId: string, space: string) =>
      (await directory.counterparts(accountId, space)).map((account) => account.accountId);
    expect(await ids(pro.accountId, 'particuliers')).toEqual([personal.accountId]);
    expect(await ids(personal.accountId, 'pro')).toEqual([pro.accountId]);
    expect(await ids(pro.accountId, 'pro')).toEqual([]);
    expect(await ids(pro.accountId, 'nowhere')).toEqual([]);
    expect(await ids('unknown', 'pro')).toEqual([]);
  });

  test('T1: accounts of nobody who is known are not of one person', async () => {
    const pro = await insert({ personId: '' });
    await insert({ personId: '', space: 'particuliers' });
    expect(await createBuiltInDirectory(store.accounts).counterparts(pro.accountId, 'particuliers')).toEqual([]);
  });
});

describe('an account id', () => {
  const closed: AccountStore = createMemoryStore({ clock }).accounts;
  const directory = createBuiltInDirectory(
    new Proxy(closed, {
      get() {
        throw new Error('the store was asked');
      },
    }),
  );

  test.each(['pro', 'pro-2', 'particuliers'])('of the space %s says so without a read', async (space) => {
    const ids = [accountIdIn(space), accountIdIn(space, '_-_a'), accountIdIn(space, '-')];
    expect(await Promise.all(ids.map((id) => directory.spaceOf(id)))).toEqual([space, space, space]);
  });

  test.each(['', 'acc_', 'acc_pro', 'acc_pro_', 'acc__x', 'acc_Pro_x', 'x_acc_pro_x', 'acc_pro_x y', 'acc_pro_x\n'])(
    '%j is none of ours',
    async (id) => {
      expect(await directory.spaceOf(id)).toBeUndefined();
    },
  );

  test('T41: two are never alike', () => {
    expect(accountIdIn('pro')).not.toBe(accountIdIn('pro'));
  });
});

test('a directory whose store is away throws: an account is never "not found" by accident', async () => {
  const store = createMemoryStore({ clock });
  const directory = createBuiltInDirectory(store.accounts);
  await store.close();
  await expect(directory.accounts(['a'])).rejects.toThrow();
  await expect(directory.counterparts('a', 'pro')).rejects.toThrow();
});
