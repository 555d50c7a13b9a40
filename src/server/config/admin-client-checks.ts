/**
 * Clients with tokens of their own (RFC 6749 section 4.4) are those of the admin API, and have no other business here: a client that also
 * logged customers in would put the two kinds of power into one pair of hands.
 */
import { adminResource, adminScopes, adminScopesIn } from '../admin/scopes.ts';
import type { Problem } from './problems.ts';
import type { ConfigurationDocument } from './schema.ts';

export function checkAdminClients({ clients, resource_servers, issuer }: ConfigurationDocument): Problem[] {
  const own = resource_servers.findIndex(({ resource }) => resource === adminResource(issuer));
  return [
    ...clients.flatMap((client, index) =>
      client.grant_types.includes('client_credentials') || adminScopesIn(client.scope).length > 0 ? problemsOf(client, index) : [],
    ),
    ...(own === -1 ? [] : [{ path: ['resource_servers', own, 'resource'], message: 'is the admin API of the provider itself' }]),
  ];
}

function problemsOf(client: ConfigurationDocument['clients'][number], index: number): Problem[] {
  const named = client.scope?.split(' ').filter(Boolean) ?? [];
  const known: ReadonlySet<string> = new Set(adminScopes);
  const foreign = named.filter((scope) => !known.has(scope));
  const checks: readonly (readonly [wrong: boolean, key: string, message: string])[] = [
    [client.space !== undefined, 'space', 'is not possible for a client of the admin API'],
    [
      client.grant_types.join() !== 'client_credentials',
      'grant_types',
      'must be [client_credentials] and nothing else for a client of the admin API',
    ],
    [client.response_types.length > 0, 'response_types', 'must be [] for a client of the admin API'],
    [
      client.token_endpoint_auth_method !== 'private_key_jwt',
      'token_endpoint_auth_method',
      'must be private_key_jwt for a client of the admin API',
    ],
    [named.length === 0, 'scope', `must name scopes of the admin API: ${adminScopes.join(', ')}`],
    [foreign.length > 0, 'scope', `'${foreign.join("', '")}' is not a scope of the admin API`],
  ];
  return checks.filter(([wrong]) => wrong).map(([, key, message]) => ({ path: ['clients', index, key], message }));
}
