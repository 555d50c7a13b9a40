/**
 * Reads the configuration: YAML files merged in order, variables put in, one schema, then the checks across entries, the spaces'
 * looks and the consent texts. Either everything is right or one `ConfigurationError` says all that is not. It reads no environment: variables are given.
 */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import { type Configuration, toConfiguration } from './configuration.ts';
import { readConsentArchive } from './consent-archive.ts';
import { readConsentTexts } from './consent-texts.ts';
import { crossCheck } from './cross-checks.ts';
import { mergeDocuments } from './merge.ts';
import { ConfigurationError, type Problem } from './problems.ts';
import { configurationSchema } from './schema.ts';
import { readSpaceLooks } from './space-looks.ts';
import { substituteVariables, type Variables } from './variables.ts';

export interface LoadOptions {
  /** Later files win over earlier ones. */
  readonly files: readonly [string, ...string[]];
  readonly variables: Variables;
  /** Merged over the files. */
  readonly overlay?: unknown;
  /** Folder of the consent texts; `consent` beside the first file unless given. */
  readonly consentTexts?: string;
  /** Folder of the spaces' logos; `logos` beside the first file unless given. */
  readonly logos?: string;
}

export function loadConfiguration({ files, variables, overlay, consentTexts, logos }: LoadOptions): Configuration {
  const merged = [...files.map(readYaml), overlay].reduce(mergeDocuments);
  const { document, problems: missing } = substituteVariables(merged, variables);
  const checked = configurationSchema.safeParse(document);
  if (!checked.success) throw new ConfigurationError([...missing, ...schemaProblems(checked.error.issues, missing)]);

  const folder = consentTexts ?? join(dirname(files[0]), 'consent');
  const texts = readConsentTexts(checked.data, folder);
  const looks = readSpaceLooks(checked.data, logos ?? join(dirname(files[0]), 'logos'));
  const problems = [...missing, ...crossCheck(checked.data), ...looks.problems, ...texts.problems];
  if (problems.length > 0) throw new ConfigurationError(problems);
  const policies = checked.data.policies.map(({ id }) => id);
  return toConfiguration(checked.data, texts.texts, readConsentArchive(folder, policies), looks.looks);
}

function readYaml(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new ConfigurationError([{ path: [], message: `${file} cannot be read` }]);
  }
  try {
    return parse(text) ?? {};
  } catch (error) {
    throw new ConfigurationError([{ path: [], message: `${file} is not YAML: ${error instanceof Error ? error.message : String(error)}` }]);
  }
}

interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly keys?: readonly string[];
  readonly code?: string | undefined;
}

/** A value whose variable is missing is not also a problem of form. */
function schemaProblems(issues: readonly Issue[], missing: readonly Problem[]): readonly Problem[] {
  const isMissing = (path: readonly PropertyKey[]) => missing.some((problem) => problem.path.join('\0') === path.join('\0'));
  return issues.flatMap(({ path, message, keys, code }) => {
    if (isMissing(path)) return [];
    if (code === 'unrecognized_keys' && keys) return keys.map((key) => ({ path: [...path, key], message: 'is not a known setting' }));
    return [{ path, message: message.startsWith('Invalid input: expected') ? plain(message) : message }];
  });
}

function plain(message: string): string {
  if (message.endsWith('received undefined')) return 'is missing';
  return message.replace('Invalid input: expected', 'must be');
}
