/** Reads a JSON body: declared as such, small, and an object. What is in it is for the operation's schema to judge. */
import type { Context } from 'koa';
import { readBody } from '../request-body.ts';
import type { ProblemCode, RequestFault } from './problems.ts';

export type JsonBody =
  | { readonly ok: true; readonly body: object }
  | { readonly ok: false; readonly code: ProblemCode; readonly faults?: readonly RequestFault[] };

const sizeLimit = 64 * 1024;

export async function readJsonBody(ctx: Context): Promise<JsonBody> {
  const encoded = !['', 'identity'].includes(ctx.get('Content-Encoding').toLowerCase());
  if (ctx.request.type !== 'application/json' || encoded) return { ok: false, code: 'unsupported_media_type' };
  const text = await readBody(ctx.req, sizeLimit);
  if (text === undefined) return { ok: false, code: 'body_too_large' };
  const body = parsed(text);
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return { ok: true, body };
  return { ok: false, code: 'invalid_request', faults: [{ in: 'body', name: '', detail: 'must be a JSON object' }] };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
