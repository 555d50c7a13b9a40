/** The text of a request's body, up to a limit. */
import type { IncomingMessage } from 'node:http';

/** Undefined past the limit; read to the end even so: leaving earlier would close the connection before the answer is sent. */
export async function readBody(request: IncomingMessage, sizeLimit: number): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size <= sizeLimit) chunks.push(chunk);
  }
  return size <= sizeLimit ? Buffer.concat(chunks).toString('utf8') : undefined;
}
