/**
 * What an adviser can do at the desk, one line each: for an account, by its accountId, and for a policy. Nothing here creates a link or
 * switches. An action has taken effect when it is answered; done twice it is as good as done once.
 */
import { z } from 'zod';
import type { DeskAdmin } from './desk-admin.ts';
import { deskEvents, type PushEvent } from './desk-events.ts';
import type { Outcome } from './desk-problem.ts';

export const accountActions = ['reset-code', 'change-administrator', 'revoke', 'block', 'unblock', 'close'] as const;
export const policyActions = ['suspend', 'resume'] as const;

export type AccountAction = (typeof accountActions)[number];
export type PolicyAction = (typeof policyActions)[number];

/** What the customer logs in with once, to choose another. */
const CODE_AFTER_RESET = '000000';
const PAGE = '100';

export interface ActedOn {
  readonly accountId: string;
  /** Where the demo knows who has the account. */
  readonly person: string | undefined;
}

const linksPage = z.object({
  account_links: z.array(z.looseObject({ id: z.string(), state: z.string() })),
  next_cursor: z.string().nullish(),
});

export type DeskActions = ReturnType<typeof createDeskActions>;

export function createDeskActions({ admin, pushEvent }: { admin: DeskAdmin; pushEvent: PushEvent }) {
  const onAccount: Readonly<Record<AccountAction, (account: ActedOn) => Promise<Outcome>>> = {
    'reset-code': resetCode,
    // Nobody else could sign in with the codes of this account: the demo goes on with the same person as the new administrator.
    'change-administrator': ({ accountId, person }) =>
      pushEvent(deskEvents.administratorChanged, accountId, person === undefined ? {} : { administrator: person }),
    revoke: revokeLinks,
    block: ({ accountId }) => pushEvent(deskEvents.accountDisabled, accountId),
    unblock: ({ accountId }) => pushEvent(deskEvents.accountEnabled, accountId),
    close: ({ accountId }) => pushEvent(deskEvents.accountPurged, accountId),
  };

  function runOnAccount(action: AccountAction, account: ActedOn): Promise<Outcome> {
    return onAccount[action](account);
  }

  function runOnPolicy(action: PolicyAction, policyId: string): Promise<Outcome> {
    return admin.change(`/policies/${encodeURIComponent(policyId)}/${action}`);
  }

  /** The event first: from then on nothing opens, and a code is worth something only afterwards. */
  async function resetCode({ accountId }: ActedOn): Promise<Outcome> {
    const told = await pushEvent(deskEvents.credentialChangeRequired, accountId);
    if (!told.ok) return told;
    return admin.change(`/accounts/${encodeURIComponent(accountId)}/reset-secret-code`, { secret_code: CODE_AFTER_RESET });
  }

  /** Those that can be used or may come to be; none is nothing to do. */
  async function revokeLinks({ accountId }: ActedOn): Promise<Outcome> {
    for (let cursor: string | undefined; ; ) {
      const answer = await admin.read('/account-links', { account_id: accountId, limit: PAGE, ...(cursor !== undefined && { cursor }) });
      if (!answer.ok) return answer;
      const page = linksPage.parse(answer.body);
      for (const { id, state } of page.account_links) {
        if (state !== 'active' && state !== 'pending') continue;
        const revoked = await admin.change(`/account-links/${encodeURIComponent(id)}/revoke`, { reason: 'adviser' });
        if (!revoked.ok) return revoked;
      }
      if (!page.next_cursor) return { ok: true };
      cursor = page.next_cursor;
    }
  }

  return { runOnAccount, runOnPolicy };
}
