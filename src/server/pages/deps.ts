/**
 * What the pages need, and nothing else: the extension's public face, the server's credentials and strong logins,
 * and the configuration's names, texts and addresses. Everything is passed in; pages read no environment and no store.
 */
import type { AccountDirectory } from '../../linking/account-directory.ts';
import type { Passerelle } from '../../oidc/passerelle-types.ts';
import type { SpaceLook } from '../config/space-looks.ts';
import type { CodeRenewals } from '../credentials/code-renewals.ts';
import type { Credentials } from '../credentials/credentials-port.ts';
import type { ForgottenCodes } from '../credentials/forgotten-codes.ts';
import type { Language } from '../i18n/translate.ts';
import type { WriteReceipt } from '../receipt/write-receipt.ts';
import type { SignToken } from '../token-signer.ts';
import type { StrongLoginRefusal } from './refusals.ts';

export interface PageSpace {
  readonly id: string;
  /** By language; the first is for languages that it does not have. */
  readonly name: Readonly<Record<string, string>>;
  readonly entryClient: string;
  readonly clients: readonly string[];
  /** The entry client's `initiate_login_uri`: where a customer without a session is sent. */
  readonly initiateLoginUri: string;
  /** For customers whose browser asks for none of those offered; the first of them unless given. */
  readonly defaultLanguage?: string | undefined;
  readonly look: SpaceLook;
  /** By language. */
  readonly texts: {
    readonly welcome?: Readonly<Record<string, string>> | undefined;
    readonly help?: Readonly<Record<string, string>> | undefined;
  };
  /** For help. */
  readonly phone?: string | undefined;
}

export type Refusal<Code extends string> = {
  readonly ok: false;
  readonly code: Code;
  /** With `slow_down`. */
  readonly retryAfterSeconds?: number;
};

/** Of these `recordLogin` comes with every successful login of an account with its own credentials; the first one makes it eligible. */
export type PageCredentials = Pick<Credentials, 'verify' | 'verifyFor' | 'change' | 'recordLogin'>;

/** The confirmation of a login in the space's authenticator app, one per interaction, after its secret code was verified. */
export interface PageStrongLogins {
  begin(
    uid: string,
    accountId: string,
    bindingMessage: string,
    operation?: Readonly<Record<string, string>>,
  ): Promise<{ ok: true } | Refusal<StrongLoginRefusal>>;
  state(uid: string): Promise<StrongLoginState | undefined>;
  /** Asks the authenticator service at most once, and not before its interval. */
  poll(
    uid: string,
  ): Promise<{ outcome: 'pending' | 'denied' | 'expired' } | { outcome: 'approved'; accountId: string; credentialsVersion: string }>;
  drop(uid: string): Promise<void>;
}

export interface StrongLoginState {
  readonly accountId: string;
  readonly bindingMessage: string;
  readonly expiresAt: Date;
}

/** What an operator wants to know of the pages. Never holds an identifier, code or token. */
export interface PageEvent {
  readonly event:
    | 'login.succeeded'
    | 'login.refused'
    | 'login.approval_requested'
    | 'secret_code.changed'
    | 'secret_code.refused'
    | 'secret_code.reset_requested'
    | 'secret_code.reset'
    | 'form.refused'
    | 'receipt.issued'
    | 'fault';
  readonly requestId: string;
  readonly space?: string;
  readonly client?: string;
  readonly level?: string;
  readonly reason?: string;
  readonly link?: string;
  /** `jti` of a signed receipt: whether one is ours can still be told when its key is gone. */
  readonly receipt?: string;
  readonly error?: Error;
}

/** What every page needs, those that oidc-provider asks for included. */
export interface FrameDeps {
  readonly issuer: string;
  readonly spaces: readonly PageSpace[];
  /** Those offered, of the ones that the pages have; the first is for everybody whose own is not there. Default: all, French first. */
  readonly languages?: readonly string[];
}

/** What it takes to say in which spaces a browser is signed in, and what ends with what. */
export interface SignOutDeps {
  readonly spaces: readonly PageSpace[];
  readonly sessionFor: Passerelle['sessionFor'];
  readonly usesOf: Passerelle['links']['uses'];
}

export interface ProviderPageDeps extends FrameDeps, SignOutDeps {
  /** At least 32 bytes; the same as that of the server's own pages, which take the forms. */
  readonly formTokenKey: string | Uint8Array;
}

export interface PageDeps extends FrameDeps {
  readonly passerelle: Pick<Passerelle, 'journey' | 'sessionFor' | 'signOut' | 'links' | 'accounts'>;
  readonly directory: Pick<AccountDirectory, 'accounts'>;
  readonly credentials: PageCredentials;
  readonly strongLogins: PageStrongLogins;
  readonly codeRenewals: CodeRenewals;
  readonly forgottenCodes: ForgottenCodes;
  /** The consent text of a pair of spaces, with `{{placeholders}}` (consent-text.ts names them); throws for a version it does not have. */
  readonly consentText: (which: { source: string; target: string; version: string; language: Language }) => string;
  readonly receipts: { readonly write: WriteReceipt; readonly sign: SignToken };
  /** At least 32 bytes. */
  readonly formTokenKey: string | Uint8Array;
  readonly clock: () => Date;
  /** IANA name; dates are shown in it. Default `Europe/Paris`. */
  readonly timeZone?: string;
  /** ISO 4217, of an operation that names none. */
  readonly currency?: string | undefined;
  readonly onEvent?: (event: PageEvent) => void;
}
