/** The texts of the pages: every language has every text, every text is used, every text that is named exists, and values are filled in. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { languageFile, languages } from '../../src/server/i18n/languages.ts';
import { chooseLanguage, type MessageKey, translator } from '../../src/server/i18n/translate.ts';
import { sourcesThatSpeak, textsOf, viewFiles } from './catalogue.ts';

const french = textsOf(languageFile('fr').texts);

describe('catalogues', () => {
  test.each(languages)('%s has every text, none is empty, each asks for the same values as the French one', (language) => {
    const texts = textsOf(languageFile(language).texts);
    expect([...texts.keys()].sort()).toEqual([...french.keys()].sort());
    for (const [key, text] of texts) {
      expect({ key, empty: text.trim() === '' }).toEqual({ key, empty: false });
      expect({ key, values: valuesIn(text) }).toEqual({ key, values: valuesIn(french.get(key) ?? '') });
    }
  });

  test('no text of a closed code shows the code itself', () => {
    const codes = [...french.keys()].flatMap((key) => key.split('.')).filter((part) => part.includes('_'));
    for (const language of languages) {
      const shown = [...textsOf(languageFile(language).texts).values()].map((text) => text.replace(/\{\{.*?\}\}/g, '')).join('\n');
      expect(codes.filter((code) => shown.includes(code))).toEqual([]);
    }
  });

  test('no text is left that no page uses', () => {
    const sources = sourcesThatSpeak();
    const named = new Set([...sources.matchAll(/'(\w+(?:\.\w+)+)'/g)].map(([, key]) => key ?? ''));
    // `ineligible.${reason}.what` and the like; what begins with a value is a text named elsewhere, one of its parts.
    const patterns = [...sources.matchAll(/`(\w+\.[\w.]*\$\{[^}]+\}[\w.]*)`/g)].map(
      ([, pattern = '']) => new RegExp(`^${pattern.replaceAll('.', '\\.').replace(/\$\{[^}]+\}/g, '\\w+')}$`),
    );
    const isNamed = (key: string) => named.has(key) || patterns.some((pattern) => pattern.test(key));
    const isUsed = (key: string) => isNamed(key) || isNamed(key.replace(/\.(title|what|means|next)$/, ''));
    expect(patterns.length).toBeGreaterThan(20);
    expect(isUsed('login.nothing')).toBe(false);
    expect([...french.keys()].filter((key) => !isUsed(key))).toEqual([]);
  });
});

test('a view names only texts that exist', () => {
  const named = viewFiles().flatMap((file) => [...readFileSync(file, 'utf8').matchAll(/\bt\('([\w.]+)'/g)].map((match) => match[1] ?? ''));
  expect(named.length).toBeGreaterThan(50);
  expect(named.filter((key) => !french.has(key))).toEqual([]);
});

test('a value is filled in as it is: neither escaped nor read as a text of ours', () => {
  const key: MessageKey = 'login.heading';
  expect(translator('fr')(key, { space: "<b>L'Espace</b> $t(login.title) {{space}}" })).toContain("<b>L'Espace</b> $t(login.title)");
});

describe('ui_locales', () => {
  test.each([
    { uiLocales: ['en'], accepted: 'fr', language: 'en' },
    { uiLocales: ['de', 'en-GB', 'fr'], accepted: 'fr', language: 'en' },
    { uiLocales: ['FR-ca'], accepted: 'en', language: 'fr' },
    { uiLocales: ['de'], accepted: 'en', language: 'en' },
    { uiLocales: [], accepted: 'en', language: 'en' },
    { uiLocales: [], accepted: false, language: 'fr' },
    { uiLocales: ['', '*', '__proto__'], accepted: false, language: 'fr' },
  ] as const)('$uiLocales, Accept-Language answering $accepted: $language', ({ uiLocales, accepted, language }) => {
    expect(chooseLanguage(languages, uiLocales, () => accepted)).toBe(language);
  });

  test('the first one offered is for a browser that says nothing', () => {
    expect(chooseLanguage(['en', 'fr'], [], (...some) => some[0] ?? false)).toBe('en');
  });

  test('a language that is not offered is not given', () => {
    expect(chooseLanguage(['fr'], ['en'], () => 'en')).toBe('fr');
    expect(chooseLanguage(['en', 'fr'], [], () => false)).toBe('en');
  });
});

function valuesIn(text: string): string[] {
  return [...new Set([...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1] ?? ''))].sort();
}
