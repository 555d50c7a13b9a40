/**
 * Whose a link is among those who may sign in to its account. A company's account goes on with its next administrator, who is another
 * person: when the former one switched, with which browsers and what they consented to is nobody else's (T41).
 */
import type { DirectoryAccount } from './account-directory.ts';
import type { AccountLink } from './account-link.ts';
import { isSamePerson } from './eligibility.ts';

export interface LinkReader {
  /** Who reads. */
  readonly accountId: string;
  /** Every link of the account. */
  readonly links: readonly AccountLink[];
  /** The account itself and its counterparts, as the directory knows them now. */
  readonly accounts: ReadonlyMap<string, DirectoryAccount>;
}

/**
 * Whether the customer of an account may read a link's records: its uses, history, counterpart and receipt. That there was a link, until when
 * and why is of the account, and of everybody who holds it; so is switching it off.
 */
export function mayReadRecords(link: AccountLink, { accountId, links, accounts }: LinkReader): boolean {
  // The other side is a person's own account, which has no next holder.
  if (link.activating.accountId !== accountId) return true;
  // The bank's directory may not say who it is now; the event did say that it is somebody else.
  if (links.some((ended) => isHandover(ended, accountId) && link.createdAt <= (ended.endedAt ?? ended.createdAt))) return false;
  const counterpart = accounts.get(link.other.accountId);
  // One that was erased leaves the record to the person who still has the other account: it is their proof.
  return counterpart === undefined || isSamePerson(accounts.get(accountId), counterpart);
}

function isHandover({ revocationReason, activating }: AccountLink, accountId: string): boolean {
  return revocationReason === 'administrator_changed' && activating.accountId === accountId;
}
