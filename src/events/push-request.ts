/** Reads a push request (RFC 8935 section 2.1): one token as the whole body, small, and nothing else. It does not look into the token. */
import type { Context } from 'koa';
import { type Refusal, refused } from './refusals.ts';

export type PushedToken = { readonly ok: true; readonly token: string } | Refusal;

const sizeLimit = 64 * 1024;

export async function readPushedToken(ctx: Context): Promise<PushedToken> {
  if (ctx.request.type.trim().toLowerCase() !== 'application/secevent+jwt') return refused('wrong_media_type');
  const token = await readBody(ctx);
  return token === undefined ? refused('too_large') : { ok: true, token };
}

async function readBody(ctx: Context): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  // Read to the end even past the limit: leaving earlier would close the connection before the answer is sent.
  for await (const chunk of ctx.req) {
    size += chunk.length;
    if (size <= sizeLimit) chunks.push(chunk);
  }
  return size <= sizeLimit ? Buffer.concat(chunks).toString('utf8') : undefined;
}
