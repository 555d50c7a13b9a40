/** Days and times as a customer writes them, in the bank's time zone. */
import type { Language } from '../i18n/translate.ts';

export interface Dates {
  day(language: Language, date: Date): string;
  moment(language: Language, date: Date): string;
  time(language: Language, date: Date): string;
}

export function createDates(timeZone: string): Dates {
  function formatter(options: Intl.DateTimeFormatOptions) {
    const formats = {
      fr: new Intl.DateTimeFormat('fr-FR', { timeZone, ...options }),
      en: new Intl.DateTimeFormat('en-GB', { timeZone, ...options }),
    };
    return (language: Language, date: Date) => formats[language].format(date);
  }
  return {
    day: formatter({ dateStyle: 'long' }),
    moment: formatter({ dateStyle: 'long', timeStyle: 'short' }),
    time: formatter({ timeStyle: 'medium' }),
  };
}
