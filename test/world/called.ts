/** A request under whatever name the sender likes for the server: Host header and request target are the sender's to choose. */
import { request as plainRequest } from 'node:http';
import { request as tlsRequest } from 'node:https';

export interface Called {
  /** The request target: a path, or a whole address (RFC 9112 section 3.2.2). */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** To the server at `origin`: the status, and the OAuth error if there is one. */
export function sendCalled(
  origin: string,
  { target, headers }: Called,
  fields: Readonly<Record<string, string>> = {},
  method = 'POST',
): Promise<string> {
  const { protocol, hostname, port } = new URL(origin);
  const request = protocol === 'https:' ? tlsRequest : plainRequest;
  const type = { 'content-type': 'application/x-www-form-urlencoded' };
  return new Promise((resolve, reject) => {
    const options = { hostname, servername: hostname, port, path: target, method, headers: { ...type, ...headers } };
    const sent = request(options, async (response) => {
      let text = '';
      for await (const chunk of response) text += String(chunk);
      resolve(`${response.statusCode} ${/"error":"(\w+)"/.exec(text)?.[1] ?? ''}`.trim());
    });
    sent.on('error', reject);
    sent.end(method === 'GET' ? undefined : new URLSearchParams(fields).toString());
  });
}
