/**
 * One spelling for one value, so that equal things hash equally: keys sorted, dates as ISO 8601 in UTC, no white space
 * (RFC 8785 for the strings, booleans, safe integers, arrays and objects that we hash; anything else is a fault).
 */
import { createHash } from 'node:crypto';

export type Hashable = string | number | boolean | Date | undefined | readonly Hashable[] | { readonly [key: string]: Hashable };

/** SHA-256 of the canonical form, base64url. */
export function hashOf(value: Hashable): string {
  return createHash('sha256').update(canonicalJson(value)).digest('base64url');
}

export function canonicalJson(value: Hashable): string {
  if (value instanceof Date) return JSON.stringify(value.toISOString());
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value === 'object') {
    const members = Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
    return `{${members.join(',')}}`;
  }
  if (typeof value === 'number' && !Number.isSafeInteger(value)) throw new TypeError('only safe integers have one spelling');
  if (value === undefined) throw new TypeError('undefined has no spelling');
  return JSON.stringify(value);
}
