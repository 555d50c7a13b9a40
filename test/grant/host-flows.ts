/** The bare host with clients of the grant, and its flows: an activation by its journey, a direct token, requests of a client. */
import { createHash } from 'node:crypto';
import type { GrantRule } from '../../src/linking/link-policy.ts';
import { createMemoryStore } from '../../src/storage/memory/memory-store.ts';
import { openMongoStore } from '../../src/storage/mongo/mongo-store.ts';
import { type BareHost, redirectUri, startBareHost } from '../extension/bare-host.ts';
import { ownMongoUri, type StoreKind } from '../ground/stores.ts';
import { type Answer, openBrowser } from '../world/browser.ts';
import { accessTokenType, linkedAccountGrant, type Tokens } from './grant-world.ts';

/** The bare host gives JWT for it. */
export const jwtResource = 'https://personal.example/jwt';

export interface GrantHost extends BareHost {
  post(client: string, path: string, fields: Readonly<Record<string, string>>): Promise<Tokens>;
  grant(client: string, subjectToken: string): Promise<Tokens>;
  /** A browser in which Camille has activated the link; answers the access token of a client for her professional account. */
  linked(): Promise<(client: string) => Promise<string>>;
}

/** `pairwise`: clients of the professional space besides `rp-pro`, with the given rules for all. */
export async function startGrantHost(kind: StoreKind, pairwise: readonly string[], rule: Omit<GrantRule, 'client'>): Promise<GrantHost> {
  const store = await openStore(kind);
  const clients = ['rp-pro', ...pairwise];
  const host = await startBareHost(store, {
    configuration: {
      clients: [...['rp-pro', 'rp-particuliers'].map((id) => grantClient(id)), ...pairwise.map((id) => grantClient(id, 'pairwise'))],
      subjectTypes: ['public', 'pairwise'],
      pairwiseIdentifier: (_ctx, accountId, client) =>
        createHash('sha256')
          .update(JSON.stringify([client.clientId, accountId]))
          .digest('base64url'),
    },
    options: {
      spaces: [
        { id: 'pro', clients, entryClient: 'rp-pro' },
        { id: 'particuliers', clients: ['rp-particuliers'], entryClient: 'rp-particuliers' },
      ],
    },
  });
  const [policy] = host.policies;
  if (policy) host.policies.splice(0, 1, { ...policy, grants: clients.map((client) => ({ ...rule, client })) });

  const post: GrantHost['post'] = async (client, path, fields) => {
    const response = await fetch(`${host.origin}${path}`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`${client}:outside-secret`)}` },
      body: new URLSearchParams(fields),
    });
    return (await response.json()) as Tokens;
  };

  return {
    ...host,
    post,
    grant: (client, subjectToken) =>
      post(client, '/token', {
        grant_type: linkedAccountGrant,
        subject_token: subjectToken,
        subject_token_type: accessTokenType,
        resource: rule.resource,
      }),
    async linked() {
      const browser = openBrowser(host.origin);
      const authorize = (client: string, parameters = {}) =>
        browser.get(
          `/auth?${new URLSearchParams({ client_id: client, redirect_uri: redirectUri, response_type: 'code', scope: 'openid', state: 's', ...parameters })}`,
        );
      const move = (page: Answer, name: string, ...parameters: unknown[]) =>
        browser.post(`${page.url.pathname}/${name}?with=${encodeURIComponent(JSON.stringify(parameters))}`, {});
      await move(await authorize('rp-pro'), 'finish', { accountId: 'pro-camille', level: 'code', amr: ['pin'], at: new Date() });
      const consent = await authorize('rp-particuliers', { linked_from: 'pro' });
      const { shown, counterparts } = JSON.parse(consent.text);
      const text = { text: 'text', language: 'en', bindingMessage: 'ABC', proved: [] };
      await move(consent, 'accept', { shown, counterpart: counterparts[0].accountId, ...text });
      await move(consent, 'poll');
      await move(consent, 'finish');
      return async (client) => {
        const code = (await authorize(client)).left?.searchParams.get('code') ?? '';
        return (await post(client, '/token', { grant_type: 'authorization_code', code, redirect_uri: redirectUri })).access_token ?? '';
      };
    },
    async close() {
      await host.close();
      await ('drop' in store ? store.drop() : store.close());
    },
  };
}

function grantClient(client_id: string, subject_type: 'public' | 'pairwise' = 'public') {
  return {
    client_id,
    client_secret: 'outside-secret',
    redirect_uris: [redirectUri],
    grant_types: ['authorization_code', 'refresh_token', linkedAccountGrant],
    response_types: ['code' as const],
    token_endpoint_auth_method: 'client_secret_basic' as const,
    subject_type,
  };
}

async function openStore(kind: StoreKind) {
  const clock = () => new Date();
  const database = `host-${Math.random().toString(36).slice(2)}`;
  return kind === 'memory' ? createMemoryStore({ clock }) : openMongoStore({ uri: ownMongoUri(), database, clock });
}
