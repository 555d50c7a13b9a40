/** The one relying party of a cluster's clients: takes logout tokens (OpenID Connect Back-Channel Logout 1.0) and says when each came. */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { decodeJwt, type JWTPayload } from 'jose';

export interface LogoutInbox {
  readonly origin: string;
  readonly received: readonly ReceivedLogout[];
  /** The first logout token with this `sid`, whether it has come already or comes later. */
  next(sid: string): Promise<ReceivedLogout>;
  close(): Promise<void>;
}

export interface ReceivedLogout {
  readonly claims: JWTPayload;
  /** By `performance.now()`. */
  readonly at: number;
}

export async function openLogoutInbox(): Promise<LogoutInbox> {
  const received: ReceivedLogout[] = [];
  const awaited = new Map<string, PromiseWithResolvers<ReceivedLogout>>();
  const server = createServer(async (request, response) => {
    const at = performance.now();
    const claims = decodeJwt(new URLSearchParams(await textOf(request)).get('logout_token') ?? '');
    received.push({ claims, at });
    awaited.get(String(claims['sid']))?.resolve({ claims, at });
    response.end();
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    // A listening HTTP server has an address of this kind.
    origin: `http://localhost:${(server.address() as AddressInfo).port}`,
    received,
    async next(sid) {
      const known = received.find(({ claims }) => claims['sid'] === sid);
      if (known) return known;
      const waiting = awaited.get(sid) ?? Promise.withResolvers<ReceivedLogout>();
      awaited.set(sid, waiting);
      return waiting.promise;
    },
    close() {
      server.closeAllConnections();
      return new Promise((closed) => server.close(() => closed()));
    },
  };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString();
}
