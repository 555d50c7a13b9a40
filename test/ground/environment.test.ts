/** `.env.example` is complete: it names each variable that the sources read and that the server's configuration file refers to, and no other. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';

const ROOT = new URL('../../', import.meta.url);
const OF_TESTS = ['CHROMIUM_PATH', 'CI', 'MONGOMS_SYSTEM_BINARY'];

describe('.env.example', () => {
  it('names every variable that is read, and no other', () => {
    const named = [...read('.env.example').matchAll(/^#?([A-Z][A-Z0-9_]*)=/gm)].map(([, name]) => name);
    expect(named.sort()).toEqual([...variablesRead(), ...OF_TESTS].sort());
  });
});

function variablesRead(): ReadonlySet<string> {
  const found = [
    ...read('config/passerelle.yaml')
      // A setting that is commented out is one to be uncommented; prose is not.
      .replaceAll(/^\s*#(?!\s+\w+: \$\{).*$/gm, '')
      .matchAll(/\$\{([A-Z][A-Z0-9_]*)\}/g),
  ].map(([, name = '']) => name);
  for (const file of ['src/start.ts', ...sourcesOf('src/server')]) {
    const text = read(file);
    const taken = [...text.matchAll(/\{([^{}]*)\}(?: = (?:process\.env|environment)|: Environment)\b/g)]
      .map(([, names = '']) => names)
      .join(' ');
    found.push(...[...taken.matchAll(/\b([A-Z][A-Z0-9_]{2,})\b/g)].map(([, name = '']) => name));
    found.push(...[...text.matchAll(/\b(?:process\.env|environment)(?:\.|\[')([A-Z][A-Z0-9_]*)/g)].map(([, name = '']) => name));
    found.push(...[...text.matchAll(/\b(?:required|readJson)\(environment, '([A-Z][A-Z0-9_]*)'\)/g)].map(([, name = '']) => name));
  }
  return new Set(found);
}

function sourcesOf(folder: string): string[] {
  return readdirSync(new URL(folder, ROOT), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => `${folder}/${file}`);
}

function read(file: string): string {
  return readFileSync(new URL(file, ROOT), 'utf8');
}
