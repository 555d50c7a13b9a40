/**
 * What a language is: one file of `languages/`, named after its ISO 639-1 code, exporting `language`. The French texts are the model, and
 * the compiler refuses a translation that lacks one. Such a file, and its name in the configuration, is all that a new language takes.
 */
import type { french } from './french.ts';

export interface LanguageFile {
  /** BCP 47, for dates and numbers. */
  readonly locale: string;
  readonly texts: Texts<typeof french>;
  /** What the language wants between words and signs. Given texts before their values are filled in: those stay as they are. */
  readonly typeset?: (text: string) => string;
}

export type Texts<T> = { readonly [K in keyof T]: T[K] extends string ? string : Texts<T[K]> };

/** The dotted path of every text. */
export type TextKey<T> = { [K in keyof T & string]: T[K] extends string ? K : `${K}.${TextKey<T[K]>}` }[keyof T & string];
