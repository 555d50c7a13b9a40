/**
 * What a customer is told who was signed out by the provider: what happened and what to do now. Keyed by the reasons that a logout token
 * may carry; without one, or with one that nobody foresaw, a sentence that is always true.
 */
import type { Notice } from './pages.ts';
import type { Words } from './words.ts';

export function noticeOfEnd({ ended }: Words, reason: string | undefined): Notice {
  const because: Readonly<Record<string, string>> = ended.because;
  const known = reason !== undefined && Object.hasOwn(because, reason) ? because[reason] : undefined;
  return { tone: 'error', title: ended.title, text: known ?? ended.otherwise };
}
