/**
 * The consent texts, one file per policy, version and language: `consent/<policy>/<version>.<language>.md`. The exact text is kept
 * as evidence (T43), so a changed text is a new version, and a version that customers have seen is never edited: `versions.yaml` beside
 * the texts pins them all, old versions too.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readConsentText } from './consent-archive.ts';
import { type ConsentPins, pinFaults, readConsentPins } from './consent-pins.ts';
import type { Problem } from './problems.ts';
import type { ConfigurationDocument } from './schema.ts';

type Policy = ConfigurationDocument['policies'][number];

/** By policy id, then by language: paragraphs with `{{source_account}}` and the like still in them. */
export type ConsentTexts = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** What a text may name. Both accounts must be named: nobody consents to accounts that are not shown (T8). */
const placeholders = ['source', 'source_account', 'source_name', 'company', 'target', 'target_account', 'target_name'];
const needed = ['source_account', 'target_account'];

export function readConsentTexts(
  document: ConfigurationDocument,
  directory: string,
): { texts: ConsentTexts; problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const texts = document.policies.map((policy, index) => {
    const report = (faults: readonly string[]) =>
      problems.push(...faults.map((message) => ({ path: ['policies', index, 'consent_version'], message })));
    const pins = readConsentPins(join(directory, policy.id, 'versions.yaml'));
    if (!pins) report([`'${policy.id}/versions.yaml' does not say version, language and SHA-256`]);
    else report(earlierFaults(directory, policy, pins));
    const byLanguage = document.languages.flatMap((language) => {
      const name = `${policy.id}/${policy.consent_version}.${language}.md`;
      const text = readText(join(directory, name));
      const wrong = textFaults(text);
      // A text that must be changed yet is not pinned first.
      const faults = wrong.length === 0 && pins ? pinFaults(pins, policy.consent_version, language, text) : wrong;
      report(text === '' ? [`no consent text '${name}'`] : faults.map((fault) => `consent text '${name}' ${fault}`));
      return [[language, text] as const];
    });
    return [policy.id, Object.fromEntries(byLanguage)] as const;
  });
  return { texts: Object.fromEntries(texts), problems };
}

/** Of versions that are in use no more: evidence refers to them. */
function earlierFaults(directory: string, { id, consent_version: current }: Policy, pins: ConsentPins): readonly string[] {
  return Object.entries(pins)
    .filter(([version]) => version !== current)
    .flatMap(([version, byLanguage]) =>
      Object.keys(byLanguage).flatMap((language) => {
        const name = `${id}/${version}.${language}.md`;
        const text = readText(join(directory, name));
        if (text === '') return [`no consent text '${name}', which is pinned: consents refer to it`];
        return pinFaults(pins, version, language, text).map((fault) => `consent text '${name}' ${fault}`);
      }),
    );
}

function readText(file: string): string {
  return existsSync(file) ? readConsentText(file) : '';
}

function textFaults(text: string): readonly string[] {
  const named = [...text.matchAll(/\{\{(.*?)\}\}/g)].map(([, name]) => (name ?? '').trim());
  return [
    ...named.filter((name) => !placeholders.includes(name)).map((name) => `has an unknown placeholder '{{${name}}}'`),
    ...needed.filter((name) => !named.includes(name)).map((name) => `does not name '{{${name}}}'`),
  ];
}
