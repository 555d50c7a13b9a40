/**
 * The life of an account link as one table. There is one way in (`openLink`) and one way to `active` (an approval of a
 * pending link); declined, expired and revoked absorb everything (T5, T12, T16).
 */
import type { AccountLink, Activation, LinkStatus, RequestedApproval } from './account-link.ts';
import { challengeOf } from './challenge.ts';
import { type Actor, appendEntry, type NewEntry } from './history.ts';
import type { RevocationReason } from './reasons.ts';

export type LinkEvent =
  | { readonly type: 'approval_requested'; readonly at: Date; readonly actor: Actor; readonly approval: RequestedApproval }
  /** The approver was asked and has not decided; no entry in the history. */
  | { readonly type: 'poll_scheduled'; readonly at: Date; readonly nextPollAt: Date }
  | { readonly type: 'approved'; readonly at: Date }
  | { readonly type: 'declined'; readonly at: Date; readonly actor: Actor }
  | { readonly type: 'expired'; readonly at: Date }
  | { readonly type: 'revoked'; readonly at: Date; readonly actor: Actor; readonly reason: RevocationReason };

export type LinkEventType = LinkEvent['type'];

export type TransitionRefusal =
  | 'link_ended'
  | 'already_active'
  | 'approval_not_requested'
  | 'approval_already_requested'
  | 'poll_not_due'
  | 'activation_expired';

export type Transition = { readonly ok: true; readonly link: AccountLink } | { readonly ok: false; readonly code: TransitionRefusal };

const refused = (code: TransitionRefusal): Transition => ({ ok: false, code });

/** The one way in: a pending link, its consent recorded, its challenge computed. */
export function openLink(
  draft: Pick<AccountLink, 'id' | 'policyId' | 'activating' | 'other' | 'createdAt'> & {
    readonly activation: Omit<Activation, 'challenge' | 'approval'>;
  },
): AccountLink {
  return {
    ...draft,
    status: 'pending',
    revision: 1,
    activation: { ...draft.activation, challenge: challengeOf(draft) },
    history: appendEntry(draft.id, [], {
      event: 'consented',
      at: draft.createdAt,
      actor: `account:${draft.activating.accountId}`,
      clientId: draft.activation.clientId,
    }),
  };
}

export function transition(link: AccountLink, event: LinkEvent): Transition {
  if (link.status === 'active') return fromActive(link, event);
  if (link.status === 'pending') return fromPending(link, event);
  return refused('link_ended');
}

function fromPending(link: AccountLink, event: LinkEvent): Transition {
  const { approval } = link.activation;
  switch (event.type) {
    case 'approval_requested':
      if (approval) return refused('approval_already_requested');
      return moved(
        link,
        { activation: { ...link.activation, approval: event.approval } },
        { event: 'approval_requested', at: event.at, actor: event.actor },
      );
    case 'poll_scheduled':
      if (!approval) return refused('approval_not_requested');
      // Whoever lost the race to schedule must not ask as well: an approval is given out once (T15).
      if (event.at < approval.nextPollAt) return refused('poll_not_due');
      return moved(link, { activation: { ...link.activation, approval: { ...approval, nextPollAt: event.nextPollAt } } });
    case 'approved':
      if (!approval) return refused('approval_not_requested');
      // A late approval must not activate, whoever is first to notice that it is late (T16).
      if (event.at >= link.activation.expiresAt) return refused('activation_expired');
      return moved(
        link,
        { status: 'active', activatedAt: event.at, activation: withoutApproval(link.activation) },
        { event: 'activated', at: event.at, actor: 'authenticator' },
      );
    case 'declined':
      return ended(link, 'declined', { event: 'declined', at: event.at, actor: event.actor });
    case 'expired':
      return ended(link, 'expired', { event: 'expired', at: event.at, actor: 'provider' });
    case 'revoked':
      return ended(link, 'revoked', { event: 'revoked', at: event.at, actor: event.actor, reason: event.reason }, event.reason);
  }
}

function fromActive(link: AccountLink, event: LinkEvent): Transition {
  if (event.type !== 'revoked') return refused('already_active');
  return ended(link, 'revoked', { event: 'revoked', at: event.at, actor: event.actor, reason: event.reason }, event.reason);
}

function ended(link: AccountLink, status: LinkStatus, entry: NewEntry, reason?: RevocationReason): Transition {
  return moved(
    link,
    { status, endedAt: entry.at, activation: withoutApproval(link.activation), ...(reason && { revocationReason: reason }) },
    entry,
  );
}

function moved(link: AccountLink, change: Partial<AccountLink>, entry?: NewEntry): Transition {
  const history = entry ? appendEntry(link.id, link.history, entry) : link.history;
  return { ok: true, link: { ...link, ...change, history, revision: link.revision + 1 } };
}

/** The request id collects the approval: it is worth nothing afterwards and is not kept. */
function withoutApproval({ approval: _, ...activation }: Activation): Activation {
  return activation;
}
