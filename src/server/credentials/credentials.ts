/**
 * Identifiers and secret codes of the built-in accounts. An unknown identifier, a wrong code, a locked, a blocked and a closed account
 * have one answer and cost the same work (T42): nothing here tells whether an identifier exists.
 */
import type { AccountStore, StoredAccount } from '../directory/account-store.ts';
import { brokenRule, isSixDigits } from './code-rules.ts';
import type { CodeReplacement, Credentials, CredentialsRefused, Verification } from './credentials-port.ts';
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
      return write(proof.account, next, newId());
    },

    async replace({ accountId, credentialsVersion, nextVersion, next }) {
      const rule = brokenRule(next);
      if (rule) return { ok: false, code: rule };
      const [account] = await accounts.byIds([accountId]);
      if (account?.credentialsVersion !== credentialsVersion || !canLogIn(account)) return { ok: false, code: 'changed_meanwhile' };
      if (await matchesSecretCode(next, account.secretCodeHash, derive)) return { ok: false, code: 'unchanged' };
      const written = await write(account, next, nextVersion);
      if (written.ok) await limiter.forgive(account.space, account.identifier);
      return written;
    },

    async reset(accountId, secretCode) {
      if (!isSixDigits(secretCode)) throw new TypeError('a secret code has six digits');
      const [account] = await accounts.byIds([accountId]);
      if (!account) return false;
      const secretCodeHash = await hashSecretCode(secretCode, cost, derive);
      if (!(await accounts.credentialsChanged(accountId, newId(), { secretCodeHash, mustChangeSecretCode: true }))) return false;
      await limiter.forgive(account.space, account.identifier);
      return true;
    },

    async recordLogin(accountId) {
      for (let attempt = 0; attempt < attempts; attempt += 1) {
        const [account] = await accounts.byIds([accountId]);
        if (account?.status !== 'never_opened') return;
        if (await accounts.change(accountId, asRead(account), { status: 'active', firstLoginAt: clock() })) return;
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

  /** In one write: a block or another change that came in between is not overwritten. */
  async function write(account: StoredAccount, next: string, credentialsVersion: string): Promise<CodeReplacement> {
    const secretCodeHash = await hashSecretCode(next, cost, derive);
    const change = { secretCodeHash, credentialsVersion, mustChangeSecretCode: undefined };
    return (await accounts.change(account.accountId, asRead(account), change)) ? { ok: true } : { ok: false, code: 'changed_meanwhile' };
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

type Proof = { readonly ok: true; readonly account: StoredAccount } | CredentialsRefused<'wrong_credentials' | 'slow_down'>;

function canLogIn({ status }: StoredAccount): boolean {
  return status === 'active' || status === 'never_opened';
}

/** What a conditional write names of the account that it follows. */
function asRead({ credentialsVersion, status }: StoredAccount): Pick<StoredAccount, 'credentialsVersion' | 'status'> {
  return { credentialsVersion, status };
}

function answerTo(proof: Proof): Verification {
  if (!proof.ok) return proof;
  const { accountId, credentialsVersion, mustChangeSecretCode } = proof.account;
  return mustChangeSecretCode
    ? { ok: false, code: 'change_required', accountId, credentialsVersion }
    : { ok: true, accountId, credentialsVersion };
}
