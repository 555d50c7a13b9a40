/** What every AccountStore must keep; each case proves one sentence of src/server/directory/account-store.ts. */
import { expect, test } from '@jest/globals';
import { nanoid } from 'nanoid';
import { storedAccount } from './samples.ts';
import { operatorCorpus, type Subject } from './subject.ts';

export function accountStoreContract(subject: () => Subject): void {
  const accounts = () => subject().store.accounts;

  test('an account is found by its id, its identifier and its person, all of it', async () => {
    const account = storedAccount();
    expect(await accounts().insert(account)).toBe(true);
    expect(await accounts().byIds([account.accountId])).toEqual([account]);
    expect(await accounts().byIdentifier('pro', account.identifier)).toEqual(account);
    expect(await accounts().byPerson(account.personId, 'pro')).toEqual([account]);
  });

  test('what an account lacks stays absent', async () => {
    const { authenticatorSubject, company, firstLoginAt, ...account } = storedAccount({ status: 'never_opened' });
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

  test('change writes the given fields if the credentials version is the stored one', async () => {
    const account = storedAccount({ credentialsVersion: 'v1' });
    await accounts().insert(account);
    expect(await accounts().change(account.accountId, 'v1', { secretCodeHash: 'new', credentialsVersion: 'v2' })).toBe(true);
    expect(await accounts().change(account.accountId, 'v1', { status: 'closed' })).toBe(false);
    expect(await accounts().change(account.accountId, 'v2', { status: 'blocked' })).toBe(true);
    expect(await accounts().byIds([account.accountId])).toEqual([
      { ...account, secretCodeHash: 'new', credentialsVersion: 'v2', status: 'blocked' },
    ]);
  });

  test('change of nothing still tells whether the version is the stored one; of an unknown account it is false', async () => {
    const account = storedAccount({ credentialsVersion: 'v1' });
    await accounts().insert(account);
    expect(await accounts().change(account.accountId, 'v1', {})).toBe(true);
    expect(await accounts().change(account.accountId, 'v2', {})).toBe(false);
    expect(await accounts().change(nanoid(), 'v1', { status: 'closed' })).toBe(false);
  });

  test('change to an identifier that another account has is false, and writes nothing', async () => {
    const [one, two] = [storedAccount(), storedAccount()];
    for (const account of [one, two]) await accounts().insert(account);
    expect(await accounts().change(one.accountId, one.credentialsVersion, { identifier: two.identifier, status: 'closed' })).toBe(false);
    expect(await accounts().byIds([one.accountId])).toEqual([one]);
  });

  test.each(operatorCorpus)('T45: %s in the place of an identifier is refused', async (_, smuggled) => {
    await expect(accounts().byIdentifier('pro', smuggled)).rejects.toThrow(TypeError);
    await expect(accounts().byIdentifier(smuggled, 'a')).rejects.toThrow(TypeError);
    await expect(accounts().byIds([smuggled])).rejects.toThrow(TypeError);
    await expect(accounts().byPerson(smuggled, 'pro')).rejects.toThrow(TypeError);
    await expect(accounts().byPerson('a', smuggled)).rejects.toThrow(TypeError);
    await expect(accounts().change(smuggled, 'v1', {})).rejects.toThrow(TypeError);
    await expect(accounts().change('a', smuggled, {})).rejects.toThrow(TypeError);
    await expect(accounts().insert(storedAccount({ accountId: smuggled }))).rejects.toThrow(TypeError);
  });
}
