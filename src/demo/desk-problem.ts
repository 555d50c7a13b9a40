/**
 * What the desk answers where something did not happen: problem details (RFC 9457), the provider's own passed on as they came, or the
 * desk's. An outcome is a value; what nobody foresaw throws.
 */
import { z } from 'zod';

export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail?: string | undefined;
  readonly [extension: string]: unknown;
}

export type Refused = { readonly ok: false; readonly problem: Problem };
export type Outcome = { readonly ok: true } | Refused;

const document = z.looseObject({ type: z.string(), title: z.string(), detail: z.string().optional() });

/** Closed: what the desk itself refuses. */
const own = {
  'unknown-action': { status: 404, title: 'There is no such action' },
  'missing-field': { status: 400, title: 'A field is missing' },
  'foreign-origin': { status: 403, title: 'The form does not come from this desk' },
  'event-refused': { status: 502, title: 'The provider refused the security event' },
  'desk-refused': { status: 502, title: 'The provider refused the desk' },
  'provider-unreachable': { status: 502, title: 'The provider does not answer' },
  fault: { status: 500, title: 'Something went wrong at the desk' },
} as const;

export type ProblemCode = keyof typeof own;

export function refused(code: ProblemCode, detail?: string): Refused {
  return { ok: false, problem: { type: `urn:passerelle:demo:problem:${code}`, ...own[code], ...(detail !== undefined && { detail }) } };
}

/** The body of an answer as problem details, or undefined where it is none. */
export function readProblem(status: number, body: unknown): Problem | undefined {
  const read = document.safeParse(body).data;
  return read && { ...read, status };
}
