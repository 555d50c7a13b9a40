/**
 * TLS in front of a host, as docs/integrating.md wants it: the forwarded headers and the Host are the proxy's own, whatever was sent. It keeps
 * every Set-Cookie line that passes, as the browser gets it. Its certificate is worthless, and trusted by this process alone, as long
 * as a proxy is open: the trust is the whole process's, and the tests that this worker runs next must not inherit it.
 */
import { readFileSync } from 'node:fs';
import { type IncomingMessage, request, type ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';

export interface TlsProxy {
  readonly origin: string;
  readonly setCookies: readonly string[];
  /** The port of this machine that requests go to. */
  forwardTo(port: number): void;
  close(): Promise<void>;
}

const certificate = readFileSync(new URL('worthless-certificate.pem', import.meta.url), 'utf8');
const key = readFileSync(new URL('worthless-key.pem', import.meta.url), 'utf8');
const trusted = getCACertificates('default');
let open = 0;

export async function openTlsProxy(): Promise<TlsProxy> {
  if (open++ === 0) setDefaultCACertificates([...trusted, certificate]);
  const setCookies: string[] = [];
  let target: number | undefined;
  const server = createServer({ key, cert: certificate }, forward);
  await new Promise<void>((listening) => server.listen(0, listening));
  // A listening HTTPS server has an address of this kind.
  const host = `localhost:${(server.address() as AddressInfo).port}`;

  function forward(incoming: IncomingMessage, answer: ServerResponse): void {
    const { method, url: path, socket } = incoming;
    const forwarded = { 'x-forwarded-proto': 'https', 'x-forwarded-host': host, 'x-forwarded-for': socket.remoteAddress };
    const headers = { ...incoming.headers, host, ...forwarded };
    const passed = request({ host: 'localhost', port: target, method, path, headers }, (response) => {
      setCookies.push(...(response.headers['set-cookie'] ?? []));
      answer.writeHead(response.statusCode ?? 502, response.headers);
      response.pipe(answer);
    });
    passed.once('error', () => answer.writeHead(502).end());
    incoming.pipe(passed);
  }

  return {
    origin: `https://${host}`,
    setCookies,
    forwardTo(port) {
      target = port;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
      if (--open === 0) setDefaultCACertificates(trusted);
    },
  };
}
