/** The door for whatever speaks Fetch: a handler from Request to Response that is called with a good token, or not at all. */
import type { IntrospectionResponse } from 'openid-client';
import { admit } from './door.ts';
import type { Requirements, TokenCheck } from './token-check.ts';

export type FetchHandler = (request: Request, token: IntrospectionResponse) => Response | Promise<Response>;

/** `request.url` must be what the client called. */
export function withToken(check: TokenCheck, requirements: Requirements | ((request: Request) => Requirements), handler: FetchHandler) {
  return async function handlerWithToken(request: Request): Promise<Response> {
    const { method, url } = request;
    const wanted = typeof requirements === 'function' ? requirements(request) : requirements;
    const admitted = await admit(check, { method, url, headers: Object.fromEntries(request.headers) }, wanted);
    if (admitted.ok) return handler(request, admitted.token);
    const headers = new Headers();
    for (const [name, value] of Object.entries(admitted.headers)) for (const one of [value].flat()) headers.append(name, one);
    return Response.json(admitted.body, { status: admitted.status, headers });
  };
}
