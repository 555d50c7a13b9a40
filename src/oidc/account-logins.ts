/** `passerelle.accounts`: what the bank says of an account that concerns its logins and not its links. */
import type { Adapter } from 'oidc-provider';
import type { Artifact } from './artifact-store.ts';
import type { Parts } from './parts.ts';
import type { Accounts } from './passerelle-types.ts';
import type { SessionEnds } from './session-ends.ts';
import type { StaleLogins } from './stale-logins.ts';

/** A request that is under way may write a session again under a new id; more often than this, none does. */
const maximumRounds = 10;

export interface AccountLoginDeps {
  readonly adapter: (model: string) => Adapter;
  readonly sessionEnds: SessionEnds;
  readonly staleLogins: StaleLogins;
}

export function createAccountLogins(
  { store, clock, nudge, emit }: Parts,
  { adapter, sessionEnds, staleLogins }: AccountLoginDeps,
): Accounts {
  return {
    async endLinkedLogins(accountId) {
      const ended = await store.linkedLogins.endAll({ accountId }, clock(), 'account_unusable');
      if (ended > 0) emit({ event: 'linked_login.ended', reason: 'account_unusable', count: ended });
      nudge();
      return ended;
    },

    async endSessions(accountId) {
      // First: a login that is under way finds it when it has written its session.
      await staleLogins.refuseEarlier(accountId);
      let ended = 0;
      for (let round = 0; round < maximumRounds; round += 1) {
        const sessions = await sessionsOf(accountId);
        if (sessions.length === 0) break;
        for (const session of sessions) await sessionEnds.end(session, 'session_revoked');
        ended += sessions.length;
      }
      // Those that have no session: what a server obtained for the account by the linked-account grant.
      await store.linkedLogins.endAll({ accountId }, clock(), 'session_revoked');
      nudge();
      return ended;
    },
  };

  /** An adapter of oidc-provider has no such question: a host's own must answer it to end an account's sessions. */
  async function sessionsOf(accountId: string): Promise<readonly Artifact[]> {
    const sessions: Adapter & { findByAccountId?(accountId: string): Promise<readonly Artifact[]> } = adapter('Session');
    if (!sessions.findByAccountId) throw new TypeError("the adapter's findByAccountId() is needed to end an account's sessions");
    return sessions.findByAccountId(accountId);
  }
}
