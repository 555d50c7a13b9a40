/**
 * Why a link that is found active is over all the same: what has happened to its accounts, its policy or its time since it was activated.
 * Asked at every use, so that an event that never arrived fails closed; whoever finds a reason revokes the link with it. Only what was said
 * counts, never what is missing: a node that does not know a policy yet must not end its links.
 */
import type { DirectoryAccount } from './account-directory.ts';
import type { AccountLink } from './account-link.ts';
import { type LinkPolicy, policyById } from './link-policy.ts';
import type { RevocationReason } from './reasons.ts';

export interface LinkSurroundings {
  readonly policies: readonly LinkPolicy[];
  /** Both accounts, as far as they exist. */
  readonly accounts: ReadonlyMap<string, DirectoryAccount>;
  readonly now: Date;
}

export function endingOf(link: AccountLink, { policies, accounts, now }: LinkSurroundings): RevocationReason | undefined {
  const sides = [link.activating, link.other].map((side) => ({ ...side, account: accounts.get(side.accountId) }));
  if (sides.some(({ account }) => account === undefined || account.status === 'closed')) return 'account_closed';
  if (sides.some(({ account, credentialsVersion }) => account?.credentialsVersion !== credentialsVersion)) return 'credential_version';
  if (policyById(policies, link.policyId)?.status === 'withdrawn') return 'policy';
  return link.expiresAt !== undefined && link.expiresAt <= now ? 'expired' : undefined;
}
