/** docs/pages.md says the truth: every page and every view is in it, and every text in it is the text of the page, in both languages. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { languageFile } from '../../src/server/i18n/languages.ts';
import { viewsFolder } from '../../src/server/pages/render.ts';
import { purposeOf } from '../../src/server/pages/visit.ts';
import { textsOf } from './catalogue.ts';

const document = readFileSync('docs/pages.md', 'utf8');
const french = textsOf(languageFile('fr').texts);
const english = textsOf(languageFile('en').texts);
const rows = [...document.matchAll(/^\| `([\w.]+)` \| (.+?) \| (.+?) \|$/gm)].map(([, key = '', fr = '', en = '']) => ({ key, fr, en }));

test('each text of its tables is the text of the page', () => {
  expect(rows.length).toBeGreaterThan(250);
  expect(rows).toEqual(rows.map(({ key }) => ({ key, fr: french.get(key), en: english.get(key) })));
});

test('each title, heading and explanation of a page is in a table; those of notices are in a document of their own', () => {
  const told = new Set(rows.map(({ key }) => key));
  const due = [...french.keys()].filter((key) =>
    /^(?!notices\.).*\.((\w+T|t)itle|(\w+H|h)eading|what|means|next)$|^revoked|^move\.|^credential\.|^codeChange\./.test(key),
  );
  expect(due.filter((key) => !told.has(key))).toEqual([]);
});

test('each kind of page, each view and each page of the demo has its place', () => {
  const views = readdirSync(viewsFolder).flatMap((file) => (/^(?!layout)(.+)\.eta$/.exec(file)?.[1] ? [file.replace('.eta', '')] : []));
  expect(views.filter((view) => !document.toLowerCase().includes(`view \`${view}\``))).toEqual([]);
  expect(Object.keys(purposeOf).filter((kind) => !document.toLowerCase().includes(`page kind \`${kind}\``))).toEqual([]);
  const demo = readdirSync(`${viewsFolder}/demo`).filter((file) => file.endsWith('.eta'));
  expect(demo.filter((file) => !document.includes(`\`${file.replace('.eta', '')}\``))).toEqual([]);
});
