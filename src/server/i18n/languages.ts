/**
 * The languages that there are: one for each file of `languages/`, read once at start. Nothing else lists them, so that a new one is a new
 * file and no other change.
 */
import { readdirSync } from 'node:fs';
import type { LanguageFile } from './shape.ts';

/** ISO 639-1. */
export type Language = string;

const folder = new URL('./languages/', import.meta.url);

async function readLanguage(file: string): Promise<readonly [Language, LanguageFile]> {
  const { language }: { language: LanguageFile } = await import(`./languages/${file}`);
  return [file.replace('.ts', ''), language];
}

const files = readdirSync(folder).filter((file) => /^[a-z]{2}\.ts$/.test(file));
const known: ReadonlyMap<Language, LanguageFile> = new Map(await Promise.all(files.map(readLanguage)));

/** The model of all others comes first. */
export const languages: readonly Language[] = ['fr', ...[...known.keys()].filter((language) => language !== 'fr')];

export function languageFile(language: Language): LanguageFile {
  const file = known.get(language);
  if (!file) throw new RangeError(`there is no language '${language}'`);
  return file;
}
