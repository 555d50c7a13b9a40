/**
 * What one entry of the configuration says about another: spaces, clients, policies and resource servers must fit together.
 * Every check answers all of its problems.
 */
import { checkAdminClients } from './admin-client-checks.ts';
import { checkNotices } from './notices-configuration.ts';
import type { Path, Problem } from './problems.ts';
import type { ConfigurationDocument } from './schema.ts';

export function crossCheck(document: ConfigurationDocument): readonly Problem[] {
  return [
    checkUnique,
    checkSpaces,
    checkClients,
    checkPolicies,
    checkGrants,
    checkPairs,
    checkResourceServers,
    checkEvents,
    checkAdminClients,
    checkNotices,
  ].flatMap((check) => check(document));
}

type Document = ConfigurationDocument;

const grantTypeNames: readonly string[] = ['urn:passerelle:grant-type:linked-account', 'urn:ietf:params:oauth:grant-type:token-exchange'];

function checkUnique({ spaces, clients, policies, resource_servers, event_issuers, event_receivers }: Document): Problem[] {
  return [
    ...doubles(
      'spaces',
      'id',
      spaces.map((space) => space.id),
    ),
    ...doubles(
      'clients',
      'client_id',
      clients.map((client) => client.client_id),
    ),
    ...doubles(
      'policies',
      'id',
      policies.map((policy) => policy.id),
    ),
    ...doubles(
      'event_issuers',
      'issuer',
      event_issuers.map(({ issuer }) => issuer),
    ),
    ...doubles(
      'event_receivers',
      'id',
      event_receivers.map(({ id }) => id),
    ),
    ...doubles(
      'resource_servers',
      'resource',
      resource_servers.map((server) => server.resource),
    ),
  ];
}

function doubles(list: string, key: string, values: readonly string[]): Problem[] {
  return values.flatMap((value, index) =>
    values.indexOf(value) < index ? [problem([list, index, key], `'${value}' is there twice`)] : [],
  );
}

function checkSpaces(document: Document): Problem[] {
  return document.spaces.flatMap(({ id, name, texts, entry_client, default_language: own }, index) => {
    const problems: Problem[] = [];
    const entry = clientNamed(document, entry_client);
    const path = ['spaces', index, 'entry_client'];
    if (!entry) problems.push(problem(path, `no client '${entry_client}'`));
    else if (entry.space !== id) problems.push(problem(path, `client '${entry_client}' does not belong to space '${id}'`));
    else if (entry.initiate_login_uri === undefined) problems.push(problem(path, `client '${entry_client}' has no initiate_login_uri`));
    if (own !== undefined && !document.languages.includes(own))
      problems.push(problem(['spaces', index, 'default_language'], `'${own}' is not one of the languages`));
    for (const language of document.languages) {
      if (name[language] === undefined) problems.push(problem(['spaces', index, 'name'], `no name in language '${language}'`));
      for (const [key, text] of Object.entries(texts)) {
        if (text && text[language] === undefined)
          problems.push(problem(['spaces', index, 'texts', key], `no text in language '${language}'`));
      }
    }
    return problems;
  });
}

function checkClients({ clients, spaces }: Document): Problem[] {
  return clients.flatMap((client, index) => {
    const problems: Problem[] = [];
    const at = (key: string) => ['clients', index, key];
    if (client.space !== undefined) {
      if (!spaces.some(({ id }) => id === client.space)) problems.push(problem(at('space'), `no space '${client.space}'`));
      // A linked login satisfies no max_age (T57): with a default one no customer of the space could ever switch.
      if (client.default_max_age !== undefined) problems.push(problem(at('default_max_age'), 'is not possible for a client of a space'));
    }
    if (client.space !== undefined && client.backchannel_logout_uri !== undefined && !client.backchannel_logout_session_required)
      problems.push(
        problem(at('backchannel_logout_session_required'), 'must be true: a logout is of one session, not of all of the customer'),
      );
    const method = client.token_endpoint_auth_method;
    if (method === 'private_key_jwt' && !client.jwks && !client.jwks_uri)
      problems.push(problem(at('jwks'), 'private_key_jwt needs jwks or jwks_uri'));
    if (client.jwks && client.jwks_uri) problems.push(problem(at('jwks_uri'), 'either jwks or jwks_uri'));
    if (method.startsWith('client_secret') && client.client_secret === undefined)
      problems.push(problem(at('client_secret'), `${method} needs a client_secret`));
    if (client.grant_types.includes('authorization_code') && client.redirect_uris.length === 0)
      problems.push(problem(at('redirect_uris'), 'authorization_code needs a redirect URI'));
    return problems;
  });
}

