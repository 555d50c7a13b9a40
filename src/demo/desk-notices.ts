/** What the adviser is told after an action: what was done and what it means for the customer, or why nothing was. */
import type { Problem } from './desk-problem.ts';
import type { Notice } from './pages.ts';
import { fill, type Words } from './words.ts';

export function noticeOfDone({ desk }: Words, action: string | undefined): Notice | undefined {
  const done: Readonly<Record<string, { readonly title: string; readonly text: string }>> = desk.done;
  const text = action !== undefined && Object.hasOwn(done, action) ? done[action] : undefined;
  return text && { tone: 'success', ...text };
}

export function noticeOfProblem({ desk }: Words, { status, type }: Problem): Notice {
  const known = new Map([
    [400, desk.missing],
    [404, desk.notFound],
  ]);
  return { tone: 'error', title: desk.refused, text: known.get(status) ?? fill(desk.otherwise, { code: type }) };
}
