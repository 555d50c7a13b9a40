/**
 * What a notice says: what happened, what it means, what to do if it was not the customer. It names no account, not even masked, nor the
 * customer; and it holds no address to click, so that a message which does is not ours.
 */
import type { Notice } from '../../linking/notice.ts';
import { languages } from '../i18n/languages.ts';
import { type Language, translator } from '../i18n/translate.ts';
import { createDates } from '../pages/formats.ts';

export interface NoticeTextDeps {
  readonly spaces: readonly { readonly id: string; readonly name: Readonly<Record<string, string>> }[];
  /** Those that are offered; the first is for everybody else. */
  readonly languages: readonly string[];
  readonly timeZone: string;
}

export type NoticeText = (
  notice: Notice,
  customersLanguage: string | undefined,
) => { readonly language: Language; readonly subject: string; readonly text: string };

export function createNoticeText({ spaces, languages: offered, timeZone }: NoticeTextDeps): NoticeText {
  const dates = createDates(timeZone);

  return function textOf(notice, customersLanguage) {
    const language = languageOf([customersLanguage, notice.consentLanguage, ...offered]);
    const t = translator(language);
    const name = (id: string) => spaces.find((space) => space.id === id)?.name[language] ?? id;
    const activating = name(notice.activatingSpace);
    const values = { when: dates.moment(language, notice.at), activating, other: name(notice.otherSpace) };
    const paragraphs = [
      t('notices.greeting'),
      ...whatHappened(),
      notice.occasion === 'revoked' ? t('notices.revoked.notYou') : t('notices.notYou', values),
      t('notices.noLink'),
      t('notices.why', { space: name(notice.space) }),
    ];
    return { language, subject: t(`notices.${notice.occasion}.subject`), text: `${paragraphs.join('\n\n')}\n` };

    function whatHappened(): readonly string[] {
      switch (notice.occasion) {
        case 'activated':
          return [t('notices.activated.what', values), t('notices.activated.means', values)];
        case 'new_browser': {
          const { source, target, browser } = notice;
          const opened = { when: values.when, source: name(source), target: name(target) };
          const what =
            browser === undefined ? t('notices.new_browser.what', opened) : t('notices.new_browser.whatIn', { ...opened, browser });
          return [what, t('notices.new_browser.means'), ...(notice.last ? [t('notices.new_browser.last', values)] : [])];
        }
        case 'revoked':
          return [t('notices.revoked.what', values), t(`notices.revoked.because.${notice.reason}`), t('notices.revoked.means', values)];
      }
    }
  };

  function languageOf(wanted: readonly (string | undefined)[]): Language {
    const known = (tag: string | undefined) =>
      languages.find((language) => offered.includes(language) && tag?.toLowerCase().split('-')[0] === language);
    return wanted.map(known).find((language) => language !== undefined) ?? 'fr';
  }
}
