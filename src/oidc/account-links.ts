/** `passerelle.links`: what back offices and preferences pages do with links. Nobody can create a link or switch here. */
import type { AccountLink } from '../linking/account-link.ts';
import { tombstoneOf } from '../linking/tombstone.ts';
import type { Fence } from './fence.ts';
import type { Parts } from './parts.ts';
import type { By, Links } from './passerelle-types.ts';

/** Uses shown to the customer and the adviser. */
const recentUses = 50;
const pageSize = 100;

export function createLinks(parts: Parts, revokeIfOver: Fence['revokeIfOver'], explain: Links['explain']): Links {
  const { store, directory, keeper, clock, emit, nudge, newId } = parts;

  const revoke: Links['revoke'] = async (linkId, { reason, actor, clientId }) => {
    const moved = await keeper(linkId, { type: 'revoked', at: clock(), actor, reason, ...(clientId !== undefined && { clientId }) });
    if (!moved.ok) return 'link' in moved ? 'ended' : 'unknown';
    emit({ event: 'account_link.revoked', link: linkId, reason, historyHead: moved.link.history.at(-1)?.hash });
    nudge();
    return 'revoked';
  };

  async function erase(accountId: string, { actor }: By): ReturnType<Links['erase']> {
    const links = await everyLinkOf(accountId);
    if (links.some(isOpen)) return { ok: false, code: 'open_links' };
    // The bank's other systems are to be told of the account that they know, and not of a tombstone.
    if (links.some(({ outbox }) => outbox.length > 0)) return { ok: false, code: 'not_yet_told' };
    const tombstone = tombstoneOf(newId());
    for (const link of links) await keeper(link.id, { type: 'erased', at: clock(), actor, accountId, tombstone }, link);
    // The cascade may not have come yet, and what has not ended is not erased.
    await store.linkedLogins.endAll({ accountId }, clock(), 'revoked');
    await store.linkedLogins.erase(accountId, tombstone, clock());
    emit({ event: 'account_link.erased', count: links.length });
    return { ok: true, links: links.length };
  }

  /** All of them: one that is left out would survive a revocation. */
  async function everyLinkOf(accountId: string): Promise<readonly AccountLink[]> {
    const links: AccountLink[] = [];
    for (;;) {
      const after = links.at(-1)?.id;
      const page = await store.links.page(accountId, { limit: pageSize, ...(after !== undefined && { after }) });
      links.push(...page);
      if (page.length < pageSize) return links;
    }
  }

  return {
    find: (linkId) => store.links.find(linkId),
    async current(linkId) {
      const link = await store.links.find(linkId);
      if (link?.status !== 'active') return link;
      const accounts = await directory.accounts([link.activating.accountId, link.other.accountId]);
      return (await revokeIfOver(link, accounts)) ? store.links.find(linkId) : link;
    },
    list: (accountId, page) => (page ? store.links.page(accountId, page) : store.links.allOf(accountId)),
    uses: (accountId) => store.linkedLogins.recentOf(accountId, recentUses),
    revoke,
    async revokeAllOf(accountId, how) {
      const open = (await everyLinkOf(accountId)).filter(isOpen);
      const outcomes = await Promise.all(open.map(({ id }) => revoke(id, how)));
      return outcomes.filter((outcome) => outcome === 'revoked').length;
    },
    explain,
    erase,
  };
}

function isOpen({ status }: AccountLink): boolean {
  return status === 'active' || status === 'pending';
}