function checkPolicies(document: Document): Problem[] {
  return document.policies.flatMap((policy, index) => {
    const at = (...path: Path) => ['policies', index, ...path];
    const problems: Problem[] = [];
    for (const key of ['activating_space', 'other_space'] as const) {
      if (!document.spaces.some(({ id }) => id === policy[key])) problems.push(problem(at(key), `no space '${policy[key]}'`));
    }
    if (policy.activating_space === policy.other_space)
      problems.push(problem(at('other_space'), 'must be another space than activating_space'));
    const activating = document.spaces.find(({ id }) => id === policy.activating_space);
    if (activating && !activating.authenticator)
      problems.push(problem(at('activating_space'), `space '${activating.id}' has no authenticator to approve with`));
    policy.clients.forEach((clientId, position) => {
      const fault = policyClientFault(document, policy, clientId);
      if (fault !== undefined) problems.push(problem(at('clients', position), fault));
    });
    policy.clients_without_par.forEach((clientId, position) => {
      if (!policy.clients.includes(clientId))
        problems.push(problem(at('clients_without_par', position), `client '${clientId}' is not one of the policy's clients`));
    });
    return problems;
  });
}

function checkGrants(document: Document): Problem[] {
  return document.policies.flatMap((policy, index) =>
    policy.grants.flatMap((grant, position) => {
      const at = (key: string) => ['policies', index, 'grants', position, key];
      const fault = policyClientFault(document, policy, grant.client);
      if (fault !== undefined) return [problem(at('client'), fault)];
      const client = clientNamed(document, grant.client);
      const problems: Problem[] = [];
      if (client?.token_endpoint_auth_method === 'none')
        problems.push(problem(at('client'), `client '${grant.client}' is public: the grant is for confidential ones`));
      if (!client?.grant_types.some((type) => grantTypeNames.includes(type)))
        problems.push(problem(at('client'), `client '${grant.client}' does not have '${grantTypeNames[0]}' among its grant_types`));
      const target = client?.space === policy.activating_space ? policy.other_space : policy.activating_space;
      // A policy about no two spaces is a problem of its own, and told as that.
      if (target === client?.space || !document.spaces.some(({ id }) => id === target)) return problems;
      const server = document.resource_servers.find(({ resource }) => resource === grant.resource);
      if (server?.space !== target)
        return [...problems, problem(at('resource'), `no resource server '${grant.resource}' in space '${target}'`)];
      const unknown = grant.scopes.filter((scope) => !server.scopes.includes(scope));
      if (unknown.length > 0) problems.push(problem(at('scopes'), `'${grant.resource}' has no scope '${unknown.join("', '")}'`));
      return problems;
    }),
  );
}

function policyClientFault(document: Document, policy: Document['policies'][number], clientId: string): string | undefined {
  const spaces = [policy.activating_space, policy.other_space];
  const client = clientNamed(document, clientId);
  if (client?.space === undefined || !spaces.includes(client.space)) return `no client '${clientId}' in space '${spaces.join("' or '")}'`;
  if (client.application_type === 'native') return `client '${clientId}' is native: the gateway is for the web only`;
  return undefined;
}

function checkPairs({ policies }: Document): Problem[] {
  const pairs = policies.map((policy) => [policy.activating_space, policy.other_space].sort().join("' and '"));
  return pairs.flatMap((pair, index) => {
    const first = policies[pairs.indexOf(pair)];
    return pairs.indexOf(pair) < index && first ? [problem(['policies', index], `policy '${first.id}' is already about '${pair}'`)] : [];
  });
}

function checkResourceServers({ resource_servers, spaces }: Document): Problem[] {
  return resource_servers.flatMap(({ space, scopes }, index) => {
    const at = (key: string) => ['resource_servers', index, key];
    const own = scopes.filter((scope) => providerScopes.has(scope));
    return [
      ...(spaces.some(({ id }) => id === space) ? [] : [problem(at('space'), `no space '${space}'`)]),
      // A token with such a scope would be for the provider and not for the resource server.
      ...(own.length > 0 ? [problem(at('scopes'), `'${own.join("', '")}' is a scope of the provider itself`)] : []),
    ];
  });
}

function checkEvents({ event_issuers, policies, spaces }: Document): Problem[] {
  const issuers = event_issuers.flatMap((entry, index) => {
    const at = (key: string) => ['event_issuers', index, key];
    return [
      ...(Boolean(entry.jwks) === (entry.jwks_uri !== undefined) ? [problem(at('jwks'), 'either jwks or jwks_uri')] : []),
      ...entry.spaces
        .filter((space) => !spaces.some(({ id }) => id === space))
        .map((space) => problem(at('spaces'), `no space '${space}'`)),
    ];
  });
  const feeds = policies.flatMap(({ event_feed: feed }, index) =>
    (feed?.issuers ?? [])
      .filter((issuer) => !event_issuers.some((known) => known.issuer === issuer))
      .map((issuer) => problem(['policies', index, 'event_feed', 'issuers'], `no event issuer '${issuer}'`)),
  );
  return [...issuers, ...feeds];
}

const providerScopes: ReadonlySet<string> = new Set(['openid', 'profile', 'offline_access', 'linked_accounts', 'linked_accounts:manage']);

function clientNamed({ clients }: Document, clientId: string): Document['clients'][number] | undefined {
  return clients.find((client) => client.client_id === clientId);
}

function problem(path: Path, message: string): Problem {
  return { path, message };
}
