/**
 * What a customer is told when an authorization ended: what happened and what to do now. Keyed by OAuth error codes and the space's own;
 * a code that nobody foresaw still gets a useful sentence.
 */
import type { Notice } from './pages.ts';
import type { Outcome } from './space-sessions.ts';
import type { Words } from './words.ts';

type Text = Pick<Notice, 'title' | 'text'>;
type Texts = Readonly<Record<string, Text>>;

export function noticeOf({ login, operation, refusal }: Words, { during, error }: Outcome): Notice | undefined {
  if (error === undefined) return during === 'operation' ? { tone: 'success', ...operation.done } : undefined;
  if (during === 'operation') return { tone: 'error', ...(textIn(operation, error) ?? operation.otherwise) };
  return { tone: 'error', ...(textIn(login, error) ?? refusal.otherwise) };
}

export function refusalText({ login, refusal }: Words, error: string): Text {
  return textIn(refusal, error) ?? textIn(login, error) ?? refusal.otherwise;
}

/** A code comes from outside: it may be the name of anything. */
function textIn(texts: Texts, code: string): Text | undefined {
  return Object.hasOwn(texts, code) ? texts[code] : undefined;
}
