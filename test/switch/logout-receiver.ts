/** A relying party's back-channel logout endpoint (OpenID Connect Back-Channel Logout 1.0) that keeps the claims of what it receives. */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { decodeJwt, type JWTPayload } from 'jose';

export interface LogoutReceiver {
  readonly url: string;
  readonly host: string;
  readonly received: JWTPayload[];
  close(): Promise<void>;
}

export async function openLogoutReceiver(): Promise<LogoutReceiver> {
  const received: JWTPayload[] = [];
  const server = createServer(async (request, response) => {
    received.push(decodeJwt(new URLSearchParams(await textOf(request)).get('logout_token') ?? ''));
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const host = `localhost:${(server.address() as AddressInfo).port}`;
  return {
    url: `http://${host}/logout`,
    host,
    received,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString();
}
