/** What the bank's systems say of accounts, written to the built-in ones. Times decide, not the order of arrival: the store compares them. */
import type { AccountChanges } from '../../events/account-changes-port.ts';
import type { AccountStore } from './account-store.ts';
import { personIdOf } from './seed.ts';

export interface BuiltInAccountChangesDeps {
  readonly accounts: Pick<AccountStore, 'setStatus' | 'credentialsChanged' | 'administratorChanged'>;
  readonly newId: () => string;
}

export function createBuiltInAccountChanges({ accounts, newId }: BuiltInAccountChangesDeps): AccountChanges {
  return {
    async disabled(accountId, at) {
      await accounts.setStatus(accountId, 'blocked', at);
    },
    async enabled(accountId, at) {
      await accounts.setStatus(accountId, 'active', at);
    },
    async purged(accountId, at) {
      await accounts.setStatus(accountId, 'closed', at);
    },
    /** The code stays as it is: the event does not say it, and whoever changed it has. */
    async credentialsChanged(accountId) {
      await accounts.credentialsChanged(accountId, newId());
    },
    async administratorChanged(accountId, at, administrator) {
      await accounts.administratorChanged(accountId, newId(), administrator === undefined ? undefined : personIdOf(administrator), at);
    },
  };
}
