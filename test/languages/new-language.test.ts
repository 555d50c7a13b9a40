/**
 * A new language is one file, and its name in the configuration: on a copy of this tree, a language that nobody speaks is added as a file, the
 * server is started as anybody starts it, and its pages are in that language. A file that lacks a text does not compile.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { french } from '../../src/server/i18n/french.ts';

const run = promisify(execFile);
const name = 'xx';
const spaces = [
  { id: 'pro', name: { [name]: '⟦pro⟧' }, texts: { welcome: { [name]: '⟦welcome⟧' }, help: { [name]: '⟦help⟧' } } },
  { id: 'particuliers', name: { [name]: '⟦particuliers⟧' }, texts: { welcome: { [name]: '⟦welcome⟧' }, help: { [name]: '⟦help⟧' } } },
];

let tree: string;
beforeAll(() => {
  tree = mkdtempSync(join(tmpdir(), 'passerelle-'));
  for (const part of ['src', 'views', 'config', 'package.json', 'tsconfig.json']) cpSync(part, join(tree, part), { recursive: true });
  symlinkSync(join(process.cwd(), 'node_modules'), join(tree, 'node_modules'));
});
afterAll(() => rmSync(tree, { recursive: true }));

it('one file, and its name in the configuration: the pages speak it', async () => {
  writeLanguage(told(french));
  const consent = join(tree, 'config/consent/pro-particuliers');
  cpSync(join(consent, '1.fr.md'), join(consent, `1.${name}.md`));
  // The consent text is the same one here; its pin is the line that the configuration's check asks for.
  const pins = join(consent, 'versions.yaml');
  writeFileSync(pins, readFileSync(pins, 'utf8').replace(/^ {2}fr: (\w+)$/m, `$&\n  ${name}: $1`));
  const overlay = join(tree, 'overlay.yaml');
  writeFileSync(overlay, JSON.stringify({ languages: ['fr', name], spaces }));
  const port = await freePort();
  const demo = spawn(process.execPath, ['src/start.ts'], {
    cwd: tree,
    env: { PATH: process.env['PATH'], DEMO_PORT: String(port), DEMO_CONFIG: overlay, LOG_LEVEL: 'error' },
  });
  try {
    await said(demo, 'ready');
    const answer = await fetch(`http://localhost:${port}/forgotten-code?space=pro&ui_locales=${name}`);
    const page = await answer.text();
    expect([answer.status, answer.headers.get('content-language')]).toEqual([200, name]);
    expect(page).toContain(`<html lang="${name}">`);
    expect(page).toContain(`<h1>⟦${french.forgottenCode.heading.replace('{{space}}', '⟦pro⟧')}⟧</h1>`);
    const text = page
      .slice(page.indexOf('<main'))
      .replace(/<[^>]*>/g, '\n')
      .split('\n')
      .map((line) => line.trim());
    expect(text.filter((line) => /\p{L}/u.test(line) && !line.startsWith('⟦'))).toEqual([]);
  } finally {
    demo.kill();
  }
}, 60_000);

it('a text that is missing does not compile', async () => {
  writeLanguage(told(french));
  expect(await compiled()).toBe('');
  writeLanguage({ ...told(french), layout: {} });
  const complaint = await compiled();
  expect(complaint).toMatch(/languages\/xx\.ts.*error TS/);
  expect(complaint).toContain('errorSummary');
}, 60_000);

/** What the compiler says of the language alone. */
async function compiled(): Promise<string> {
  const alone = { extends: './tsconfig.json', include: [], files: [`src/server/i18n/languages/${name}.ts`] };
  writeFileSync(join(tree, 'tsconfig.language.json'), JSON.stringify(alone));
  const { stdout } = await run('node_modules/.bin/tsc', ['-p', 'tsconfig.language.json'], { cwd: tree }).catch((error) => error);
  return stdout;
}

function writeLanguage(texts: object): void {
  writeFileSync(
    join(tree, `src/server/i18n/languages/${name}.ts`),
    `import type { LanguageFile } from '../shape.ts';\n\nexport const language: LanguageFile = { locale: 'de-DE', texts: ${JSON.stringify(texts)} };\n`,
  );
}

/** Each text in brackets, so that one which is not of this file shows. */
function told(texts: object): object {
  return Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, typeof text === 'string' ? `⟦${text}⟧` : told(text)]));
}

function said(demo: ChildProcess, word: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let heard = '';
    const hear = (chunk: unknown) => {
      heard += String(chunk);
      if (heard.includes(word)) resolve();
    };
    demo.stdout?.on('data', hear);
    demo.stderr?.on('data', hear);
    demo.once('exit', () => reject(new Error(`it ended: ${heard}`)));
  });
}

/** The demo takes five in a row; below the range of outgoing connections, and beside those of the other worlds. */
async function freePort(): Promise<number> {
  for (let base = 9000; base < 9900; base += 10) {
    const free = await Promise.all([0, 1, 2, 3, 4].map((offset) => isFree(base + offset)));
    if (free.every(Boolean)) return base;
  }
  throw new Error('no free ports');
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
