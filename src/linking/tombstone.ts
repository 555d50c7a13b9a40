/** What stands in the place of an account's id once its data was erased: the same in every record of the account, and never an id. */
const prefix = 'erased~';

export function tombstoneOf(unique: string): string {
  return `${prefix}${unique}`;
}

export function isTombstone(accountId: string): boolean {
  return accountId.startsWith(prefix);
}
