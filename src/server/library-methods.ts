/** Which methods oidc-provider's routes take: its router does not say so where it has no answer. Other spellings of its addresses have none. */
import type Provider from 'oidc-provider';

const routes = {
  userinfo: ['GET', 'HEAD', 'POST'],
  token: ['POST'],
  jwks: ['GET', 'HEAD'],
  revocation: ['POST'],
  introspection: ['POST'],
  pushed_authorization_request: ['POST'],
  end_session_confirm: ['POST'],
  end_session_success: ['GET', 'HEAD'],
} as const;

const documents = ['/.well-known/openid-configuration', '/.well-known/oauth-authorization-server'];

/** `posts`: where authorization requests may be posted as well. */
export function createLibraryMethods(provider: Provider, { posts }: { readonly posts: boolean }): (path: string) => readonly string[] {
  const at = (name: string, parameters = {}) => provider.pathFor(name, { mountPath: '', ...parameters });
  const authorization = at('authorization');
  const asked = ['GET', 'HEAD', ...(posts ? ['POST'] : [])];
  const byPath = new Map<string, readonly string[]>([
    [authorization, asked],
    [at('end_session'), asked],
    ...documents.map((path) => [path, ['GET', 'HEAD']] as const),
    ...Object.entries(routes).map(([name, methods]) => [at(name), methods] as const),
  ]);

  return function libraryMethods(path) {
    const isResume = path.startsWith(`${authorization}/`) && !path.slice(authorization.length + 1).includes('/');
    return byPath.get(path) ?? (isResume ? ['GET', 'HEAD'] : []);
  };
}
