/** Two entries of a new code: what can be seen of them without looking at any account. */
import type { Translate } from '../i18n/translate.ts';
import type { Form } from './form.ts';
import type { Problem } from './view-data.ts';

export const newCodeFields = ['secret_code', 'secret_code_confirmation'] as const;

const missing = {
  current_secret_code: 'secretCode.currentMissing',
  secret_code: 'secretCode.nextMissing',
  secret_code_confirmation: 'secretCode.confirmationMissing',
} as const;

export function newCodeProblems(form: Form, t: Translate, fields: readonly (keyof typeof missing)[] = newCodeFields): readonly Problem[] {
  const empty = fields.filter((field) => !form.get(field));
  if (empty.length > 0) return empty.map((field) => ({ field, text: t(missing[field]) }));
  if (form.get('secret_code') === form.get('secret_code_confirmation')) return [];
  return [{ field: 'secret_code_confirmation', text: t('secretCode.mismatch') }];
}
