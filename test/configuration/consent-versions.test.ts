/** T43: what customers agreed to stays what it was: a consent text that changed is a new version, or the server does not start. */
import { createHash } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { loadConfiguration } from '../../src/server/config/load.ts';
import { ConfigurationError } from '../../src/server/config/problems.ts';
import { consentFolderOf, demoFile, demoVariables } from './demo-variables.ts';

const text = 'De {{source_account}} à {{target_account}}.';
const hashOf = (content: string) => createHash('sha256').update(content).digest('hex');

describe('consent texts', () => {
  let folder: string;
  const file = (name: string) => join(folder, 'pro-particuliers', name);
  const write = (name: string, content: string) => writeFileSync(file(name), content);
  beforeEach(() => {
    folder = consentFolderOf({ 'pro-particuliers': text });
  });

  it('T43: load as they were pinned, whatever ends their lines', () => {
    expect(problemsOf()).toEqual([]);
    write('1.fr.md', `${text}\r\n`);
    expect(problemsOf()).toEqual([]);
  });

  it('T43: a changed text is refused, by one character too, and the next version is named', () => {
    write('1.fr.md', text.replace('.', ' !'));
    expect(problemsOf()).toEqual([
      "policies[0].consent_version: consent text 'pro-particuliers/1.fr.md' is not the one that customers have agreed to " +
        "(it was changed after it was pinned): take the change back, or make it version '2'",
    ]);
  });

  it('a new version is told its hashes, and loads with them', () => {
    const next = `${text} Bis.`;
    for (const language of ['fr', 'en']) write(`2.${language}.md`, next);
    const told = ['fr', 'en'].map((language) => `${language}: ${hashOf(next)}`);
    expect(problemsOf('2')).toEqual(
      told.map(
        (line) =>
          `policies[0].consent_version: consent text 'pro-particuliers/2.${line.slice(0, 2)}.md' is not pinned: under '2' in versions.yaml write '${line}'`,
      ),
    );
    write('versions.yaml', `${readFileSync(file('versions.yaml'), 'utf8')}"2":\n${told.map((line) => `  ${line}\n`).join('')}`);
    expect(problemsOf('2')).toEqual([]);
  });

  it('T43: texts of earlier versions stay, and stay what they were', () => {
    const next = `${text} Bis.`;
    for (const language of ['fr', 'en']) write(`2.${language}.md`, next);
    write('versions.yaml', `${readFileSync(file('versions.yaml'), 'utf8')}"2": { fr: ${hashOf(next)}, en: ${hashOf(next)} }\n`);
    write('1.en.md', 'From {{source_account}}.');
    rmSync(file('1.fr.md'));
    expect(problemsOf('2')).toEqual([
      "policies[0].consent_version: no consent text 'pro-particuliers/1.fr.md', which is pinned: consents refer to it",
      expect.stringContaining("consent text 'pro-particuliers/1.en.md' is not the one that customers have agreed to"),
    ]);
  });

  it('without the pins, or with pins that are none, nothing loads', () => {
    write('versions.yaml', '"1": { fr: abc }');
    expect(problemsOf()).toEqual([
      "policies[0].consent_version: 'pro-particuliers/versions.yaml' does not say version, language and SHA-256",
    ]);
    rmSync(file('versions.yaml'));
    expect(problemsOf()).toHaveLength(2);
  });

  function problemsOf(version = '1'): readonly string[] {
    const overlay = { policies: [{ id: 'pro-particuliers', consent_version: version }] };
    try {
      loadConfiguration({ files: [demoFile], variables: demoVariables, overlay, consentTexts: folder });
      return [];
    } catch (error) {
      if (error instanceof ConfigurationError) return error.problems;
      throw error;
    }
  }
});
