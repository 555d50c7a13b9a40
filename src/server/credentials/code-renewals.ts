/**
 * A code that the bank has given is changed at the next login, on the page of that login. What its first step proved is kept here, by
 * interaction (which only its browser may open), for the credentials that were seen and for a short while; it is good for that change alone.
 */
import { z } from 'zod';
import type { ArtifactStore } from '../../oidc/artifact-store.ts';
import type { AccountStore } from '../directory/account-store.ts';
import type { CodeReplacement, Credentials, CredentialsRefused } from './credentials-port.ts';

export interface CodeRenewalDeps {
  readonly artifacts: ArtifactStore;
  readonly accounts: Pick<AccountStore, 'byIds'>;
  readonly credentials: Pick<Credentials, 'replace'>;
  readonly clock: () => Date;
  readonly newId: () => string;
  /** Seconds. */
  readonly life: number;
}

export type Renewal =
  | { readonly ok: true; readonly accountId: string }
  | Exclude<CodeReplacement, { ok: true }>
  | CredentialsRefused<'too_late'>;

export interface CodeRenewals {
  /** After the given code of the account was verified on the page of interaction `uid`. */
  begin(uid: string, proved: { readonly accountId: string; readonly credentialsVersion: string }): Promise<void>;
  /** Whose code is to be changed on the page of interaction `uid`; undefined as soon as its credentials are others. */
  pending(uid: string): Promise<string | undefined>;
  complete(uid: string, next: string): Promise<Renewal>;
  drop(uid: string): Promise<void>;
}

const recordSchema = z.object({ accountId: z.string(), credentialsVersion: z.string(), expiresAt: z.number() });

export function createCodeRenewals({ artifacts, accounts, credentials, clock, newId, life }: CodeRenewalDeps): CodeRenewals {
  return {
    async begin(uid, { accountId, credentialsVersion }) {
      await artifacts.upsert(uid, { accountId, credentialsVersion, expiresAt: clock().getTime() + life * 1000 }, life);
    },

    async pending(uid) {
      const proved = await find(uid);
      const [account] = proved ? await accounts.byIds([proved.accountId]) : [];
      return account?.credentialsVersion === proved?.credentialsVersion ? account?.accountId : undefined;
    },

    async complete(uid, next) {
      const proved = await find(uid);
      if (!proved) return { ok: false, code: 'too_late' };
      const { accountId, credentialsVersion } = proved;
      // The new credentials version is what makes it count once: a second one finds other credentials than it was proved for.
      const replaced = await credentials.replace({ accountId, credentialsVersion, nextVersion: newId(), next });
      if (!replaced.ok && replaced.code !== 'changed_meanwhile') return replaced;
      await artifacts.destroy(uid);
      return replaced.ok ? { ok: true, accountId } : replaced;
    },

    drop: (uid) => artifacts.destroy(uid),
  };

  /** T46: a store may still answer what has expired. */
  async function find(uid: string): Promise<z.output<typeof recordSchema> | undefined> {
    const stored = await artifacts.find(uid);
    const proved = stored && recordSchema.parse(stored);
    return proved && proved.expiresAt > clock().getTime() ? proved : undefined;
  }
}
