/** `passerelle.links`: what back offices and preferences pages do with links. Nobody can create a link or switch here. */
import type { Actor } from '../linking/history.ts';
import type { RevocationReason } from '../linking/reasons.ts';
import type { Parts } from './parts.ts';
import type { Links } from './passerelle-types.ts';

/** Uses shown to the customer and the adviser. */
const recentUses = 50;

export function createLinks({ store, keeper, clock, emit }: Parts): Links {
  async function revoke(linkId: string, { reason, actor }: { reason: RevocationReason; actor: Actor }) {
    const moved = await keeper(linkId, { type: 'revoked', at: clock(), actor, reason });
    if (moved.ok) emit({ event: 'account_link.revoked', link: linkId, reason });
    if (moved.ok) return 'revoked';
    return 'link' in moved ? 'ended' : 'unknown';
  }

  return {
    find: (linkId) => store.links.find(linkId),
    list: (accountId) => store.links.allOf(accountId),
    uses: (accountId) => store.linkedLogins.recentOf(accountId, recentUses),
    revoke,
    async revokeAllOf(accountId, how) {
      const open = (await store.links.allOf(accountId)).filter(({ status }) => status === 'active' || status === 'pending');
      const outcomes = await Promise.all(open.map(({ id }) => revoke(id, how)));
      return outcomes.filter((outcome) => outcome === 'revoked').length;
    },
  };
}
