/** What each view is given: one type for each file of `views/`, so that a page cannot be rendered with something missing. */
import type { DirectoryAccount } from '../../linking/account-directory.ts';
import type { Language, Translate } from '../i18n/translate.ts';
import type { TextBlock } from './consent-text.ts';
import { amountIn } from './formats.ts';

export interface AccountView {
  readonly name: string;
  /** Masked. */
  readonly number: string;
  /** What is not masked of it, to be read aloud. */
  readonly ending?: string;
  readonly company?: string;
}

/** A field of an operation as the customer reads it. */
export interface OperationField {
  readonly label: string;
  readonly value: string;
}

/** Something wrong with one field of a form; the field's id is its name. */
export interface Problem {
  readonly field: string;
  readonly text: string;
}

interface FormView {
  readonly action: string;
  readonly formToken: string;
}

interface JourneyFormView extends FormView {
  readonly shown: string;
  readonly problems: readonly Problem[];
  /** Until when the page can be answered, in words. */
  readonly validUntil?: string;
}

/** A space in which this browser is signed in. */
export interface OpenSpaceView {
  readonly id: string;
  readonly name: string;
  readonly alsoCloses?: string;
}

/** Why a link ended: what happened, what it means, and what can be done, in words. */
export interface LinkEndView {
  readonly what: string;
  readonly means: string;
  readonly next?: string;
  /** While the delay after an automatic cause runs. */
  readonly retry?: string;
}

export interface LinkView {
  readonly id: string;
  readonly spaceId: string;
  readonly space: string;
  readonly counterpart: AccountView | undefined;
  readonly period: string;
  readonly ended?: LinkEndView;
  readonly active: boolean;
  /** Set when the link is switched off from another space. */
  readonly elsewhere?: { readonly space: string; readonly href: string };
  /** Absent where it is a former holder's, and nobody else's. */
  readonly records?: {
    /** Where its receipt is. */
    readonly receipt: string;
    readonly uses: readonly string[];
    /** Those before, newest first. */
    readonly earlierUses: readonly string[];
    readonly history: readonly string[];
  };
}

/** What the signed receipt of a consent says, in words. */
export interface ReceiptView {
  readonly spaceId: string;
  readonly space: string;
  readonly home: string;
  readonly preferences: string;
  readonly download: string;
  readonly active: boolean;
  readonly state: string;
  /** Why it ended. */
  readonly ended?: string;
  readonly purpose: string;
  readonly limits: string;
  readonly accounts: readonly {
    readonly label: string;
    readonly spaceId: string;
    readonly space: string;
    readonly account: AccountView | undefined;
  }[];
  readonly events: readonly { readonly what: string; readonly time: string; readonly utc: string; readonly at: string }[];
  /** How long it holds, while it does. */
  readonly life?: string;
  readonly how: readonly string[];
  readonly withdrawal: { readonly space: string; readonly steps: string; readonly uri: string };
  readonly text: readonly TextBlock[];
  readonly textLanguage: string;
  readonly aboutText: string;
  readonly controller: { readonly name: string; readonly contact?: string | undefined };
  readonly evidence: readonly { readonly label: string; readonly value: string; readonly utc?: string }[];
}

