/**
 * The languages of the demo, one for each file of `languages/`, and which of them a page is in: what the address or the customer's login
 * asked for (`ui_locales`), else what the browser says, else French.
 */
import { readdirSync } from 'node:fs';
import type { Context } from 'koa';
import type { french } from './french.ts';
import type { frenchDesk } from './french-desk.ts';

type Shape<T> = { readonly [K in keyof T]: T[K] extends string ? string : Shape<T[K]> };

export type Words = Shape<typeof french & { desk: typeof frenchDesk }>;

export interface DemoLanguage {
  /** BCP 47, for dates and numbers. */
  readonly locale: string;
  readonly words: Words;
  readonly typeset?: (text: string) => string;
}

/** The page's language: its words, and how it writes times and amounts. */
export interface Speech {
  readonly language: string;
  readonly words: Words;
  /** What was asked for by `ui_locales`, to be asked for again on the way. */
  readonly asked: string | undefined;
  time(iso: string, timeStyle?: 'short' | 'medium'): string;
  euros(amount: string): string;
}

/** By language; the first is for languages that it does not have. */
export type PerLanguage = Readonly<Record<string, string>>;

const known: ReadonlyMap<string, DemoLanguage> = new Map(
  await Promise.all(
    readdirSync(new URL('./languages/', import.meta.url))
      .filter((file) => /^[a-z]{2}\.ts$/.test(file))
      .map(readLanguage),
  ),
);

/** French first: it is for browsers that say nothing. */
const languages = ['fr', ...[...known.keys()].filter((language) => language !== 'fr')];

export function speechFor(ctx: Context, remembered?: string): Speech {
  const asked = askedLanguage(ctx.query.ui_locales) ?? remembered;
  const accepted = ctx.acceptsLanguages(languages);
  return speechIn(asked ?? (accepted || 'fr'), asked);
}

export function speechIn(language: string, asked?: string): Speech {
  const spoken = known.get(language);
  if (!spoken) throw new RangeError(`the demo does not speak '${language}'`);
  const { locale, words } = spoken;
  return {
    language,
    words,
    asked,
    time: (iso, timeStyle = 'short') => new Date(iso).toLocaleString(locale, { dateStyle: 'short', timeStyle, timeZone: 'Europe/Paris' }),
    euros: (amount) => Number(amount).toLocaleString(locale, { style: 'currency', currency: 'EUR' }),
  };
}

/** The first of `ui_locales` that the demo has. */
export function askedLanguage(uiLocales: unknown): string | undefined {
  const tags = typeof uiLocales === 'string' ? uiLocales.split(' ') : [];
  return tags.map((tag) => tag.toLowerCase().split('-')[0] ?? '').find((language) => known.has(language));
}

/** An address that asks for the language as this page was asked for it. */
export function inTheSame({ asked }: Speech, address: string): string {
  if (asked === undefined) return address;
  return `${address}${address.includes('?') ? '&' : '?'}ui_locales=${asked}`;
}

export function said(words: PerLanguage, { language }: Speech): string {
  return words[language] ?? Object.values(words)[0] ?? '';
}

export function fill(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{\{(\w+)\}\}/g, (hole, name: string) => values[name] ?? hole);
}

async function readLanguage(file: string): Promise<readonly [string, DemoLanguage]> {
  const { language }: { language: DemoLanguage } = await import(`./languages/${file}`);
  const { typeset = (text) => text } = language;
  // The same shape with other strings.
  const set = <T extends object>(words: T): T =>
    Object.fromEntries(Object.entries(words).map(([name, word]) => [name, typeof word === 'string' ? typeset(word) : set(word)])) as T;
  return [file.replace('.ts', ''), { ...language, words: set(language.words) }];
}
