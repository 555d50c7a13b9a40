/** The built-in directory's accounts, in memory. They do not expire. */
import type { AccountChange, AccountStore, StoredAccount } from '../../server/directory/account-store.ts';
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
    async change(accountId, expected, change) {
      requireText(accountId, 'accountId');
      const credentialsVersion = requireText(expected.credentialsVersion, 'credentialsVersion');
      const status = requireText(expected.status, 'status');
      const copy = structuredClone(change);
      return roundTrip(() => {
        const stored = accounts.get(accountId);
        if (!stored || stored.credentialsVersion !== credentialsVersion || stored.status !== status) return false;
        const next = changed(stored, copy);
        if ((holderOf(next.space, next.identifier) ?? stored) !== stored) return false;
        accounts.set(accountId, next);
        return true;
      });
    },
    async setStatus(accountId, status, asOf) {
      requireText(accountId, 'accountId');
      requireText(status, 'status');
      const statusAsOf = new Date(asOf);
      return roundTrip(() => {
        const stored = accounts.get(accountId);
        if (!stored) return 'unknown';
        if (stored.status === 'closed') return 'outdated';
        // Of two events of one moment the block stands, in whichever order they come.
        const behind = stored.statusAsOf && (status === 'blocked' ? stored.statusAsOf > statusAsOf : stored.statusAsOf >= statusAsOf);
        if (status !== 'closed' && behind) return 'outdated';
        const next = status === 'active' && !stored.firstLoginAt ? 'never_opened' : status;
        accounts.set(accountId, { ...stored, status: next, statusAsOf });
        return 'set';
      });
    },
    async fillInEmail(accountId, email) {
      requireText(accountId, 'accountId');
      requireText(email, 'email');
      return roundTrip(() => {
        const stored = accounts.get(accountId);
        if (!stored || stored.email !== undefined) return false;
        accounts.set(accountId, { ...stored, email });
        return true;
      });
    },
    async credentialsChanged(accountId, credentialsVersion, change) {
      requireText(accountId, 'accountId');
      requireText(credentialsVersion, 'credentialsVersion');
      const copy = structuredClone(change);
      return roundTrip(() => {
        const stored = accounts.get(accountId);
        if (!stored) return false;
        accounts.set(accountId, { ...stored, ...copy, credentialsVersion });
        return true;
      });
    },
    async administratorChanged(accountId, credentialsVersion, personId, asOf) {
      requireText(accountId, 'accountId');
      requireText(credentialsVersion, 'credentialsVersion');
      const named = personId === undefined ? '' : requireText(personId, 'personId');
      const personAsOf = new Date(asOf);
      return roundTrip(() => {
        const stored = accounts.get(accountId);
        if (!stored) return false;
        const next = { ...stored, credentialsVersion };
        const before = stored.personAsOf?.getTime() ?? Number.NEGATIVE_INFINITY;
        if (before > personAsOf.getTime()) accounts.set(accountId, next);
        // Of two names for one moment none is believed.
        else if (before === personAsOf.getTime()) accounts.set(accountId, { ...next, personId: stored.personId === named ? named : '' });
        else accounts.set(accountId, { ...next, personId: named, personAsOf });
        return true;
      });
    },
  };
}

function changed(account: StoredAccount, change: AccountChange): StoredAccount {
  const present = Object.entries({ ...account, ...change }).filter(([, value]) => value !== undefined);
  // Only what an account may lack can have been undefined: the rest is there.
  return Object.fromEntries(present) as unknown as StoredAccount;
}
