/** Catalogues of words as flat lists, and the files that use them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { viewsFolder } from '../../src/server/pages/render.ts';

/** By dotted path. */
export function textsOf(catalogue: object, prefix = ''): Map<string, string> {
  const texts = new Map<string, string>();
  for (const [name, value] of Object.entries(catalogue)) {
    if (typeof value === 'string') texts.set(prefix + name, value);
    else for (const [key, text] of textsOf(value, `${prefix}${name}.`)) texts.set(key, text);
  }
  return texts;
}

export function viewFiles(): string[] {
  return ['', 'partials'].flatMap((folder) =>
    readdirSync(join(viewsFolder, folder))
      .filter((file) => file.endsWith('.eta'))
      .map((file) => join(viewsFolder, folder, file)),
  );
}

/** What may name a text of the server: its views and its code, the catalogues themselves left out. */
export function sourcesThatSpeak(): string {
  const server = join(viewsFolder, '../src/server');
  const code = readdirSync(server, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.startsWith('i18n/'))
    .map((file) => join(server, file));
  return [...viewFiles(), ...code].map((file) => readFileSync(file, 'utf8')).join('\n');
}
