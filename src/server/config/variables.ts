/** `${NAME}` inside a configuration's values: secrets and addresses stay out of the files. A missing variable is a problem with its path. */
import { isMapping } from './merge.ts';
import type { Path, Problem } from './problems.ts';

export type Variables = Readonly<Record<string, string | undefined>>;

export function substituteVariables(document: unknown, variables: Variables): { document: unknown; problems: readonly Problem[] } {
  const problems: Problem[] = [];
  return { document: substituted(document, []), problems };

  function substituted(value: unknown, path: Path): unknown {
    if (typeof value === 'string') return value.replaceAll(/\$\{([A-Z][A-Z0-9_]*)\}/g, (_whole, name: string) => variable(name, path));
    if (Array.isArray(value)) return value.map((item, index) => substituted(item, [...path, index]));
    if (isMapping(value)) return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, substituted(item, [...path, key])]));
    return value;
  }

  function variable(name: string, path: Path): string {
    const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
    if (value !== undefined && value !== '') return value;
    problems.push({ path, message: `the variable ${name} is not set` });
    // Something that no later check complains about a second time.
    return `\${${name}}`;
  }
}
