/** Clients of the admin API in the configuration: every mistake is a problem with its path, and a right one is a client for the library. */
import { describe, expect, it } from '@jest/globals';
import { loadConfiguration } from '../../src/server/config/load.ts';
import { ConfigurationError } from '../../src/server/config/problems.ts';
import { demoFile, demoVariables, publicKeys } from '../configuration/demo-variables.ts';

const backOffice = {
  client_id: 'back-office',
  jwks: publicKeys,
  grant_types: ['client_credentials'],
  response_types: [],
  scope: 'account_links:read policies:suspend',
};

function load(client: object, more: object = {}) {
  return loadConfiguration({ files: [demoFile], variables: demoVariables, overlay: { clients: [client], ...more } });
}

/** Of the client alone: its place in the list is the demo's business. */
function problemsOf(client: object, more: object = {}): readonly string[] {
  try {
    load(client, more);
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems.map((problem) => problem.replace(/^\w+\[\d+\]\./, ''));
    throw error;
  }
}

describe('a client of the admin API in the configuration', () => {
  it('has its scopes, which the library is not told of', () => {
    const client = load(backOffice).clients.find(({ clientId }) => clientId === 'back-office');
    expect(client?.adminScopes).toEqual(['account_links:read', 'policies:suspend']);
    expect(client?.metadata).not.toHaveProperty('scope');
  });

  it('any other client keeps its scope, and has none of them', () => {
    const client = load({ client_id: 'outside-pro', scope: 'openid profile' }).clients.find(({ clientId }) => clientId === 'outside-pro');
    expect([client?.adminScopes, client?.metadata.scope]).toEqual([[], 'openid profile']);
  });

  it.each<[string, object, string[]]>([
    ['of a space', { space: 'pro' }, ['space: is not possible for a client of the admin API']],
    [
      'that also logs customers in',
      { grant_types: ['client_credentials', 'authorization_code'], redirect_uris: ['https://a.example/cb'], response_types: ['code'] },
      [
        'grant_types: must be [client_credentials] and nothing else for a client of the admin API',
        'response_types: must be [] for a client of the admin API',
      ],
    ],
    [
      'with admin scopes and another grant',
      { grant_types: [] },
      ['grant_types: must be [client_credentials] and nothing else for a client of the admin API'],
    ],
    [
      'with a secret',
      { token_endpoint_auth_method: 'client_secret_basic', client_secret: 'long enough' },
      ['token_endpoint_auth_method: must be private_key_jwt for a client of the admin API'],
    ],
    [
      'without a scope',
      { scope: undefined },
      [
        'scope: must name scopes of the admin API: account_links:read, account_links:revoke, policies:suspend, deliveries:manage, accounts:read, accounts:manage',
      ],
    ],
    ['with other scopes beside', { scope: 'account_links:read openid' }, ["scope: 'openid' is not a scope of the admin API"]],
  ])('%s is a problem', (_case, change, problems) => {
    expect(problemsOf({ ...backOffice, ...change })).toEqual(problems);
  });

  it('a resource server at its address is a problem', () => {
    const server = { resource: 'http://localhost:3000/admin/v1', space: 'pro', scopes: ['accounts:read'] };
    expect(problemsOf(backOffice, { resource_servers: [server] })).toEqual(['resource: is the admin API of the provider itself']);
  });
});
