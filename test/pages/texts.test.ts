/** The texts of the pages: every language has every text, every text that a view names exists, and values are filled in. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { revocationReasons } from '../../src/linking/reasons.ts';
import { languageFile, languages } from '../../src/server/i18n/languages.ts';
import { chooseLanguage, type MessageKey, translator } from '../../src/server/i18n/translate.ts';
import { viewsFolder } from '../../src/server/pages/render.ts';

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

  test('every revocation reason is told in words', () => {
    for (const reason of revocationReasons) expect(french.has(`revoked.${reason}`)).toBe(true);
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

  test('a language that is not offered is not given', () => {
    expect(chooseLanguage(['fr'], ['en'], () => 'en')).toBe('fr');
    expect(chooseLanguage(['en', 'fr'], [], () => false)).toBe('en');
  });
});

function textsOf(catalogue: object, prefix = ''): Map<string, string> {
  const texts = new Map<string, string>();
  for (const [name, value] of Object.entries(catalogue)) {
    if (typeof value === 'string') texts.set(prefix + name, value);
    else for (const [key, text] of textsOf(value, `${prefix}${name}.`)) texts.set(key, text);
  }
  return texts;
}

function valuesIn(text: string): string[] {
  return [...new Set([...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1] ?? ''))].sort();
}

function viewFiles(): string[] {
  return ['', 'partials'].flatMap((folder) =>
    readdirSync(join(viewsFolder, folder))
      .filter((file) => file.endsWith('.eta'))
      .map((file) => join(viewsFolder, folder, file)),
  );
}
