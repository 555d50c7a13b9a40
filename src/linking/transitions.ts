/**
 * The life of an account link as one table. There is one way in (`openLink`) and one way to `active` (an approval of a
 * pending link); declined, expired and revoked absorb everything (T5, T12, T16) but the erasure of an account's data.
 */
import { type AccountLink, type Activation, type LinkSide, type LinkStatus, type RequestedApproval, sidesFor } from './account-link.ts';
import { challengeOf } from './challenge.ts';
import { type Actor, appendEntry, type EntryActor, type NewEntry } from './history.ts';
import { isKnownBrowser, type KnownBrowser, withBrowser } from './known-browsers.ts';
import type { Announcement } from './outbox.ts';
import type { RevocationReason } from './reasons.ts';
import { isTombstone } from './tombstone.ts';

export type LinkEvent =
  | { readonly type: 'approval_requested'; readonly at: Date; readonly actor: Actor; readonly approval: RequestedApproval }
  /** The approver was asked and has not decided; no entry in the history. */
  | { readonly type: 'poll_scheduled'; readonly at: Date; readonly nextPollAt: Date }
  | { readonly type: 'approved'; readonly at: Date; readonly expiresAt?: Date }
  | { readonly type: 'declined'; readonly at: Date; readonly actor: Actor }
  | { readonly type: 'expired'; readonly at: Date }
  | { readonly type: 'revoked'; readonly at: Date; readonly actor: Actor; readonly reason: RevocationReason; readonly clientId?: string }
  /** These announcements are deliveries now; no entry in the history. */
  | { readonly type: 'relayed'; readonly announcements: readonly string[] }
  /** A switch came from a browser that was not among the link's; no entry in the history. */
  | { readonly type: 'browser_seen'; readonly browser: KnownBrowser; readonly loginId: string }
  /** The account's id gives way to a tombstone; the chain names sides and not accounts, and stays whole. */
  | { readonly type: 'erased'; readonly at: Date; readonly actor: Actor; readonly accountId: string; readonly tombstone: string };

export type LinkEventType = LinkEvent['type'];

export type TransitionRefusal =
  | 'link_ended'
  | 'already_active'
  | 'approval_not_requested'
  | 'approval_already_requested'
  | 'poll_not_due'
  | 'activation_expired'
  | 'link_open'
  | 'nothing_to_change'
  /** Of new browsers, for today. */
  | 'too_many_notices';

export type Transition = { readonly ok: true; readonly link: AccountLink } | { readonly ok: false; readonly code: TransitionRefusal };

/** A transition before its entry is chained. */
type Move = { readonly ok: true; readonly link: AccountLink; readonly entry?: NewEntry } | Extract<Transition, { ok: false }>;

const refused = (code: TransitionRefusal) => ({ ok: false, code }) as const;

/** The one way in: a pending link, its consent recorded, its challenge computed. */
export function openLink(
  draft: Pick<AccountLink, 'id' | 'policyId' | 'activating' | 'other' | 'createdAt' | 'browsers'> & {
    readonly activation: Omit<Activation, 'challenge' | 'approval'>;
  },
  requestId?: string,
): AccountLink {
  return {
    ...draft,
    status: 'pending',
    revision: 1,
    activation: { ...draft.activation, challenge: challengeOf(draft) },
    history: appendEntry(draft.id, [], {
      event: 'consented',
      at: draft.createdAt,
      actor: 'activating_account',
      clientId: draft.activation.clientId,
      ...(requestId !== undefined && { requestId }),
    }),
    outbox: [],
  };
}

/** `requestId` goes into the entry of the history. */
export function transition(link: AccountLink, event: LinkEvent, requestId?: string): Transition {
  if (event.type === 'relayed') return relayed(link, event.announcements);
  if (event.type === 'browser_seen') return browserSeen(link, event);
  const next =
    link.status === 'active' ? fromActive(link, event) : link.status === 'pending' ? fromPending(link, event) : fromEnded(link, event);
  if (!next.ok || !next.entry) return next;
  const entry = { ...next.entry, ...(requestId !== undefined && { requestId }) };
  return { ok: true, link: { ...next.link, history: appendEntry(link.id, link.history, entry) } };
}

/** What says something of the link itself; the rest is a note on it, whatever its state. */
type Happening = Exclude<LinkEvent, { type: 'relayed' | 'browser_seen' }>;

