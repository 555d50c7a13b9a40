/** French. Its words are the model of all others. */
import { french } from '../french.ts';
import { frenchDesk } from '../french-desk.ts';
import type { DemoLanguage } from '../words.ts';

export const language: DemoLanguage = { locale: 'fr-FR', words: { ...french, desk: frenchDesk }, typeset: setFrench };

/** A narrow space before high signs and inside quotation marks, a wide one before a colon; no line ends there. */
function setFrench(text: string): string {
  return text.replace(/[ \u00a0](?=[;?!»])|(?<=«)[ \u00a0]/g, '\u202f').replace(/ (?=:)/g, '\u00a0');
}
