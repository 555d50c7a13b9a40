/** English, as it is written in Europe: dates by day, month and year. */
import { english } from '../english.ts';
import type { LanguageFile } from '../shape.ts';

export const language: LanguageFile = { locale: 'en-GB', texts: english, typeset: (text) => text.replaceAll("'", '’') };
