/** What the codes of the admin API mean to an adviser. A code that nobody foresaw is shown as it is: an adviser can pass it on. */
import { fill, type Words } from './words.ts';

/** By code. */
export type Table = Readonly<Record<string, string>>;

export function wordFor(table: Table, code: string): string {
  return (Object.hasOwn(table, code) ? table[code] : undefined) ?? code;
}

export function actorWords({ desk }: Words, actor: string): string {
  const [kind, ...name] = actor.split(':');
  if (kind === 'operator') return fill(desk.actors.operator, { name: name.join(':') });
  return wordFor(desk.actors, kind === 'issuer' ? kind : actor);
}
