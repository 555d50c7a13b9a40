/** The door for `node:http`: a listener that is called with a good token, or not at all. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { IntrospectionResponse } from 'openid-client';
import { admit } from './door.ts';
import { calledUrl } from './request.ts';
import type { Requirements, TokenCheck } from './token-check.ts';

export interface NodeDoorOptions {
  /** How clients call this server: `node:http` does not know. */
  readonly origin: string;
}

export type NodeHandler = (request: IncomingMessage, response: ServerResponse, token: IntrospectionResponse) => void | Promise<void>;

export function withToken(
  check: TokenCheck,
  requirements: Requirements | ((request: IncomingMessage) => Requirements),
  { origin }: NodeDoorOptions,
  handler: NodeHandler,
) {
  return async function listenerWithToken(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', headers, url = '/' } = request;
    const wanted = typeof requirements === 'function' ? requirements(request) : requirements;
    const admitted = await admit(check, { method, url: calledUrl(origin, url), headers }, wanted);
    if (admitted.ok) {
      await handler(request, response, admitted.token);
      return;
    }
    for (const [name, value] of Object.entries(admitted.headers)) response.setHeader(name, value);
    response.writeHead(admitted.status, { 'Content-Type': 'application/json; charset=utf-8' }).end(JSON.stringify(admitted.body));
  };
}
