/** One of the bank's systems that receives security events, on a real port, and answers what a test says. */
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface EventSystem {
  readonly endpoint: string;
  readonly received: { readonly method: string | undefined; readonly headers: IncomingHttpHeaders; readonly body: string }[];
  /** `nothing`: the connection is dropped. */
  says: { readonly status: number; readonly body?: string; readonly headers?: Readonly<Record<string, string>> } | 'nothing';
  close(): Promise<void>;
}

export async function openEventSystem(): Promise<EventSystem> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    state.received.push({ method: request.method, headers: request.headers, body: Buffer.concat(chunks).toString() });
    if (state.says === 'nothing') return request.socket.destroy();
    return response.writeHead(state.says.status, state.says.headers).end(state.says.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const state: EventSystem = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}/events`,
    received: [],
    says: { status: 202 },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return state;
}
