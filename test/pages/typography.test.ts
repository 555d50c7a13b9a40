/** Typography of every text that a customer reads, as it comes out: the server's, the demo's, and the consent texts. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { language as demoEnglish } from '../../src/demo/languages/en.ts';
import { language as demoFrench } from '../../src/demo/languages/fr.ts';
import { languageFile } from '../../src/server/i18n/languages.ts';
import { typeset } from '../../src/server/i18n/translate.ts';
import { textsOf } from './catalogue.ts';

const narrow = '\u202f';
const wide = '\u00a0';

const french = [
  ...set(textsOf(languageFile('fr').texts), (text) => typeset('fr', text)),
  ...set(textsOf(demoFrench.words), (text) => demoFrench.typeset?.(text) ?? text),
  ['consent', typeset('fr', consent('fr'))] as const,
];
const english = [
  ...set(textsOf(languageFile('en').texts), (text) => text),
  ...set(textsOf(demoEnglish.words), (text) => text),
  ['consent', typeset('en', consent('en'))] as const,
];

/** Each with a text that it finds. */
const frenchFaults = [
  ['an ordinary space before a sign', / [;:!?»]/, 'Bonjour !'],
  ['an ordinary space after a quotation mark', /« /, '« Oui'],
  ['no narrow space before ; ! ? or »', new RegExp(`[^${narrow}][;!?»]`), 'Bonjour!'],
  ['no narrow space after «', new RegExp(`«[^${narrow}]`), '«Oui'],
  ['no wide space before a colon', new RegExp(`[^${wide}]:`), 'Compte:'],
  ['a straight apostrophe', /'/, "l'espace"],
  ['straight or English quotation marks', /["“”]/, '"oui"'],
  ['three dots for an ellipsis', /\.\.\./, 'attendez...'],
  ['two spaces', / {2}/, 'a  b'],
  [
    'a word that would have to elide or contract before a name',
    /\b(de|que|le|du|au) \{\{(space|spaces|source|target|other|others|activating)\}\}/i,
    'le menu de {{space}}',
  ],
  ['"à nouveau" where "de nouveau" is meant', /à nouveau/, 'saisissez à nouveau'],
] as const;
const englishFaults = [
  ['a space before a sign', /[ \u00a0\u202f][;:!?]/, 'Hello !'],
  ['a straight apostrophe', /'/, "the bank's"],
  ['straight or French quotation marks', /["«»]/, '"yes"'],
  ['three dots for an ellipsis', /\.\.\./, 'wait...'],
  ['two spaces', / {2}/, 'a  b'],
] as const;

describe('French', () => {
  test.each(frenchFaults)('%s', (_fault, pattern, example) => faultless(french, pattern, example));

  test('values stay as they are', () => {
    expect(typeset('fr', 'Ouvrir {{space}} ?')).toBe(`Ouvrir {{space}}${narrow}?`);
  });
});

describe('English', () => {
  test.each(englishFaults)('%s', (_fault, pattern, example) => faultless(english, pattern, example));
});

/** Names are whatever a bank calls its spaces. The other names of the demo are labels. */
test.each([
  ['fr', /(?<!votre |« )\{\{(space|source|target|other|activating)\}\}/],
  ['en', /(?<!your |“)\{\{(space|source|target|other|activating)\}\}/],
] as const)('%s: a space in a sentence is yours, or its name is in quotation marks', (language, bare) => {
  const found = [...textsOf(languageFile(language).texts)].flatMap(([key, text]) => (bare.test(text) ? [key] : []));
  // The head line of the confirmation is a stable sentence.
  expect(found).toEqual(['logout.headingSpace']);
});

function faultless(texts: readonly (readonly [string, string])[], pattern: RegExp, example: string): void {
  expect(example).toMatch(pattern);
  expect(texts.length).toBeGreaterThan(400);
  expect(texts.filter(([, text]) => pattern.test(text))).toEqual([]);
}

function set(texts: ReadonlyMap<string, string>, how: (text: string) => string): readonly (readonly [string, string])[] {
  return [...texts].map(([key, text]) => [key, how(text)] as const);
}

/** Without what is filled in; a line of a file is no line of a page. */
function consent(language: string): string {
  return readFileSync(`config/consent/pro-particuliers/1.${language}.md`, 'utf8').replace(/\{\{.*?\}\}/g, 'x');
}
