/**
 * Logins that were proved and not yet used: a page's result waits in the interaction until the browser resumes it. What ends an account's
 * sessions, or changes its credentials, must reach those as well, or whoever parked one would walk in after the acknowledgement.
 */
import type { Parts } from './parts.ts';

/** The key of what a login page stores beside the login. */
export const loginProofKey = 'passerelle_login';

/** When the login was proved, to the millisecond, which a session's own time is not; and the code's version then. */
export function loginProof(at: Date, credentialsVersion: string | undefined): LoginProof {
  return { at: at.getTime(), ...(credentialsVersion !== undefined && { credentialsVersion }) };
}

interface LoginProof {
  readonly at: number;
  readonly credentialsVersion?: string;
}

export interface StaleLogins {
  /** Before the sessions of an account are ended: no login from before counts from here on. */
  refuseEarlier(accountId: string): Promise<void>;
  /** `ts` in seconds; `proof` as the login page stored it; without one, a login of the second of the ending is refused. */
  isStale(login: { readonly accountId: string; readonly ts?: number | undefined }, proof: unknown): Promise<boolean>;
}

/** Seconds; longer than an interaction and a session together. */
const remembered = 24 * 60 * 60;

export function createStaleLogins({ store, directory, clock }: Parts): StaleLogins {
  const endings = store.artifacts('SessionsEnded');
  return {
    async refuseEarlier(accountId) {
      await endings.upsert(accountId, { endedAt: clock().getTime() }, remembered);
    },
    async isStale({ accountId, ts = 0 }, proof) {
      const { at = ts * 1000, credentialsVersion } = isProof(proof) ? proof : {};
      const [ended, accounts] = await Promise.all([endings.find(accountId), directory.accounts([accountId])]);
      if (typeof ended?.endedAt === 'number' && at <= ended.endedAt) return true;
      return credentialsVersion !== undefined && accounts.get(accountId)?.credentialsVersion !== credentialsVersion;
    },
  };
}

function isProof(value: unknown): value is LoginProof {
  return typeof value === 'object' && value !== null && 'at' in value && typeof value.at === 'number';
}