function fromPending(link: AccountLink, event: Happening): Move {
  const { approval } = link.activation;
  switch (event.type) {
    case 'approval_requested':
      if (approval) return refused('approval_already_requested');
      return moved(
        link,
        { activation: { ...link.activation, approval: event.approval } },
        { event: 'approval_requested', at: event.at, actor: actorIn(link, event.actor) },
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
        {
          status: 'active',
          activatedAt: event.at,
          ...(event.expiresAt && { expiresAt: event.expiresAt }),
          activation: withoutApproval(link.activation),
          outbox: announced(link, 'activated', event.at),
        },
        { event: 'activated', at: event.at, actor: 'authenticator' },
      );
    case 'declined':
      return ended(link, 'declined', { event: 'declined', at: event.at, actor: actorIn(link, event.actor) });
    case 'expired':
      return ended(link, 'expired', { event: 'expired', at: event.at, actor: 'provider' });
    case 'revoked':
      return ended(link, 'revoked', entryOf(link, event), { revocationReason: event.reason });
    case 'erased':
      return refused('link_open');
  }
}

function fromActive(link: AccountLink, event: Happening): Move {
  if (event.type === 'erased') return refused('link_open');
  if (event.type !== 'revoked') return refused('already_active');
  // Only what was active had anything to end, and anybody to tell.
  const outbox = announced(link, 'revoked', event.at);
  return ended(link, 'revoked', entryOf(link, event), { revocationReason: event.reason, outbox });
}

function fromEnded({ browsers: _, ...link }: AccountLink, event: Happening): Move {
  if (event.type !== 'erased') return refused('link_ended');
  const erased = (side: LinkSide) => (side.accountId === event.accountId ? { ...side, accountId: event.tombstone } : side);
  // Erasing what was erased would add an entry that no side accounts for.
  if (!sidesFor(link, event.accountId) || isTombstone(event.accountId)) return refused('nothing_to_change');
  const change = { activating: erased(link.activating), other: erased(link.other) };
  return moved(link, change, { event: 'erased', at: event.at, actor: actorIn(link, event.actor) });
}

function relayed(link: AccountLink, announcements: readonly string[]): Transition {
  const outbox = link.outbox.filter(({ id }) => !announcements.includes(id));
  if (outbox.length === link.outbox.length) return refused('nothing_to_change');
  return { ok: true, link: { ...link, outbox, revision: link.revision + 1 } };
}

/** Told even where the link has ended since: the switch was before that. */
function browserSeen(link: AccountLink, { browser, loginId }: Extract<LinkEvent, { type: 'browser_seen' }>): Transition {
  const erased = isTombstone(link.activating.accountId) || isTombstone(link.other.accountId);
  if (erased || link.activatedAt === undefined || isKnownBrowser(link.browsers, browser.key)) return refused('nothing_to_change');
  const noted = withBrowser(link.browsers, browser);
  if (!noted) return refused('too_many_notices');
  const { browsers, news } = noted;
  const about = { loginId, ...(news === 'last' && { last: true as const }) };
  const outbox = news === 'none' ? link.outbox : announced(link, 'new_browser', browser.at, about);
  return { ok: true, link: { ...link, browsers, outbox, revision: link.revision + 1 } };
}

function ended(link: AccountLink, status: LinkStatus, entry: NewEntry, change: Partial<AccountLink> = {}): Move {
  return moved(link, { status, endedAt: entry.at, activation: withoutApproval(link.activation), ...change }, entry);
}

function moved(link: AccountLink, change: Partial<AccountLink>, entry?: NewEntry): Move {
  return { ok: true, link: { ...link, ...change, revision: link.revision + 1 }, ...(entry && { entry }) };
}

function entryOf(link: AccountLink, { at, actor, reason, clientId }: Extract<LinkEvent, { type: 'revoked' }>): NewEntry {
  return { event: 'revoked', at, actor: actorIn(link, actor), reason, ...(clientId !== undefined && { clientId }) };
}

function announced(
  link: AccountLink,
  type: Announcement['type'],
  at: Date,
  about: Pick<Announcement, 'loginId' | 'last'> = {},
): readonly Announcement[] {
  return [...link.outbox, { id: `${link.id}:${link.revision + 1}`, type, at, ...about }];
}

function actorIn(link: AccountLink, actor: Actor): EntryActor {
  if (!isAccount(actor)) return actor;
  return actor === `account:${link.activating.accountId}` ? 'activating_account' : 'other_account';
}

function isAccount(actor: Actor): actor is `account:${string}` {
  return actor.startsWith('account:');
}

/** The request id collects the approval: it is worth nothing afterwards and is not kept. */
function withoutApproval({ approval: _, ...activation }: Activation): Activation {
  return activation;
}
