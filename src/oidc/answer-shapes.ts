/** The few shapes that answers of ports are held against. Written by hand: the extension asks its host for no schema library. */
import { types } from 'node:util';

export type Members = Readonly<Record<string, unknown>>;

export function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

export function isTextOrNone(value: unknown): value is string | undefined {
  return value === undefined || isText(value);
}

/** Every comparison with an invalid date is false: it would pass for one in time. */
export function isDate(value: unknown): value is Date {
  return types.isDate(value) && !Number.isNaN(value.getTime());
}

export function isDateOrNone(value: unknown): value is Date | undefined {
  return value === undefined || isDate(value);
}

/** A count, or seconds. */
export function isAmount(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

export function yesOrNo(answer: unknown): string | undefined {
  return typeof answer === 'boolean' ? undefined : 'neither yes nor no';
}

/** The first of the named things that is not so. */
export function firstFault(isSo: Readonly<Record<string, boolean>>): string | undefined {
  return Object.entries(isSo).find(([, so]) => !so)?.[0];
}

/** The first fault among several answers. */
export function faultIn(answers: unknown, faultOf: (answer: unknown) => string | undefined): string | undefined {
  if (!Array.isArray(answers)) return 'not an array';
  for (const answer of answers) {
    const fault = faultOf(answer);
    if (fault !== undefined) return fault;
  }
  return undefined;
}
