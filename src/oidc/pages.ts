/**
 * What a page of the journey may show, and the only moves that it allows. A host renders a page and calls a move;
 * it never writes an interaction's result itself. Every page carries `shown`, a digest of what the customer is looking at:
 * it goes into the form and comes back with the move, which is refused when the situation has changed meanwhile (T8, T43).
 */
import type { DirectoryAccount } from '../linking/account-directory.ts';
import type { DirectLevel } from '../linking/assurance.ts';
import type { Ineligibility } from '../linking/eligibility.ts';

/** Where to send the browser (303). */
export interface Redirect {
  readonly redirectTo: string;
}

export type MoveRefusal =
  /** The situation is not the one that was shown: render the journey's page again. */
  | 'changed'
  /** A step-up was answered with somebody else's credentials. */
  | 'wrong_account'
  /** The login does not reach the level that the page asked for. */
  | 'level_not_reached'
  /** The source's secret code is needed (its login is too old). */
  | 'source_proof_required'
  /** The counterpart must be proved by a login of its own. */
  | 'counterpart_proof_required'
  | 'counterpart_not_offered'
  /** Another activation of this account is waiting for its approval, in another browser. */
  | 'activation_under_way'
  | 'too_many_activations';

export interface Refused {
  readonly refused: MoveRefusal;
}

/** What every page knows. */
interface Page {
  readonly uid: string;
  /** The space being opened. */
  readonly space: string;
  readonly clientId: string;
  /** The space that the request comes from, as it says. */
  readonly linkedFrom?: string;
  /** `ui_locales` of the request, in order. */
  readonly uiLocales: readonly string[];
  readonly shown: string;
  /** Until when the page can be answered. */
  readonly expiresAt: Date;
  /** Ends the journey; the relying party gets `access_denied`. */
  readonly giveUp: () => Promise<Redirect>;
}

/** The target's own login. Hosts verify credentials; `finish` says who was proved, how and when. */
export interface LoginPage extends Page {
  readonly page: 'login';
  readonly level: DirectLevel;
  /** A step-up: only this account's secret code is asked, shown masked. */
  readonly account?: DirectoryAccount;
  /** What is approved by this login (RFC 9396, type `operation`): to be shown here and on the telephone, field by field. */
  readonly operation?: Readonly<Record<string, string>>;
  readonly loginHint?: string;
  /** The space from which the customer came and where a link could be activated. */
  readonly activateFrom?: string;
  readonly finish: (login: {
    accountId: string;
    level: DirectLevel;
    amr: readonly string[];
    at: Date;
    /** The directory's credentials version that was proved, where the host knows it: a login with a code that was changed since is refused. */
    credentialsVersion?: string | undefined;
  }) => Promise<Redirect | Refused>;
}

/** Somebody is signed in in the target and no source session can be used: go on as them, or log in. */
export interface SignedInHerePage extends Page {
  readonly page: 'signed_in_here';
  readonly account: DirectoryAccount;
  readonly source: string;
  /** Set when a link could be activated from there (the source itself may not activate). */
  readonly activateFrom?: string;
  readonly choose: (choice: 'current' | 'login', shown: string) => Promise<Redirect | Refused>;
}

/** Somebody else is signed in in the target: stay as them, open the counterpart, or log in. */
export interface ChooseAccountPage extends Page {
  readonly page: 'choose_account';
  readonly source: string;
  readonly account: DirectoryAccount;
  readonly counterpart: DirectoryAccount;
  /** Else the counterpart is one that may be linked; `linked` leads to the consent. */
  readonly linked: boolean;
  readonly choose: (choice: 'current' | 'linked' | 'login', shown: string) => Promise<Redirect | Refused>;
}

/** The gateway cannot be used or activated now: why, and what the customer can do. */
export interface UnavailablePage extends Page {
  readonly page: 'unavailable';
  readonly source: string;
  readonly reason: Ineligibility;
  /** When a new activation will be possible (reason `reactivation_delay`). */
  readonly retryAt?: Date;
}

export interface ConsentPage extends Page {
  readonly page: 'consent';
  readonly source: string;
  readonly sourceAccount: DirectoryAccount;
  /** At least one; with several the customer chooses. */
  readonly counterparts: readonly DirectoryAccount[];
  readonly consentVersion: string;
  /** Whose secret codes the page must also ask for. */
  readonly proofs: { readonly source: boolean; readonly counterpart: boolean };
  readonly accept: (consent: {
    shown: string;
    counterpart: string;
    /** The text exactly as it was shown. */
    text: string;
    language: string;
    /** Shown on both screens. */
    bindingMessage: string;
    /** Accounts whose secret code the host has just verified. */
    proved: readonly string[];
  }) => Promise<{ waiting: true } | Refused>;
  readonly refuse: () => Promise<Redirect>;
}

/** The approval was asked for. Each `poll` asks the authenticator service at most once, and not before its interval. */
export interface WaitingPage extends Page {
  readonly page: 'waiting';
  readonly source: string;
  readonly sourceAccount: DirectoryAccount;
  readonly counterpart: DirectoryAccount;
  readonly bindingMessage: string;
  readonly intervalSeconds: number;
  readonly poll: () => Promise<{ outcome: 'pending' } | { outcome: 'activated' } | { outcome: 'ended' }>;
  readonly cancel: () => Promise<Redirect>;
}

/** The link is active: `finish` opens the target. */
export interface ActivatedPage extends Page {
  readonly page: 'activated';
  readonly finish: () => Promise<Redirect>;
}

/** The activation of this journey ended without a link. `giveUp` returns to the relying party. */
export interface FailedPage extends Page {
  readonly page: 'failed';
  readonly source: string;
  readonly reason: 'denied' | 'expired' | 'interrupted';
}

/** Consent to scopes, as the library asks for it (`prompt=consent`, native clients). */
export interface ScopesPage extends Page {
  readonly page: 'scopes';
  readonly scopes: readonly string[];
  readonly accept: (shown: string) => Promise<Redirect | Refused>;
}

/** The situation resolved itself (another tab finished it, or another person signed in): `proceed` lets the provider decide again. */
export interface ResolvedPage extends Page {
  readonly page: 'resolved';
  readonly proceed: () => Promise<Redirect>;
}

export type JourneyPage =
  | LoginPage
  | SignedInHerePage
  | ChooseAccountPage
  | UnavailablePage
  | ConsentPage
  | WaitingPage
  | ActivatedPage
  | FailedPage
  | ScopesPage
  | ResolvedPage;

/** There is nothing to show: the customer starts again from the space. */
export interface NoJourney {
  readonly page: 'not_found';
  /** `unknown`: no such interaction, or not this browser's (T10). `somebody_else`: another person signed in meanwhile in this browser. */
  readonly reason: 'unknown' | 'somebody_else';
  readonly space?: string;
}
