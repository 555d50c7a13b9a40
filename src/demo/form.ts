/**
 * Reading what a form or a JSON client posted to the demo: flat text fields and nothing else.
 * A field given twice, nested or not text is as good as missing; a body too large or of another type is `undefined`.
 */
import type { Context } from 'koa';

const LIMIT = 16 * 1024;

export type Form = ReadonlyMap<string, string>;

export async function readForm(ctx: Context): Promise<Form | undefined> {
  const body = await readText(ctx);
  if (body === undefined) return undefined;
  if (ctx.is('application/x-www-form-urlencoded')) return fromPairs([...new URLSearchParams(body)]);
  if (ctx.is('application/json')) return fromJson(body);
  return body === '' ? new Map() : undefined;
}

async function readText(ctx: Context): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  // Read to the end even past the limit: leaving earlier would close the connection before the answer is sent.
  for await (const chunk of ctx.req) {
    size += chunk.length;
    if (size <= LIMIT) chunks.push(chunk);
  }
  return size <= LIMIT ? Buffer.concat(chunks).toString('utf8') : undefined;
}

function fromPairs(pairs: readonly (readonly [string, unknown])[]): Form {
  const form = new Map<string, string>();
  for (const [name, value] of pairs) {
    const once = pairs.filter(([other]) => other === name).length === 1;
    if (once && typeof value === 'string') form.set(name, value);
  }
  return form;
}

function fromJson(body: string): Form | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? fromPairs(Object.entries(value)) : undefined;
  } catch {
    return undefined;
  }
}
