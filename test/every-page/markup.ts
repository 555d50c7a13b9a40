/** The markup of a page by the rules of html-validate: its recommended set, and what of it is not asked for, each with the reason. */
import { HtmlValidate } from 'html-validate';
import type { CollectedPage } from './collection.ts';

const validator = new HtmlValidate({
  extends: ['html-validate:recommended', 'html-validate:document'],
  rules: {
    // Lower case, as every element.
    'doctype-style': ['error', { style: 'lowercase' }],
    // What comes from our own origin comes from where the page comes from: `'self'` is all that the Content-Security-Policy lets in.
    'require-sri': ['error', { target: 'crossorigin' }],
    // The form of the sign-out page is the library's own: its id has a dot in it, its inputs end with a slash.
    'valid-id': ['error', { relaxed: true }],
    'void-style': 'off',
  },
});

/** One line each; none when all is well. */
export async function markupFaults({
  name,
  language,
  html,
}: Pick<CollectedPage, 'name' | 'language' | 'html'>): Promise<readonly string[]> {
  const { results } = await validator.validateString(html);
  return results.flatMap(({ messages }) =>
    messages.map(({ ruleId, message, line, column }) => `${name} (${language}): ${ruleId}, ${message} at ${line}:${column}`),
  );
}

/** Links to a place of the page that is not there. */
export function deadAnchors({ name, language, html }: Pick<CollectedPage, 'name' | 'language' | 'html'>): readonly string[] {
  const ids = new Set([...html.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id));
  const links = [...html.matchAll(/\shref="#([^"]+)"/g)].map(([, target]) => target);
  return links.filter((target) => !ids.has(target)).map((target) => `${name} (${language}): nothing is #${target}`);
}
