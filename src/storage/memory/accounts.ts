/** The built-in directory's accounts, in memory. They do not expire. */
import type { AccountStore, StoredAccount } from '../../server/directory/account-store.ts';
import { requireText } from '../require-text.ts';
import type { RoundTrip } from './round-trip.ts';

export function accountsInMemory({ roundTrip }: { roundTrip: RoundTrip }): AccountStore {
  const accounts = new Map<string, StoredAccount>();
  const all = (matches: (account: StoredAccount) => boolean) => [...accounts.values()].filter(matches);
  const holderOf = (space: string, identifier: string) => all((account) => account.space === space && account.identifier === identifier)[0];

  return {
    async insert(account) {
      requireText(account.accountId, 'accountId');
      const copy = structuredClone(account);
      return roundTrip(() => {
        if (accounts.has(copy.accountId) || holderOf(copy.space, copy.identifier)) return false;
        accounts.set(copy.accountId, copy);
        return true;
      });
    },
    async byIdentifier(space, identifier) {
      requireText(space, 'space');
      requireText(identifier, 'identifier');
      return roundTrip(() => structuredClone(holderOf(space, identifier)));
    },
    async byIds(accountIds) {
      const wanted = new Set(accountIds.map((id) => requireText(id, 'accountId')));
      return roundTrip(() => structuredClone(all((account) => wanted.has(account.accountId))));
    },
    async byPerson(personId, space) {
      requireText(personId, 'personId');
      requireText(space, 'space');
      return roundTrip(() => structuredClone(all((account) => account.personId === personId && account.space === space)));
    },
    async change(accountId, ifCredentialsVersion, change) {
      requireText(accountId, 'accountId');
      requireText(ifCredentialsVersion, 'credentialsVersion');
      const copy = structuredClone(change);
      return roundTrip(() => {
        const stored = accounts.get(accountId);
        if (!stored || stored.credentialsVersion !== ifCredentialsVersion) return false;
        const next = { ...stored, ...copy };
        if ((holderOf(next.space, next.identifier) ?? stored) !== stored) return false;
        accounts.set(accountId, next);
        return true;
      });
    },
  };
}
