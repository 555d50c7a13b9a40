/** What a request on the telephone is about, field by field in the customer's words: what is not read cannot be approved. */
import type { AuthorizationDetail } from 'oidc-provider';
import { AMOUNT } from './operations.ts';
import type { Speech } from './words.ts';

export interface Field {
  readonly label: string;
  readonly value: string;
}

/** In the order in which a customer reads them. */
const fields = ['source_account', 'target_account', 'payee', 'amount', 'account'] as const;

export function fieldsOf(speech: Speech, detail: AuthorizationDetail | undefined): readonly Field[] {
  return fields.flatMap((name) => {
    const value = detail?.[name];
    if (typeof value !== 'string') return [];
    return [{ label: speech.words.phone.fields[name], value: name === 'amount' ? amountOf(speech, value, detail?.['currency']) : value }];
  });
}

/** A demo operation is in euros. */
function amountOf(speech: Speech, amount: string, currency: unknown = 'EUR'): string {
  return currency === 'EUR' && AMOUNT.test(amount) ? speech.euros(amount) : `${amount} ${currency}`;
}
