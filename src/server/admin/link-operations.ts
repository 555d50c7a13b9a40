/** Account links by account, one of them, its history, its revocation, and whether a switch would work. Nothing here creates a link, or switches. */
import { z } from 'zod';
import type { AccountLink } from '../../linking/account-link.ts';
import type { RevocationReason } from '../../linking/reasons.ts';
import { historyFaults } from '../../oidc/passerelle.ts';
import type { AdminDeps } from './deps.ts';
import { accountLink, explanation, historyEntry, linkId, use } from './link-wire.ts';
import { answered, type Operation, operation, refused } from './operation.ts';
import { nextCursor, pageOf, pageQuery } from './paging.ts';
import { entryView, explanationView, linkView, useView } from './views.ts';
import * as wire from './wire.ts';

/** What a bank's staff may give; the others are found by the gateway itself or chosen by the customer. */
const operatorReasons = [
  'adviser',
  'secret_reset',
  'secret_changed',
  'administrator_changed',
  'identifier_changed',
  'account_closed',
  'policy',
] as const satisfies readonly RevocationReason[];

const params = z.strictObject({ link_id: linkId });

export function linkOperations({ passerelle: { links }, directory }: AdminDeps): readonly Operation[] {
  return [
    operation({
      id: 'listAccountLinks',
      method: 'get',
      path: '/account-links',
      scope: 'account_links:read',
      tag: 'Account links',
      summary: 'The links of an account, newest first',
      query: z.strictObject({ account_id: wire.accountId, ...pageQuery }),
      answer: z.strictObject({ account_links: z.array(accountLink), next_cursor: nextCursor }),
      refusals: [],
      async handle({ query }) {
        const { items, next } = await pageOf(query, (page) => links.list(query.account_id, page));
        const accounts = await accountsOf(items);
        return answered({ account_links: items.map((link) => linkView(link, accounts)), ...next });
      },
    }),
    operation({
      id: 'getAccountLink',
      method: 'get',
      path: '/account-links/{link_id}',
      scope: 'account_links:read',
      tag: 'Account links',
      summary: 'One link',
      params,
      answer: accountLink,
      refusals: ['unknown_link'],
      handle: async ({ params: { link_id: id } }) => shown(await links.find(id)),
    }),
    operation({
      id: 'getAccountLinkHistory',
      method: 'get',
      path: '/account-links/{link_id}/history',
      scope: 'account_links:read',
      tag: 'Account links',
      summary: 'What happened to a link, and when it was used',
      description: 'Changes are a chain of hashes; `intact` says whether the chain is whole and the link is in the state that it tells.',
      params,
      answer: z.strictObject({
        history: z.array(historyEntry),
        intact: z.boolean(),
        uses: z.array(use).describe('The most recent ones, newest first.'),
      }),
      refusals: ['unknown_link'],
      async handle({ params: { link_id: id } }) {
        const link = await links.find(id);
        if (!link) return refused('unknown_link');
        const uses = (await links.uses(link.activating.accountId)).filter(({ linkId }) => linkId === id);
        return answered({ history: link.history.map(entryView), intact: historyFaults(link).length === 0, uses: uses.map(useView) });
      },
    }),
    operation({
      id: 'revokeAccountLink',
      method: 'post',
      path: '/account-links/{link_id}/revoke',
      scope: 'account_links:revoke',
      tag: 'Account links',
      summary: 'Revoke a link',
      description:
        'Effective at the next request of any kind. Answers the link as it is now, whether it was revoked now or had ended before.',
      params,
      body: z.strictObject({ reason: z.enum(operatorReasons).default('adviser'), actor: wire.actor }),
      answer: accountLink,
      refusals: ['unknown_link'],
      async handle({ params: { link_id: id }, body: { reason, actor }, caller }) {
        const outcome = await links.revoke(id, { reason, actor: `operator:${actor}`, clientId: caller.clientId });
        return outcome === 'unknown' ? refused('unknown_link') : shown(await links.find(id));
      },
    }),
    operation({
      id: 'explainSwitch',
      method: 'get',
      path: '/explain',
      scope: 'account_links:read',
      tag: 'Account links',
      summary: 'Would a switch work now?',
      description: 'Asked of the code that decides switches, for a person who has just logged in. Writes nothing.',
      query: z.strictObject({ account_id: wire.accountId, from: wire.space, to: wire.space }),
      answer: explanation,
      refusals: [],
      handle: async ({ query: { account_id: accountId, from: source, to: target } }) =>
        answered(explanationView(await links.explain({ accountId, source, target }))),
    }),
  ];

  async function shown(link: AccountLink | undefined) {
    return link ? answered(linkView(link, await accountsOf([link]))) : refused('unknown_link');
  }

  function accountsOf(shownLinks: readonly AccountLink[]) {
    return directory.accounts([...new Set(shownLinks.flatMap(({ activating, other }) => [activating.accountId, other.accountId]))]);
  }
}
