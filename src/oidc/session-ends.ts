/**
 * Ending a provider session outside of the library's own logout page: what came from it ends, its relying parties are told, its grants are
 * revoked, and its document ends. In this order: whatever a crash leaves undone is found again, because the document is still there.
 */
import type { Adapter, AdapterPayload } from 'oidc-provider';
import type { NewDelivery } from '../linking/outbox.ts';
import { logoutDelivery } from './backchannel-logout.ts';
import type { DerivedLogins } from './derived-logins.ts';
import type { Parts } from './parts.ts';
import { createSessionDocuments } from './session-documents.ts';

/** Why a session ended, for the relying parties to tell the customer: a reason of its link or its login, or `session_revoked`. */
export type SessionEnd = string;

export interface SessionEnds {
  end(session: AdapterPayload, reason: 'signed_out' | 'session_revoked'): Promise<void>;
  /** Relying parties, grants and document only; a session that has stepped up meanwhile is direct, and stays. */
  clear(session: AdapterPayload, reason: SessionEnd): Promise<void>;
  revokeGrant(grantId: string): Promise<void>;
}

const family = ['AuthorizationCode', 'RefreshToken', 'AccessToken'] as const;

export function createSessionEnds(
  { store, memories, clock, emit }: Parts,
  adapter: (model: string) => Adapter,
  derivedLogins: DerivedLogins,
): SessionEnds {
  async function end(session: AdapterPayload, reason: 'signed_out' | 'session_revoked'): Promise<void> {
    const { uid = '' } = session;
    await derivedLogins.endBefore(uid, reason);
    await clearAll(session, reason, { alsoSteppedUp: true });
    await derivedLogins.endAfter(uid, reason);
    emit({ event: 'session.ended', reason });
  }

  async function clear(session: AdapterPayload, reason: SessionEnd): Promise<void> {
    await clearAll(session, reason, { alsoSteppedUp: false });
  }

  async function clearAll(session: AdapterPayload, reason: SessionEnd, which: { alsoSteppedUp: boolean }): Promise<void> {
    const authorizations = Object.entries(session.authorizations ?? {});
    await store.deliveries.put(authorizations.flatMap(([clientId, { sid }]) => deliveryTo(clientId, sid, session, reason)));
    await Promise.all(authorizations.map(([, { grantId }]) => (grantId === undefined ? undefined : revokeGrant(grantId))));
    if (session.jti !== undefined) await createSessionDocuments(adapter('Session'), memories).end(session.jti, which);
    // What this request has read of it is no longer so.
    const memory = memories.current();
    for (const known of [memory?.documents, memory?.fenced, memory?.alive]) known?.clear();
  }

  function deliveryTo(clientId: string, sid: string | undefined, { accountId }: AdapterPayload, reason: SessionEnd): NewDelivery[] {
    return accountId === undefined || sid === undefined ? [] : [logoutDelivery({ clientId, accountId, sid, reason, at: clock() })];
  }

  async function revokeGrant(grantId: string): Promise<void> {
    await Promise.all([...family.map((model) => adapter(model).revokeByGrantId(grantId)), adapter('Grant').destroy(grantId)]);
  }

  return { end, clear, revokeGrant };
}
