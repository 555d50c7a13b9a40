/** Pages of a list: a cursor is the id that the page before ended with, opaque to whoever passes it on. */
import { z } from 'zod';

export const pageQuery = {
  cursor: z
    .string()
    .regex(/^[\w-]{1,600}$/, 'must be the next_cursor of the page before')
    .optional()
    .describe('The `next_cursor` of the page before; the first page without it.'),
  limit: z.coerce.number().int().min(1).max(100).default(20).describe('How many at most.'),
};

export const nextCursor = z.string().optional().describe('For the next page; absent on the last.');

/** Asks for one more than it shows, to know whether there is another page. */
export async function pageOf<Item extends { readonly id: string }>(
  { cursor, limit }: { readonly cursor?: string | undefined; readonly limit: number },
  read: (page: { readonly after?: string; readonly limit: number }) => Promise<readonly Item[]>,
): Promise<{ readonly items: readonly Item[]; readonly next: { readonly next_cursor?: string } }> {
  const found = await read({ limit: limit + 1, ...(cursor !== undefined && { after: Buffer.from(cursor, 'base64url').toString('utf8') }) });
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return { items, next: found.length > limit && last ? { next_cursor: Buffer.from(last.id, 'utf8').toString('base64url') } : {} };
}
