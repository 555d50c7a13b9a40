/** The built-in accounts' logins, put together: secret codes, the second step on the phone, and the ways to a new code. */
import { setTimeout as pause } from 'node:timers/promises';
import type { AccountDirectory } from '../linking/account-directory.ts';
import type { Approver } from '../linking/approver.ts';
import type { PasserelleStore } from '../oidc/store.ts';
import type { Configuration } from './config/configuration.ts';
import { type CodeRenewals, createCodeRenewals } from './credentials/code-renewals.ts';
import { createCredentials } from './credentials/credentials.ts';
import type { Credentials } from './credentials/credentials-port.ts';
import { createForgottenCodeRecords } from './credentials/forgotten-code-records.ts';
import { createForgottenCodes, type ForgottenCodes } from './credentials/forgotten-codes.ts';
import type { LoginLimiter } from './credentials/login-limits.ts';
import type { HashCost } from './credentials/secret-code-hash.ts';
import type { AccountStore } from './directory/account-store.ts';
import { createStrongApprovals } from './strong-login/strong-approvals.ts';
import type { StrongLogins } from './strong-login/strong-login-port.ts';
import { createStrongLogins } from './strong-login/strong-logins.ts';

export interface LoginDeps {
  readonly configuration: Configuration;
  readonly store: PasserelleStore & { readonly accounts: AccountStore };
  readonly directory: AccountDirectory;
  readonly approvers: Readonly<Record<string, Approver>>;
  readonly limiter: LoginLimiter;
  readonly hashCost: HashCost | undefined;
  readonly clock: () => Date;
  readonly newId: () => string;
  readonly onEvent: (event: { readonly event: string; readonly [detail: string]: unknown }) => void;
}

export interface Logins {
  readonly credentials: Credentials;
  readonly strongLogins: StrongLogins;
  readonly codeRenewals: CodeRenewals;
  readonly forgottenCodes: ForgottenCodes;
}

export function createLogins(deps: LoginDeps): Logins {
  const { configuration, store, directory, approvers, limiter, hashCost, clock, newId, onEvent } = deps;
  const credentials = createCredentials({
    accounts: store.accounts,
    limiter,
    clock,
    newId,
    ...(hashCost && { cost: hashCost }),
  });
  const life = configuration.lives.pendingLink;
  const approvals = createStrongApprovals({
    approvers,
    directory,
    store,
    clock,
    newId,
    pendingLife: life,
    limiter,
    async isLocked(accountId) {
      const [account] = await store.accounts.byIds([accountId]);
      return account !== undefined && limiter.isLocked(account.space, account.identifier);
    },
    onPhoneLocked: (locked) => onEvent({ event: 'login.approvals_locked.refused', ...locked }),
    onSuspect: (suspicion) => onEvent({ event: 'login.approval_invalid.refused', ...suspicion }),
  });
  const strongLogins = createStrongLogins(approvals);
  const codeRenewals = createCodeRenewals({
    artifacts: store.artifacts('CodeRenewal'),
    accounts: store.accounts,
    credentials,
    clock,
    newId,
    life,
  });
  const forgottenCodes = createForgottenCodes({
    accounts: store.accounts,
    approvals,
    credentials,
    limiter,
    records: createForgottenCodeRecords(store.artifacts('ForgottenCode'), life),
    clock,
    newId,
    pause,
    life,
    onFault: (error) => onEvent({ event: 'fault', path: '/forgotten-code', error }),
  });
  return { credentials, strongLogins, codeRenewals, forgottenCodes };
}
