/** Addresses of the built-in accounts. They are read here and nowhere else. */
import type { AccountContacts } from '../notices/account-contacts-port.ts';
import type { AccountStore } from './account-store.ts';

export function createBuiltInContacts(accounts: Pick<AccountStore, 'byIds'>): AccountContacts {
  return {
    async contactOf(accountId) {
      const [{ email, language } = {}] = await accounts.byIds([accountId]);
      return email === undefined ? undefined : { email, ...(language !== undefined && { language }) };
    },
  };
}
