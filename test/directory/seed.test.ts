/** Seeding the demo's customers: twice, by two nodes, and after they have changed. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { customers } from '../../src/demo/customers.ts';
import { hashSecretCode, matchesSecretCode } from '../../src/server/credentials/secret-code-hash.ts';
import type { AccountStore } from '../../src/server/directory/account-store.ts';
import { createBuiltInDirectory } from '../../src/server/directory/built-in-directory.ts';
import { seedAccounts } from '../../src/server/directory/seed.ts';
import { createMemoryStore } from '../../src/storage/memory/memory-store.ts';
import { openMongoStore } from '../../src/storage/mongo/mongo-store.ts';
import { cheap } from '../credentials/world.ts';
import { describeOnStores, ownMongoUri } from '../ground/stores.ts';

const now = new Date('2050-01-31T10:00:00.123Z');
const clock = () => now;

describeOnStores('seeding', (kind) => {
  let store: { readonly accounts: AccountStore; close(): Promise<void> };
  beforeEach(async () => {
    store = kind === 'memory' ? createMemoryStore({ clock }) : await openMongoStore({ uri: ownMongoUri(), clock });
  });
  afterEach(() => store.close());

  const seed = (accounts = store.accounts) => seedAccounts(accounts, customers, { clock, cost: cheap });
  const find = (space: string, identifier: string) => store.accounts.byIdentifier(space, identifier);

  test('makes each customer as described', async () => {
    expect(await seed()).toBe(customers.length);
    const camille = await find('pro', '70000001');
    expect(camille).toMatchObject({
      name: 'Camille Martin',
      company: 'Martin Conseil',
      status: 'active',
      mayActivate: true,
      authenticatorSubject: '70000001',
      accountNumber: expect.stringMatching(/^\d{11}$/),
      firstLoginAt: now,
    });
    expect(await matchesSecretCode('135790', camille?.secretCodeHash ?? '')).toBe(true);
    expect(await find('particuliers', '10000002')).not.toHaveProperty('firstLoginAt');
    expect(await find('pro', '70000007')).not.toHaveProperty('authenticatorSubject');
  });

  test('gives the accounts of one person to each other, in the space that their id names', async () => {
    await seed();
    const directory = createBuiltInDirectory(store.accounts);
    const personal = await find('particuliers', '10000001');
    const companies = await directory.counterparts(personal?.accountId ?? '', 'pro');
    expect(companies.map(({ company }) => company).sort()).toEqual(['Martin Conseil', 'Seconde société Martin']);
    for (const { accountId, space } of companies) expect(await directory.spaceOf(accountId)).toBe(space);
  });

  test('of accounts that an earlier seed made without addresses fills those in, and nothing else; an address that is there stays', async () => {
    await seedAccounts(
      store.accounts,
      customers.map(({ email: _, ...customer }) => customer),
      { clock, cost: cheap },
    );
    const before = await find('pro', '70000001');
    expect(before).not.toHaveProperty('email');
    const own = await find('particuliers', '10000001');
    if (!own) throw new Error('no such account');
    await store.accounts.change(own.accountId, own, { email: 'own@bank.example' });
    expect(await Promise.all([seed(), seed()])).toEqual([0, 0]);
    expect(await find('pro', '70000001')).toEqual({ ...before, email: 'direction.martin@example.com' });
    expect((await find('particuliers', '10000001'))?.email).toBe('own@bank.example');
  });

  test('by two nodes at once makes each account once', async () => {
    const made = await Promise.all([seed(), seed()]);
    expect(made[0] + made[1]).toBe(customers.length);
  });

  test('makes the same ids on every store', async () => {
    const elsewhere = createMemoryStore({ clock });
    await Promise.all([seed(), seed(elsewhere.accounts)]);
    for (const { space, identifier } of customers) {
      const [here, there] = [await find(space, identifier), await elsewhere.accounts.byIdentifier(space, identifier)];
      expect({ ...here, secretCodeHash: '' }).toEqual({ ...there, secretCodeHash: '' });
    }
  });

  test('leaves what has changed since as it is', async () => {
    await seed();
    const before = await find('particuliers', '10000002');
    if (!before) throw new Error('the customer was not seeded');
    const change = { status: 'active', secretCodeHash: await hashSecretCode('864209', cheap), credentialsVersion: 'next' } as const;
    expect(await store.accounts.change(before.accountId, before, change)).toBe(true);
    expect(await seed()).toBe(0);
    expect(await find('particuliers', '10000002')).toEqual({ ...before, ...change });
  });
});
