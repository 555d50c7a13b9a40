/** Identifiers and secret codes, as the rest of the server uses them; codes of refusal are closed, and say nothing of whether an account exists (T42). */
import type { CodeRule } from './code-rules.ts';

export interface CredentialsRefused<Code extends string> {
  readonly ok: false;
  readonly code: Code;
  /** With `slow_down`. */
  readonly retryAfterSeconds?: number;
}

/** The code was right, and given by the bank: it proves nothing beyond the change that it asks for. */
export interface ChangeRequired {
  readonly ok: false;
  readonly code: 'change_required';
  readonly accountId: string;
  readonly credentialsVersion: string;
}

export type Verification =
  /** The version of the code that was right: what is built on it is worth nothing when that has changed since. */
  | { readonly ok: true; readonly accountId: string; readonly credentialsVersion: string }
  | CredentialsRefused<'wrong_credentials' | 'slow_down'>
  | ChangeRequired;
export type CodeReplacement = { readonly ok: true } | CredentialsRefused<'changed_meanwhile' | CodeRule>;
export type CodeChange = CodeReplacement | CredentialsRefused<'wrong_credentials' | 'slow_down'>;

export interface Credentials {
  verify(login: { space: string; identifier: string; secretCode: string; address: string }): Promise<Verification>;
  /** The same for an account that is known already. */
  verifyFor(login: { accountId: string; secretCode: string; address: string }): Promise<Verification>;
  /** A new code is a new credentials version, in the same write: links made with the old one end. */
  change(change: { accountId: string; current: string; next: string; address: string }): Promise<CodeChange>;
  /** By whoever was proved to be the account's person otherwise; only while the credentials are those that were seen then. */
  replace(change: { accountId: string; credentialsVersion: string; nextVersion: string; next: string }): Promise<CodeReplacement>;
  /** By the bank: a code of six digits that must be changed at the next login. False when there is no such account. */
  reset(accountId: string, secretCode: string): Promise<boolean>;
  /** A login is complete. The first one opens the account, which makes it eligible for linking. */
  recordLogin(accountId: string): Promise<void>;
}
