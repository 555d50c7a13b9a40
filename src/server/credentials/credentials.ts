/**
 * Identifiers and secret codes of the built-in accounts. An unknown identifier, a wrong code, a locked, a blocked and a closed account
 * have one answer and cost the same work (T42): nothing here tells whether an identifier exists.
 */
import type { AccountStore, StoredAccount } from '../directory/account-store.ts';
import { brokenRule, type CodeRule } from './code-rules.ts';
import type { LoginLimiter } from './login-limits.ts';
import {
  argon2id,
  type Derive,
  type HashCost,
  hashOfNobody,
  hashSecretCode,
  matchesSecretCode,
  recommendedCost,
} from './secret-code-hash.ts';

export interface CredentialsDeps {
  readonly accounts: AccountStore;
  readonly limiter: LoginLimiter;
  readonly clock: () => Date;
  readonly newId: () => string;
  /** Of new hashes, and of the work done for unknown identifiers; it should be the stored ones'. */
  readonly cost?: HashCost;
  readonly derive?: Derive;
}

export interface CredentialsRefused<Code extends string> {
  readonly ok: false;
  readonly code: Code;
  /** With `slow_down`. */
  readonly retryAfterSeconds?: number;
}

export type Verification = { readonly ok: true; readonly accountId: string } | CredentialsRefused<'wrong_credentials' | 'slow_down'>;
export type CodeChange = { readonly ok: true } | CredentialsRefused<'wrong_credentials' | 'slow_down' | 'changed_meanwhile' | CodeRule>;

export interface Credentials {
  verify(login: { space: string; identifier: string; secretCode: string; address: string }): Promise<Verification>;
  /** The same for an account that is known already. */
  verifyFor(login: { accountId: string; secretCode: string; address: string }): Promise<Verification>;
  /** A new code is a new credentials version, in the same write: links made with the old one end. */
  change(change: { accountId: string; current: string; next: string; address: string }): Promise<CodeChange>;
  /** A login is complete. The first one opens the account, which makes it eligible for linking. */
  recordLogin(accountId: string): Promise<void>;
}

/** How often a conditional write is tried again when the account changed in between. */
const attempts = 3;

export function createCredentials(deps: CredentialsDeps): Credentials {
  const { accounts, limiter, clock, newId, cost = recommendedCost, derive = argon2id } = deps;
  const nobody = hashOfNobody(cost);

  return {
    async verify({ space, identifier, secretCode, address }) {
      const account = identifier === '' ? undefined : await accounts.byIdentifier(space, identifier);
      return answerTo(await prove({ account, space, identifier, secretCode, address }));
    },

    async verifyFor({ accountId, secretCode, address }) {
      return answerTo(await prove({ ...(await knownAs(accountId)), secretCode, address }));
    },

    async change({ accountId, current, next, address }) {
      // Said before the current code is tried, and of the new code alone: `unchanged` only compares the two that were typed.
      const rule = brokenRule(next, current);
      if (rule) return { ok: false, code: rule };

      const proof = await prove({ ...(await knownAs(accountId)), secretCode: current, address });
      if (!proof.ok) return proof;
      const change = { secretCodeHash: await hashSecretCode(next, cost, derive), credentialsVersion: newId() };
      const written = await accounts.change(accountId, proof.account.credentialsVersion, change);
      return written ? { ok: true } : { ok: false, code: 'changed_meanwhile' };
    },

    async recordLogin(accountId) {
      for (let attempt = 0; attempt < attempts; attempt += 1) {
        const [account] = await accounts.byIds([accountId]);
        if (account?.status !== 'never_opened') return;
        if (await accounts.change(accountId, account.credentialsVersion, { status: 'active', firstLoginAt: clock() })) return;
      }
      throw new Error('the first login could not be recorded: the account keeps changing');
    },
  };

  async function prove({ account, space, identifier, secretCode, address }: Attempt): Promise<Proof> {
    const retryAfterSeconds = await limiter.admit(address);
    if (retryAfterSeconds !== undefined) return { ok: false, code: 'slow_down', retryAfterSeconds };

    const admitted = await limiter.attempt(space, identifier);
    const open = admitted && account !== undefined && canLogIn(account) ? account : undefined;
    // Where the answer is no already, nobody's hash stands in: the same work, and nothing learnt of the real one.
    const matches = await matchesSecretCode(secretCode, open?.secretCodeHash ?? nobody, derive);
    if (!open || !matches) return { ok: false, code: 'wrong_credentials' };
    await limiter.succeeded(address, space, identifier);
    return { ok: true, account: open };
  }

  /** Failures count for the account whichever way its code is asked for: by its space and identifier. */
  async function knownAs(accountId: string): Promise<Pick<Attempt, 'account' | 'space' | 'identifier'>> {
    const [account] = await accounts.byIds([accountId]);
    return { account, space: account?.space ?? '', identifier: account?.identifier ?? accountId };
  }
}

interface Attempt {
  readonly account: StoredAccount | undefined;
  readonly space: string;
  readonly identifier: string;
  readonly secretCode: string;
  readonly address: string;
}

type Proof = { readonly ok: true; readonly account: StoredAccount } | Exclude<Verification, { ok: true }>;

function canLogIn({ status }: StoredAccount): boolean {
  return status === 'active' || status === 'never_opened';
}

function answerTo(proof: Proof): Verification {
  return proof.ok ? { ok: true, accountId: proof.account.accountId } : proof;
}
