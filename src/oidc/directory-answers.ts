/**
 * What the directory may answer. It is the bank's, often across a network, and whom it names is signed in: an answer that is not as
 * promised is no answer. Taken for one, a record without a version would revoke links and one of another account would open it (T61).
 */
import { types } from 'node:util';
import type { AccountDirectory, AccountStatus } from '../linking/account-directory.ts';
import { faultIn, firstFault, isMembers, isText, isTextOrNone } from './answer-shapes.ts';
import type { AnswerChecks } from './unavailable.ts';

const statuses = new Set<unknown>(['never_opened', 'active', 'blocked', 'closed'] satisfies AccountStatus[]);

export const directoryChecks: AnswerChecks<AccountDirectory> = {
  spaceOf: (space) => (isTextOrNone(space) ? undefined : 'space'),

  accounts(found, accountIds) {
    if (!types.isMap(found)) return 'not a Map';
    for (const [accountId, account] of found) {
      const wanted = accountIds.find((id) => id === accountId);
      const fault = wanted === undefined ? 'an account that was not asked for' : accountFault(account, wanted);
      if (fault !== undefined) return fault;
    }
    return undefined;
  },

  counterparts(found, accountId, space) {
    const fault = faultIn(found, (account) => accountFault(account));
    if (fault !== undefined || !Array.isArray(found)) return fault;
    if (found.some((account) => account.space !== space)) return 'an account of another space';
    const ids = new Set<unknown>([accountId, ...found.map((account) => account.accountId)]);
    return ids.size === found.length + 1 ? undefined : 'the same account twice';
  },
};

function accountFault(account: unknown, wanted?: string): string | undefined {
  if (!isMembers(account)) return 'not an account';
  return firstFault({
    accountId: isText(account.accountId) && (wanted === undefined || account.accountId === wanted),
    space: isText(account.space),
    personId: typeof account.personId === 'string',
    status: statuses.has(account.status),
    credentialsVersion: isText(account.credentialsVersion),
    authenticatorSubject: isTextOrNone(account.authenticatorSubject),
    mayActivate: typeof account.mayActivate === 'boolean',
    name: typeof account.name === 'string',
    maskedAccountNumber: typeof account.maskedAccountNumber === 'string',
    company: account.company === undefined || typeof account.company === 'string',
  });
}
