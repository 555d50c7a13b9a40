/**
 * The directory over the built-in accounts: read anew each time, both accounts in one read. Account ids carry their space, so that the
 * space of an id is known without asking; nobody else reads anything from an id.
 */
import { nanoid } from 'nanoid';
import type { AccountDirectory, DirectoryAccount } from '../../linking/account-directory.ts';
import type { AccountStore, StoredAccount } from './account-store.ts';

export function createBuiltInDirectory(accounts: AccountStore): AccountDirectory {
  return {
    async spaceOf(accountId) {
      return /^acc_([a-z][a-z0-9-]*)_[\w-]+$/.exec(accountId)?.[1];
    },
    async accounts(accountIds) {
      const found = await accounts.byIds([...new Set(accountIds)]);
      return new Map(found.map((account) => [account.accountId, asDirectoryAccount(account)]));
    },
    async counterparts(accountId, space) {
      const [account] = await accounts.byIds([accountId]);
      // Of an account whose person is not known, nobody is the same.
      if (!account || account.space === space || account.personId === '') return [];
      return (await accounts.byPerson(account.personId, space)).map(asDirectoryAccount);
    },
  };
}

/** The id of a new account. */
export function accountIdIn(space: string, unique: string = nanoid()): string {
  return `acc_${space}_${unique}`;
}

function asDirectoryAccount(account: StoredAccount): DirectoryAccount {
  return {
    accountId: account.accountId,
    space: account.space,
    personId: account.personId,
    status: account.status,
    credentialsVersion: account.credentialsVersion,
    mayActivate: account.mayActivate,
    name: account.name,
    maskedAccountNumber: masked(account.accountNumber),
    ...(account.authenticatorSubject !== undefined && { authenticatorSubject: account.authenticatorSubject }),
    ...(account.company !== undefined && { company: account.company }),
  };
}

export function masked(accountNumber: string): string {
  // A number as short as what may be seen of it is not shown at all.
  return accountNumber.length > 4 ? `•••• ${accountNumber.slice(-4)}` : '••••';
}
