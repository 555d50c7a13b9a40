/** Every state of an account link with every event: the next state, or the code of the refusal. */
import type { AccountLink, LinkStatus } from '../../src/linking/account-link.ts';
import type { NewEntry } from '../../src/linking/history.ts';
import type { LinkEvent, TransitionRefusal } from '../../src/linking/transitions.ts';
import * as sample from './sample-link.ts';
import { at } from './sample-link.ts';

export const states = {
  'pending, approval not requested': sample.pending,
  'pending, approval requested': sample.asked,
  active: sample.active,
  declined: sample.declined,
  expired: sample.expired,
  'revoked after it was active': sample.revoked,
  'revoked while pending': sample.revokedWhilePending,
} satisfies Record<string, AccountLink>;

export interface Sent {
  readonly event: LinkEvent;
  /** What the history gains where the event is accepted; nothing for a poll, a relay or a browser. */
  readonly entry?: NewEntry;
}

export const again = { ...sample.approval, authReqId: 'auth-req-2' };
const erasure = { type: 'erased', at: at(900), actor: 'operator:adviser-7', tombstone: 'erased~1' } as const;

export const events = {
  approval_requested: {
    event: { type: 'approval_requested', at: at(20), actor: 'account:p-camille', approval: again },
    entry: { event: 'approval_requested', at: at(20), actor: 'activating_account' },
  },
  poll_scheduled: { event: { type: 'poll_scheduled', at: at(21), nextPollAt: at(26) } },
  'approved a millisecond in time': {
    event: { type: 'approved', at: at(299.999) },
    entry: { event: 'activated', at: at(299.999), actor: 'authenticator' },
  },
  'approved in time, for an hour': {
    event: { type: 'approved', at: at(60), expiresAt: at(3660) },
    entry: { event: 'activated', at: at(60), actor: 'authenticator' },
  },
  'approved at expiry': { event: { type: 'approved', at: at(300) } },
  'approved late': { event: { type: 'approved', at: at(400) } },
  declined: {
    event: { type: 'declined', at: at(30), actor: 'authenticator' },
    entry: { event: 'declined', at: at(30), actor: 'authenticator' },
  },
  expired: { event: { type: 'expired', at: at(300) }, entry: { event: 'expired', at: at(300), actor: 'provider' } },
  revoked: {
    event: { type: 'revoked', at: at(700), actor: 'account:q-camille', reason: 'customer', clientId: 'espace-particuliers' },
    entry: { event: 'revoked', at: at(700), actor: 'other_account', reason: 'customer', clientId: 'espace-particuliers' },
  },
  'relayed, its activation': { event: { type: 'relayed', announcements: [sample.announcedActivation.id] } },
  'relayed, what it never announced': { event: { type: 'relayed', announcements: [`${sample.draft.id}:99`] } },
  'browser_seen, a new one': { event: { type: 'browser_seen', browser: sample.otherBrowser, loginId: 'login-1' } },
  'erased, its activating account': {
    event: { ...erasure, accountId: 'p-camille' },
    entry: { event: 'erased', at: at(900), actor: 'operator:adviser-7' },
  },
  'erased, its other account': {
    event: { ...erasure, accountId: 'q-camille' },
    entry: { event: 'erased', at: at(900), actor: 'operator:adviser-7' },
  },
  "erased, an account that is not the link's": { event: { ...erasure, accountId: 'q-paul' } },
} satisfies Record<string, Sent>;

type State = keyof typeof states;
type EventName = keyof typeof events;
type Cell = LinkStatus | TransitionRefusal;

const notAnEnd: Pick<Record<EventName, Cell>, Extract<EventName, `erased${string}`>> = {
  'erased, its activating account': 'link_open',
  'erased, its other account': 'link_open',
  "erased, an account that is not the link's": 'link_open',
};
const nothingAnnounced: Pick<Record<EventName, Cell>, Extract<EventName, `relayed${string}`>> = {
  'relayed, its activation': 'nothing_to_change',
  'relayed, what it never announced': 'nothing_to_change',
};

const neverUsed: Pick<Record<EventName, Cell>, Extract<EventName, `browser_seen${string}`>> = {
  'browser_seen, a new one': 'nothing_to_change',
};

/** An end absorbs everything but the erasure of an account's data, which changes no status. */
const absorbed = (status: LinkStatus): Record<EventName, Cell> => ({
  approval_requested: 'link_ended',
  poll_scheduled: 'link_ended',
  'approved a millisecond in time': 'link_ended',
  'approved in time, for an hour': 'link_ended',
  'approved at expiry': 'link_ended',
  'approved late': 'link_ended',
  declined: 'link_ended',
  expired: 'link_ended',
  revoked: 'link_ended',
  ...nothingAnnounced,
  ...neverUsed,
  'erased, its activating account': status,
  'erased, its other account': status,
  "erased, an account that is not the link's": 'nothing_to_change',
});

const table: Record<State, Record<EventName, Cell>> = {
  'pending, approval not requested': {
    approval_requested: 'pending',
    poll_scheduled: 'approval_not_requested',
    'approved a millisecond in time': 'approval_not_requested',
    'approved in time, for an hour': 'approval_not_requested',
    'approved at expiry': 'approval_not_requested',
    'approved late': 'approval_not_requested',
    declined: 'declined',
    expired: 'expired',
    revoked: 'revoked',
    ...nothingAnnounced,
    ...neverUsed,
    ...notAnEnd,
  },
  'pending, approval requested': {
    approval_requested: 'approval_already_requested',
    poll_scheduled: 'pending',
    'approved a millisecond in time': 'active',
    'approved in time, for an hour': 'active',
    'approved at expiry': 'activation_expired',
    'approved late': 'activation_expired',
    declined: 'declined',
    expired: 'expired',
    revoked: 'revoked',
    ...nothingAnnounced,
    ...neverUsed,
    ...notAnEnd,
  },
  active: {
    approval_requested: 'already_active',
    poll_scheduled: 'already_active',
    'approved a millisecond in time': 'already_active',
    'approved in time, for an hour': 'already_active',
    'approved at expiry': 'already_active',
    'approved late': 'already_active',
    declined: 'already_active',
    expired: 'already_active',
    revoked: 'revoked',
    'relayed, its activation': 'active',
    'relayed, what it never announced': 'nothing_to_change',
    'browser_seen, a new one': 'active',
    ...notAnEnd,
  },
  declined: absorbed('declined'),
  expired: absorbed('expired'),
  'revoked after it was active': { ...absorbed('revoked'), 'relayed, its activation': 'revoked', 'browser_seen, a new one': 'revoked' },
  'revoked while pending': absorbed('revoked'),
};

export const statuses: ReadonlySet<string> = new Set<LinkStatus>(['pending', 'active', 'declined', 'expired', 'revoked']);
const names = <T extends object>(record: T) => Object.keys(record) as (keyof T & string)[]; // the keys of a literal that is never widened
export const cells = names(states).flatMap((state) => names(events).map((event) => ({ state, event, expected: table[state][event] })));
