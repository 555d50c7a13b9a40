/**
 * The security events that are understood, as one table: RISC Profile 1.0, CAEP 1.0, the Shared Signals Framework 1.0's own two, and two
 * of ours. What follows from each is said here and done elsewhere.
 */
import { z } from 'zod';
import type { RevocationReason } from '../linking/reasons.ts';
import type { EventPayload } from './set-verification.ts';

/** Done in this order: whatever races with the event reads the directory anew. */
export interface Consequences {
  readonly directory?: 'disabled' | 'enabled' | 'purged' | 'credentialsChanged' | 'administratorChanged';
  /** With `administratorChanged`: the person who administers the account now; nobody is known without one. */
  readonly administrator?: string | undefined;
  /** Every link of the account is revoked. */
  readonly links?: RevocationReason;
  readonly logins?: 'endLinkedLogins' | 'endSessions';
}

export type EventType =
  /** About the feed and no account: that it was heard is all there is to it. */
  | { readonly about: 'feed' }
  /** Undefined for a payload that does not conform to the event's definition. */
  | { readonly about: 'account'; readonly consequencesOf: (payload: EventPayload) => Consequences | undefined };

const risc = (name: string) => `https://schemas.openid.net/secevent/risc/event-type/${name}`;
const caep = (name: string) => `https://schemas.openid.net/secevent/caep/event-type/${name}`;
const ssf = (name: string) => `https://schemas.openid.net/secevent/ssf/event-type/${name}`;
const ours = (name: string) => `urn:passerelle:event:${name}`;

const feed: EventType = { about: 'feed' };
const always = (consequences: Consequences): EventType => ({ about: 'account', consequencesOf: () => consequences });
const reset = always({ directory: 'credentialsChanged', links: 'secret_reset' });

/** A map and no object: an event called `constructor` is unknown like any other. */
export const eventTypes: ReadonlyMap<string, EventType> = new Map([
  [risc('account-credential-change-required'), reset],
  [risc('credential-compromise'), always({ directory: 'credentialsChanged', links: 'secret_reset', logins: 'endSessions' })],
  [risc('identifier-changed'), always({ directory: 'credentialsChanged', links: 'identifier_changed' })],
  [risc('account-purged'), always({ directory: 'purged', links: 'account_closed', logins: 'endSessions' })],
  [risc('account-disabled'), always({ directory: 'disabled', logins: 'endLinkedLogins' })],
  [risc('account-enabled'), always({ directory: 'enabled' })],
  [caep('credential-change'), { about: 'account', consequencesOf: ofCredentialChange }],
  [caep('session-revoked'), always({ logins: 'endSessions' })],
  [ours('administrator-changed'), { about: 'account', consequencesOf: ofAdministratorChange }],
  [ours('adviser-revocation'), always({ links: 'adviser' })],
  [ssf('verification'), feed],
  [ssf('stream-updated'), feed],
  // As it was called before the framework had its name.
  ['https://schemas.openid.net/secevent/sse/event-type/verification', feed],
]);

/** CAEP 1.0 section 3.3. */
const credentialChange = z.object({ credential_type: z.string(), change_type: z.enum(['create', 'revoke', 'update', 'delete']) });

/** Only of what the customer logs in with: enrolling a phone, or a passkey, must not revoke. */
function ofCredentialChange(payload: EventPayload): Consequences | undefined {
  const change = credentialChange.safeParse(payload).data;
  if (!change) return undefined;
  const ofSecretCode = change.credential_type === 'password' || change.credential_type === 'pin';
  if (!ofSecretCode || change.change_type === 'create') return {};
  return { directory: 'credentialsChanged', links: change.change_type === 'update' ? 'secret_changed' : 'secret_reset' };
}

const administratorChange = z.object({ administrator: z.string().min(1).max(200).optional() });

function ofAdministratorChange(payload: EventPayload): Consequences | undefined {
  const change = administratorChange.safeParse(payload).data;
  return change && { directory: 'administratorChanged', links: 'administrator_changed', administrator: change.administrator };
}
