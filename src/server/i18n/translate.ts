/**
 * The languages of the pages, and the texts in one of them (i18next). Which one: what the request asks for (`ui_locales`,
 * OpenID Connect Core 3.1.2.1), else the browser's Accept-Language, else French. Escaping is the views' affair, not done here.
 */
import i18next from 'i18next';
import { english } from './english.ts';
import { french } from './french.ts';
import type { TextKey } from './shape.ts';

export const languages = ['fr', 'en'] as const;
export type Language = (typeof languages)[number];

export type MessageKey = TextKey<typeof french>;
export type Translate = (key: MessageKey, values?: Readonly<Record<string, string | number>>) => string;

export const catalogues = { fr: french, en: english } as const;

const engine = i18next.createInstance();
// Resources are in memory, so that initialising is over when `init` returns; its promise has nothing to say.
void engine.init({
  initAsync: false,
  lng: 'fr',
  fallbackLng: false,
  supportedLngs: [...languages],
  resources: { fr: { translation: french }, en: { translation: english } },
  interpolation: { escapeValue: false },
  returnObjects: false,
});

export function translator(language: Language): Translate {
  const fixed = engine.getFixedT(language);
  return function translate(key, values = {}) {
    const text = fixed(key, values);
    return language === 'fr' ? keepTogether(text) : text;
  };
}

/** French sets a space before these signs and inside its quotation marks; no line may end there. */
function keepTogether(text: string): string {
  return text.replace(/ (?=[:;?!»])|(?<=«) /g, '\u00a0');
}

/** Of those offered; `accepts` answers the best of some languages for the browser (Koa's `ctx.acceptsLanguages`), or false. */
export function chooseLanguage(
  offered: readonly Language[],
  uiLocales: readonly string[],
  accepts: (...some: string[]) => string | false | string[],
): Language {
  for (const tag of uiLocales) {
    const primary = tag.toLowerCase().split('-')[0];
    const known = offered.find((language) => language === primary);
    if (known) return known;
  }
  const accepted = accepts(...offered);
  return offered.find((language) => language === accepted) ?? offered[0] ?? 'fr';
}
