/**
 * The texts of the pages in one language (i18next), and the choice of the language: what the request asks for (`ui_locales`, OpenID Connect
 * Core 3.1.2.1), else the browser's Accept-Language, else the first one offered. Escaping is the views' affair, not done here.
 */
import i18next from 'i18next';
import type { french } from './french.ts';
import { type Language, languageFile, languages } from './languages.ts';
import type { TextKey } from './shape.ts';

export type { Language } from './languages.ts';

export type MessageKey = TextKey<typeof french>;
export type Translate = (key: MessageKey, values?: Readonly<Record<string, string | number>>) => string;

interface Catalogue {
  readonly [name: string]: string | Catalogue;
}

const engine = i18next.createInstance();
// Resources are in memory, so that initialising is over when `init` returns; its promise has nothing to say.
void engine.init({
  initAsync: false,
  lng: 'fr',
  fallbackLng: false,
  supportedLngs: [...languages],
  resources: Object.fromEntries(languages.map((language) => [language, { translation: typesetAll(language) }])),
  interpolation: { escapeValue: false },
  returnObjects: false,
});

export function translator(language: Language): Translate {
  const fixed = engine.getFixedT(language);
  return function translate(key, values = {}) {
    return fixed(key, values);
  };
}

/** A text of somebody else's, as the language sets it. */
export function typeset(language: Language, text: string): string {
  const { typeset: set = (as) => as } = languageFile(language);
  return set(text);
}

/** Of those offered, in order of preference; `accepts` answers the best of some for the browser (Koa's `ctx.acceptsLanguages`), or false. */
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

function typesetAll(language: Language): Catalogue {
  const walk = (texts: Catalogue): Catalogue =>
    Object.fromEntries(
      Object.entries(texts).map(([name, text]) => [name, typeof text === 'string' ? typeset(language, text) : walk(text)]),
    );
  return walk(languageFile(language).texts);
}
