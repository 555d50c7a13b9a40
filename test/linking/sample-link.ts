/** One account link in every state of its life, reached by the transitions themselves. */
import type { AccountLink, RequestedApproval } from '../../src/linking/account-link.ts';
import type { KnownBrowser } from '../../src/linking/known-browsers.ts';
import type { Announcement } from '../../src/linking/outbox.ts';
import { type LinkEvent, openLink, transition } from '../../src/linking/transitions.ts';

export const openedAt = new Date('2025-03-03T09:00:00.000Z');

/** Seconds after the link was opened; it expires after 300. */
export const at = (seconds: number): Date => new Date(openedAt.getTime() + seconds * 1000);

export const draft = {
  id: 'lnk_V1StGXR8_Z5jdHi6B-myT',
  policyId: 'pro-particuliers',
  activating: { space: 'pro', accountId: 'p-camille', credentialsVersion: 'pro-v1' },
  other: { space: 'particuliers', accountId: 'q-camille', credentialsVersion: 'particuliers-v1' },
  activation: {
    sourceUid: 'uid-of-the-pro-session',
    clientId: 'espace-particuliers',
    consent: { version: '2025-01', language: 'fr', textHash: '47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU' },
    proofs: { source: 'login', counterpart: 'same_person' },
    nonce: 'b8Jq2M0r5yX1uK3wZ7cT9vE4nA6sD0fG2hJ4kL6pQ8s',
    expiresAt: at(300),
  },
  createdAt: openedAt,
} as const;

export const approval: RequestedApproval = {
  authReqId: 'auth-req-1',
  bindingMessage: 'K7-42',
  requestedAt: at(10),
  expiresAt: at(300),
  intervalSeconds: 1,
  nextPollAt: at(11),
};

/** Neither that of the activation nor of its session. */
export const otherBrowser: KnownBrowser = { key: 'hash-of-a-browser', at: at(500), sourceUid: 'uid-of-another-session' };

export const askApproval: LinkEvent = { type: 'approval_requested', at: at(10), actor: 'account:p-camille', approval };
export const approve: LinkEvent = { type: 'approved', at: at(60) };
export const decline: LinkEvent = { type: 'declined', at: at(50), actor: 'authenticator' };
export const expire: LinkEvent = { type: 'expired', at: at(300) };
export const revoke: LinkEvent = { type: 'revoked', at: at(600), actor: 'operator:adviser-7', reason: 'adviser' };

export const pending = openLink(draft);
export const asked = after(pending, askApproval);
export const active = after(asked, approve);
export const declined = after(asked, decline);
export const expired = after(asked, expire);
export const revoked = after(active, revoke);
export const revokedWhilePending = after(asked, revoke);

/** What the link tells others: the revision that each was written with is in its id. */
export const announcedActivation: Announcement = { id: 'lnk_V1StGXR8_Z5jdHi6B-myT:3', type: 'activated', at: at(60) };
export const announcedRevocation: Announcement = { id: 'lnk_V1StGXR8_Z5jdHi6B-myT:4', type: 'revoked', at: at(600) };

/** The link after events that must all be accepted. */
export function after(link: AccountLink, ...events: readonly LinkEvent[]): AccountLink {
  return events.reduce((current, event) => {
    const result = transition(current, event);
    if (!result.ok) throw new Error(`${current.status} refused ${event.type}: ${result.code}`);
    return result.link;
  }, link);
}
