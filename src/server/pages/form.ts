/**
 * Reads a posted form: from our own pages, url-encoded, small, flat, each field once. Anything else is refused with a code,
 * before a handler sees it: an operator object or an array can never reach a store (T45). It does not judge the token.
 */
import type { Context } from 'koa';
import { readBody } from '../request-body.ts';
import type { FormRefusal } from './refusals.ts';

export type Form = ReadonlyMap<string, string>;

export type ReadForm = { readonly ok: true; readonly form: Form } | { readonly ok: false; readonly code: FormRefusal };

export const formRefusalStatus = {
  foreign_origin: 403,
  bad_token: 403,
  too_large: 413,
  not_a_form: 415,
  malformed: 400,
} as const satisfies Record<FormRefusal, number>;

const sizeLimit = 64 * 1024;
const fieldName = /^[a-z_]{1,40}$/;

export async function readForm(ctx: Context, issuer: string): Promise<ReadForm> {
  if (!isOwnOrigin(ctx, issuer)) return refused('foreign_origin');
  if (!ctx.is('application/x-www-form-urlencoded')) return refused('not_a_form');
  const body = await readBody(ctx.req, sizeLimit);
  if (body === undefined) return refused('too_large');
  const form = parse(body);
  return form ? { ok: true, form } : refused('malformed');
}

/** The decision that a button stands for: `decision=cancel`, or a field named after it. */
export function decisionOf(form: Form, ...offered: readonly string[]): string | undefined {
  return offered.find((decision) => form.get('decision') === decision || form.has(decision));
}

function refused(code: FormRefusal): ReadForm {
  return { ok: false, code };
}

/** Browsers name the page's origin with every post; other clients, which no other site can drive, send none. */
function isOwnOrigin(ctx: Context, issuer: string): boolean {
  const origin = ctx.get('Origin');
  return origin === '' || origin === new URL(issuer).origin || origin === `${ctx.protocol}://${ctx.host}`;
}

function parse(body: string): Form | undefined {
  const form = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(body)) {
    if (!fieldName.test(name) || form.has(name)) return undefined;
    form.set(name, value);
  }
  return form;
}
