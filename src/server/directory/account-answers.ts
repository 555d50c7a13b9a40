/** What the store of the built-in accounts may answer: an account that is not one, or not the one asked for, lets nobody in and closes nothing. */
import { z } from 'zod';
import type { AnswerChecks } from '../../oidc/passerelle.ts';
import type { AccountStore, StoredAccount } from './account-store.ts';

const text = z.string().min(1);

const storedAccount = z.object({
  accountId: text,
  space: text,
  personId: z.string(),
  identifier: text,
  secretCodeHash: text,
  status: z.enum(['never_opened', 'active', 'blocked', 'closed']),
  credentialsVersion: text,
  mustChangeSecretCode: z.boolean().optional(),
  authenticatorSubject: text.optional(),
  mayActivate: z.boolean(),
  name: z.string(),
  accountNumber: z.string(),
  company: z.string().optional(),
});

export const accountChecks: AnswerChecks<AccountStore> = {
  insert: yesOrNo,
  byIdentifier: (found, space, identifier) =>
    found === undefined ? undefined : accountFault(found, (account) => account.space === space && account.identifier === identifier),
  byIds: (found, accountIds) => accountsFault(found, ({ accountId }) => accountIds.includes(accountId)),
  byPerson: (found, personId, space) => accountsFault(found, (account) => account.personId === personId && account.space === space),
  change: yesOrNo,
  setStatus: (answer) => (['set', 'outdated', 'unknown'].some((outcome) => outcome === answer) ? undefined : 'outcome'),
  fillInEmail: yesOrNo,
  credentialsChanged: yesOrNo,
  administratorChanged: yesOrNo,
};

type Known = Pick<StoredAccount, 'accountId' | 'space' | 'identifier' | 'personId'>;

function accountFault(found: unknown, isAsked: (account: Known) => boolean): string | undefined {
  const read = storedAccount.safeParse(found);
  if (!read.success) return String(read.error.issues[0]?.path[0] ?? 'not an account');
  return isAsked(read.data) ? undefined : 'another account';
}

function accountsFault(found: unknown, isAsked: (account: Known) => boolean): string | undefined {
  if (!Array.isArray(found)) return 'not an array';
  return found.map((account) => accountFault(account, isAsked)).find((fault) => fault !== undefined);
}

function yesOrNo(answer: unknown): string | undefined {
  return typeof answer === 'boolean' ? undefined : 'neither yes nor no';
}
