/**
 * Every consent text that the folder holds, those of earlier versions included: receipts show the text that was consented to, however
 * long ago. Nothing is checked here: a text counts as the one that was shown only if it has the hash that was kept (T43).
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export type ConsentArchive = (which: {
  readonly policyId: string;
  readonly version: string;
  readonly language: string;
}) => string | undefined;

/** Read once: a text that is edited while the server runs is not the one that it has shown. */
export function readConsentArchive(directory: string, policyIds: readonly string[]): ConsentArchive {
  const texts = new Map(
    policyIds.flatMap((policyId) => {
      const folder = join(directory, policyId);
      const files = existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith('.md')) : [];
      return files.map((file) => [`${policyId}/${file}`, readConsentText(join(folder, file))] as const);
    }),
  );
  return ({ policyId, version, language }) => texts.get(`${policyId}/${version}.${language}.md`);
}

/** However the lines of the file end: shown, pinned and kept is the same text. */
export function readConsentText(file: string): string {
  return readFileSync(file, 'utf8').replaceAll('\r\n', '\n').trim();
}
