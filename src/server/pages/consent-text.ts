/**
 * The consent text as the customer sees it: the security team's template with both accounts filled in, and its paragraphs.
 * What is shown is what is kept as evidence (T43), so that filling happens once and on plain text.
 */
import { createHash } from 'node:crypto';
import type { DirectoryAccount } from '../../linking/account-directory.ts';
import { type Language, translator, typeset } from '../i18n/translate.ts';

/** `{{source}}`, `{{source_account}}`, `{{source_name}}`, `{{company}}`, `{{target}}`, `{{target_account}}` and `{{target_name}}`. */
export interface ConsentValues {
  readonly source: string;
  readonly sourceAccount: DirectoryAccount;
  readonly target: string;
  /** Of the counterpart, or of all those the customer may choose from. */
  readonly targetAccount: string;
  readonly targetName: string;
}

export type TextBlock =
  | { readonly kind: 'heading' | 'paragraph'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly string[] };

export interface ConsentOffer {
  readonly template: string;
  /** Of the template. */
  readonly language: Language;
  readonly source: string;
  readonly sourceAccount: DirectoryAccount;
  readonly target: string;
  /** The customer chooses, where there are several. */
  readonly counterparts: readonly DirectoryAccount[];
}

/** The text for an account and the counterparts that it is offered. */
export function consentTextOf({ template, language, source, sourceAccount, target, counterparts }: ConsentOffer): string {
  const t = translator(language);
  const numbers = counterparts.map((account) => account.maskedAccountNumber);
  const oneOf = t('consent.oneOf', { accounts: numbers.join(` ${t('consent.or')} `) });
  return fillConsentText(typeset(language, template), {
    source,
    sourceAccount,
    target,
    targetAccount: numbers.length === 1 ? numbers.join('') : oneOf,
    targetName: [...new Set(counterparts.map((account) => account.name))].join(', '),
  });
}

export function fillConsentText(template: string, values: ConsentValues): string {
  const known: Readonly<Record<string, string>> = {
    source: values.source,
    source_account: values.sourceAccount.maskedAccountNumber,
    source_name: values.sourceAccount.name,
    company: values.sourceAccount.company ?? values.sourceAccount.name,
    target: values.target,
    target_account: values.targetAccount,
    target_name: values.targetName,
  };
  return template.replace(/\{\{\s*([a-z_]+)\s*\}\}/g, (_placeholder, name: string) => {
    const value = known[name];
    // A text with a hole in it must not be consented to.
    if (value === undefined) throw new Error(`the consent text has an unknown placeholder '${name}'`);
    return value;
  });
}

/** Headings (`#`), lists (`-`) and paragraphs, parted by empty lines. */
export function blocksOf(text: string): readonly TextBlock[] {
  return text
    .split(/\n\s*\n/)
    .map((block) => block.trim())
    .filter((block) => block !== '')
    .map(toBlock);
}

/** What the form carries back, to see whether the text is still the one that was shown. */
export function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}

function toBlock(block: string): TextBlock {
  const lines = block.split('\n');
  if (lines.every((line) => line.startsWith('- '))) return { kind: 'list', items: lines.map((line) => line.slice(2).trim()) };
  if (block.startsWith('#')) return { kind: 'heading', text: block.replace(/^#+\s*/, '') };
  return { kind: 'paragraph', text: lines.join(' ') };
}
