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
  if (isDate(value)) return JSON.stringify(value.toISOString());
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (isRecord(value)) {
    const members = Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
    return `{${members.join(',')}}`;
  }
  if (typeof value === 'string' || typeof value === 'boolean' || Number.isSafeInteger(value)) return JSON.stringify(value);
  throw new TypeError('only text, booleans, safe integers, dates, lists and plain objects have one spelling');
}

/** By what it is, not by which realm made it: a foreign date that was spelt like an empty object would hash like every other. */
function isDate(value: Hashable): value is Date {
  return Object.prototype.toString.call(value) === '[object Date]';
}

function isRecord(value: Hashable): value is { readonly [key: string]: Hashable } {
  return Object.prototype.toString.call(value) === '[object Object]';
}
