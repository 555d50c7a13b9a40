/** Whether every situation that the catalogue has words for was met: each title, heading and explanation is on a page that was collected. */
import { languageFile, languages } from '../../src/server/i18n/languages.ts';
import { chooseLanguage } from '../../src/server/i18n/translate.ts';
import { textsOf } from '../pages/catalogue.ts';
import type { CollectedPage } from './collection.ts';

const situation = /^(?!notices)(.*(T|\.t)itle|.*(H|\.h)eading\w*|.*\.what)$/;
/** Words that no journey of the demo leads to. */
const elsewhere: ReadonlySet<string> = new Set([
  // No page has the button: only a forged form gets there.
  ...['problem.notYours.title', 'problem.notYours.what'],
  // The library's refusals with this status go to the application; a page is what is left where they could not.
  ...['problem.denied.title', 'problem.denied.what'],
  // For clients of no space, of which the demo has none that signs anybody in.
  'logout.heading',
]);

export function situationsNotSeen(pages: readonly CollectedPage[], name: string): readonly string[] {
  const said = pages.filter(({ language }) => language === name).map(({ html }) => plain(html.replace(/<[^>]+>/g, ' ')));
  const language = chooseLanguage(languages, [name], () => false);
  return [...textsOf(languageFile(language).texts)]
    .filter(([key]) => situation.test(key) && !elsewhere.has(key))
    .filter(([, text]) => !said.some((page) => patternOf(text).test(page)))
    .map(([key]) => key);
}

/** Values are whatever was filled in. */
function patternOf(text: string): RegExp {
  return new RegExp(
    plain(text)
      .split(/\{\{\w+\}\}/)
      .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .join('.+'),
  );
}

function plain(text: string): string {
  return text
    .replaceAll('&#39;', "'")
    .replace(/[\s\u00a0\u202f]+/g, ' ')
    .trim();
}
