/**
 * Every address of a running server, read from the server itself: the routes of its routers, and for oidc-provider, whose router keeps its
 * routes to itself, what its discovery document announces and the few addresses that no document names.
 */
import type Router from '@koa/router';
import supertest from 'supertest';
import type { PasserelleServer } from '../../src/server/server.ts';

/** Middlewares that are no routers: what each answers is known, and none of them is a route but the last. */
export const plainMiddlewares = [
  'identifyRequest',
  'setSecurityHeaders',
  'answerFaults',
  'takeOwnAddress',
  'refuseOtherKeys',
  'refuseOtherSpellings',
  'takeParametersFromBody',
  'guardSpace',
  'resumeInSpace',
  'linkedAccounts',
  'refuseUnknown',
] as const;

export interface Routes {
  /** `GET /preferences`, as the routers have them. */
  readonly routes: readonly string[];
  readonly middlewares: readonly string[];
}

/** Library's: `GET` and `POST` are what its documentation says of each endpoint (OpenID Connect Discovery, RFC 8414). */
const announced: Readonly<Record<string, readonly string[]>> = {
  authorization_endpoint: ['GET'],
  token_endpoint: ['POST'],
  userinfo_endpoint: ['GET', 'POST'],
  jwks_uri: ['GET'],
  revocation_endpoint: ['POST'],
  introspection_endpoint: ['POST'],
  pushed_authorization_request_endpoint: ['POST'],
  end_session_endpoint: ['GET'],
};

const unannounced = [
  'GET /.well-known/openid-configuration',
  'GET /.well-known/oauth-authorization-server',
  'GET /auth/:uid',
  'POST /session/end/confirm',
  'GET /session/end/success',
];

/** The extension's own resource, a middleware so that it works below any host. */
const resource = ['GET /linked-accounts', 'DELETE /linked-accounts/:space'];

export async function routesOf(server: PasserelleServer): Promise<Routes> {
  const { body } = await supertest(server.handler).get('/.well-known/openid-configuration');
  const endpoints = Object.entries(body as Record<string, unknown>).filter(([name]) => /(_endpoint|_uri)$/.test(name));
  const library = endpoints.flatMap(([name, url]) =>
    (announced[name] ?? ['UNKNOWN']).map((method) => `${method} ${new URL(String(url)).pathname}`),
  );
  const routers = server.provider.middleware.flatMap((middleware) => routerOf(middleware) ?? []);
  const plain = server.provider.middleware.filter((middleware) => routerOf(middleware) === undefined);
  const routes = [...routers.flatMap(layersOf), ...library, ...unannounced, ...resource];
  return { routes: [...new Set(routes)].sort(), middlewares: plain.map(({ name }) => name) };
}

function routerOf(middleware: object): Router | undefined {
  return 'router' in middleware ? (middleware.router as Router) : undefined;
}

/** A layer for all methods is how a router refuses the others, but where it is alone at its address. */
function layersOf({ stack }: Router): readonly string[] {
  return stack.flatMap(({ path, methods }) => {
    if (methods.length > 2)
      return stack.some((other) => other.path === path && other.methods.length <= 2) || String(path).includes('{/*rest}')
        ? []
        : [`* ${path}`];
    return methods.filter((method) => method !== 'HEAD').map((method) => `${method} ${path}`);
  });
}
