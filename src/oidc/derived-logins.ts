/**
 * The linked logins that hang on a provider session: what came from a source's session, or the linked login that a target's session is.
 * They end when it does, whoever ends it (T52).
 */
import type { LinkedLoginEnd } from '../linking/linked-login.ts';
import { loginIdOf } from './mark.ts';
import type { Parts } from './parts.ts';

export interface DerivedLogins {
  /** What came from a session, before its document ends: a crash in between leaves a session with nothing derived, never the reverse. */
  endBefore(sessionUid: string, reason: LinkedLoginEnd): Promise<void>;
  /**
   * Again when the document has ended: a switch that read the session just before has opened its login since. And the login that a linked
   * session is: earlier, the cascade would find the session and tell its relying parties a second time.
   */
  endAfter(sessionUid: string, reason: LinkedLoginEnd): Promise<void>;
}

export function createDerivedLogins({ store, clock, nudge }: Parts): DerivedLogins {
  async function endFrom(sessionUid: string, reason: LinkedLoginEnd): Promise<void> {
    await store.linkedLogins.endAll({ sourceUid: sessionUid }, clock(), reason);
    nudge();
  }

  return {
    async endBefore(sessionUid, reason) {
      if (loginIdOf(sessionUid) === undefined) await endFrom(sessionUid, reason);
    },
    async endAfter(sessionUid, reason) {
      const loginId = loginIdOf(sessionUid);
      if (loginId === undefined) await endFrom(sessionUid, reason);
      else await store.linkedLogins.end(loginId, clock(), reason);
    },
  };
}
