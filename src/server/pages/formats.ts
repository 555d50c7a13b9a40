/** Days, times and amounts as a customer writes them, in the bank's time zone. */
import { type Language, languageFile } from '../i18n/languages.ts';

export interface Dates {
  day(language: Language, date: Date): string;
  moment(language: Language, date: Date): string;
  time(language: Language, date: Date): string;
}

export function createDates(timeZone: string): Dates {
  function formatter(options: Intl.DateTimeFormatOptions) {
    const formats = new Map<Language, Intl.DateTimeFormat>();
    return function format(language: Language, date: Date): string {
      const known = formats.get(language) ?? new Intl.DateTimeFormat(languageFile(language).locale, { timeZone, ...options });
      formats.set(language, known);
      return together(known.format(date));
    };
  }
  return {
    day: formatter({ dateStyle: 'long' }),
    moment: formatter({ dateStyle: 'long', timeStyle: 'short' }),
    time: formatter({ timeStyle: 'short' }),
  };
}

/** A day is not broken over two lines. */
function together(date: string): string {
  return date.replace(/^(\d+) (\p{L}+) (\d{4})\b/u, '$1\u00a0$2\u00a0$3');
}

/** A decimal number such as `1250.5`, in a currency (ISO 4217) where there is one; what is no number stays as it is. */
export function amountIn(language: Language, amount: string, currency?: string): string {
  if (!/^\d{1,9}(\.\d{1,2})?$/.test(amount)) return amount;
  return Number(amount).toLocaleString(languageFile(language).locale, {
    // Both, whatever the currency: what is approved is not rounded.
    minimumFractionDigits: 2,
    maximumFractionDigits: 2,
    ...(currency !== undefined && { style: 'currency' as const, currency }),
  });
}