export interface Views {
  readonly login: JourneyFormView & {
    readonly space: string;
    readonly strong: boolean;
    readonly identifier: string;
    readonly account?: AccountView;
    readonly activateFrom?: string;
    readonly operation: readonly OperationField[];
    /** Where a new code can be had. */
    readonly forgottenCode?: string;
  };
  readonly approval: JourneyFormView & {
    readonly heading: string;
    readonly intro?: string;
    readonly operation: readonly OperationField[];
    readonly bindingMessage: string;
    readonly deadline: string;
    /** The script's; without one the customer asks with a button. */
    readonly askAfterSeconds: number;
    readonly accounts: readonly { readonly spaceId: string; readonly space: string; readonly account: AccountView }[];
  };
  /** A page that stops the journey: what happened, what it means, what to do; back to the space, or again. */
  readonly stopped: FormView & {
    readonly shown: string;
    readonly heading: string;
    readonly what: string;
    readonly means: string;
    readonly next: string;
    readonly note?: string;
    readonly again?: string;
    /** Where the button leads. */
    readonly space: string;
    readonly decision: 'return' | 'cancel';
  };
  readonly choice: JourneyFormView & {
    readonly heading: string;
    readonly intro: string;
    readonly account: AccountView;
    readonly counterpart?: AccountView;
    readonly linked?: boolean;
    readonly activateFrom?: string;
  };
  readonly consent: JourneyFormView & {
    readonly sourceId: string;
    readonly source: string;
    readonly targetId: string;
    readonly target: string;
    readonly sourceAccount: AccountView;
    readonly counterparts: readonly (AccountView & { readonly id: string; readonly chosen: boolean })[];
    readonly text: readonly TextBlock[];
    readonly textDigest: string;
    readonly proofs: { readonly source: boolean; readonly counterpart: boolean };
    readonly identifier: string;
  };
  readonly scopes: JourneyFormView & { readonly space: string; readonly scopes: readonly string[] };
  readonly preferences: FormView & {
    readonly spaceId: string;
    readonly space: string;
    readonly home: string;
    readonly secretCode: string;
    readonly account: AccountView | undefined;
    readonly active: readonly LinkView[];
    readonly ended: readonly LinkView[];
    readonly deactivated: boolean;
  };
  readonly receipt: ReceiptView;
  readonly deactivation: FormView & {
    readonly spaceId: string;
    readonly space: string;
    readonly home: string;
    readonly keep: string;
    readonly link: string;
    readonly otherSpaceId: string;
    readonly otherSpace: string;
    readonly counterpart: AccountView | undefined;
  };
  readonly 'secret-code': FormView & {
    readonly spaceId: string;
    readonly space: string;
    readonly home: string;
    readonly account: AccountView | undefined;
    readonly problems: readonly Problem[];
  };
  readonly 'secret-code-changed': { readonly space: string; readonly home: string; readonly effect: string };
  /** A new code where the current one is not asked for. */
  readonly 'new-secret-code': JourneyFormView & { readonly heading: string; readonly intro: string; readonly account?: AccountView };
  readonly 'forgotten-code': FormView & {
    readonly spaceId: string;
    readonly space: string;
    readonly home: string;
    readonly identifier: string;
    readonly problems: readonly Problem[];
  };
  readonly 'forgotten-code-ended': {
    readonly what: string;
    readonly means: string;
    readonly next: string;
    readonly again: string;
    readonly space: string;
    readonly home: string;
  };
  readonly problem: {
    readonly heading: string;
    readonly what: string;
    readonly means: string;
    readonly next: string;
    readonly technical?: { readonly error: string; readonly description: string };
    readonly again?: string;
    readonly spaces: readonly { readonly name: string; readonly href: string }[];
  };
  readonly logout: { readonly space?: string; readonly stay?: string; readonly form: string };
  readonly 'sign-out-first': { readonly action: string; readonly fields: Readonly<Record<string, string>> };
  readonly 'sign-out': FormView & {
    /** Somebody has just been signed out. */
    readonly done: boolean;
    /** Of what, in words. */
    readonly left?: string;
    readonly open: readonly OpenSpaceView[];
    readonly spaces: readonly { readonly name: string; readonly href: string }[];
  };
}

export type ViewName = keyof Views;

export function accountView({ name, maskedAccountNumber: number, company }: DirectoryAccount): AccountView {
  const ending = /[\p{L}\p{N}]+$/u.exec(number)?.[0];
  return { name, number, ...(ending !== undefined && { ending }), ...(company !== undefined && { company }) };
}

const operationFields = ['payee', 'amount', 'currency', 'account'] as const;

/** Every field that is approved is shown; one without a word of ours would have been refused with the request. */
export function operationView(
  operation: Readonly<Record<string, string>> | undefined,
  { language, t }: { language: Language; t: Translate },
  bankCurrency: string | undefined,
): readonly OperationField[] {
  const currency = operation?.currency ?? bankCurrency;
  return operationFields.flatMap((field) => {
    const value = operation?.[field];
    return value === undefined
      ? []
      : [{ label: t(`operation.${field}`), value: field === 'amount' ? amountIn(language, value, currency) : value }];
  });
}
