/** French. Its texts are the model of all others. */
import { french } from '../french.ts';
import type { LanguageFile } from '../shape.ts';

export const language: LanguageFile = { locale: 'fr-FR', texts: french, typeset: setFrench };

/** Lexique des règles typographiques: a narrow space before high signs and inside quotation marks, a wide one before a colon; no line ends there. */
function setFrench(text: string): string {
  return text.replace(/[ \u00a0](?=[;?!»])|(?<=«)[ \u00a0]/g, '\u202f').replace(/ (?=:)/g, '\u00a0');
}
