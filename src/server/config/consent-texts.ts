/**
 * The consent texts, one file per policy, version and language: `consent/<policy>/<version>.<language>.md`. The exact text is kept
 * as evidence (T43), so a changed text is a new version, and a version that customers have seen is never edited.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Problem } from './problems.ts';
import type { ConfigurationDocument } from './schema.ts';

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
    const byLanguage = document.languages.flatMap((language) => {
      const name = `${policy.id}/${policy.consent_version}.${language}.md`;
      const file = join(directory, name);
      const text = existsSync(file) ? readFileSync(file, 'utf8').trim() : '';
      const faults = text === '' ? [`no consent text '${name}'`] : textFaults(text).map((fault) => `consent text '${name}' ${fault}`);
      problems.push(...faults.map((message) => ({ path: ['policies', index, 'consent_version'], message })));
      return [[language, text] as const];
    });
    return [policy.id, Object.fromEntries(byLanguage)] as const;
  });
  return { texts: Object.fromEntries(texts), problems };
}

function textFaults(text: string): readonly string[] {
  const named = [...text.matchAll(/\{\{(.*?)\}\}/g)].map(([, name]) => (name ?? '').trim());
  return [
    ...named.filter((name) => !placeholders.includes(name)).map((name) => `has an unknown placeholder '{{${name}}}'`),
    ...needed.filter((name) => !named.includes(name)).map((name) => `does not name '{{${name}}}'`),
  ];
}
