/** The clients for testers, `outside-pro` and `outside-particuliers`: authorization requests, and everything their tokens are good for. */
import { createHash } from 'node:crypto';
import type { DemoUrls } from '../../src/start-demo.ts';
import type { Answer, Browser } from './browser.ts';

/** `outside-native`, and what a test's own configuration adds: all with one secret and one redirect URI. */
export type OutsideClient = `outside-${string}`;
export type Tokens = Record<'access_token' | 'id_token' | 'refresh_token' | 'scope' | 'error' | 'error_description', string>;

export interface TokenAnswer {
  readonly status: number;
  readonly tokens: Tokens;
}

export interface Outside {
  /** An authorization request with PKCE; follows the provider until a page or the redirect URI. */
  authorize(browser: Browser, client: OutsideClient, parameters?: Readonly<Record<string, string>>): Promise<Answer>;
  authorizationUrl(client: OutsideClient, parameters?: Readonly<Record<string, string>>): string;
  exchange(client: OutsideClient, answer: Answer, headers?: Readonly<Record<string, string>>): Promise<TokenAnswer>;
  refresh(client: OutsideClient, tokens: Tokens): Promise<TokenAnswer>;
  userinfo(tokens: Tokens): Promise<{ readonly status: number; readonly claims: Record<string, unknown> }>;
  introspect(tokens: Tokens): Promise<Record<string, unknown>>;
  /** A pushed authorization request; the status and the JSON of the answer. */
  push(
    client: OutsideClient,
    parameters: Readonly<Record<string, string>> | URLSearchParams,
  ): Promise<{ readonly status: number; readonly body: Record<string, string> }>;
}

/** One verifier for all: what PKCE proves is not what these tests are about. */
const verifier = 'a-verifier-of-the-testers-that-is-long-enough-for-pkce';
export const codeChallenge = createHash('sha256').update(verifier).digest('base64url');

export function createOutside({ issuer, outside }: Pick<DemoUrls, 'issuer' | 'outside'>): Outside {
  const redirectUri = `${outside}/callback`;
  const requestOf = (client: OutsideClient, parameters: Readonly<Record<string, string>> = {}) => ({
    client_id: client,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: 'openid profile',
    state: 'state',
    nonce: 'nonce',
    code_challenge: codeChallenge,
    code_challenge_method: 'S256',
    ...parameters,
  });

  async function post(
    client: string,
    path: string,
    body: Readonly<Record<string, string>> | URLSearchParams,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Response> {
    return fetch(`${issuer}${path}`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`${client}:outside-secret`)}`, ...headers },
      body: new URLSearchParams(body),
    });
  }

  async function token(
    client: OutsideClient,
    body: Readonly<Record<string, string>>,
    headers?: Readonly<Record<string, string>>,
  ): Promise<TokenAnswer> {
    const response = await post(client, '/token', body, headers);
    return { status: response.status, tokens: (await response.json()) as Tokens };
  }

  const authorizationUrl: Outside['authorizationUrl'] = (client, parameters) =>
    `${issuer}/auth?${new URLSearchParams(requestOf(client, parameters))}`;

  return {
    authorizationUrl,
    authorize: (browser, client, parameters) => browser.get(authorizationUrl(client, parameters)),
    async exchange(client, answer, headers) {
      const code = answer.left?.searchParams.get('code');
      if (!code)
        throw new Error(
          `no code: ${answer.status} ${answer.left?.search ?? answer.url.pathname} ${answer.text.replace(/<[^>]+>|\s+/g, ' ').slice(0, 600)}`,
        );
      return token(client, { grant_type: 'authorization_code', code, redirect_uri: redirectUri, code_verifier: verifier }, headers);
    },
    refresh: (client, { refresh_token }) => token(client, { grant_type: 'refresh_token', refresh_token }),
    async userinfo({ access_token }) {
      const response = await fetch(`${issuer}/me`, { headers: { authorization: `Bearer ${access_token}` } });
      return { status: response.status, claims: (await response.json()) as Record<string, unknown> };
    },
    async introspect({ access_token }) {
      return (await (await post('outside-rs', '/token/introspection', { token: access_token })).json()) as Record<string, unknown>;
    },
    async push(client, parameters) {
      const body = parameters instanceof URLSearchParams ? parameters : requestOf(client, parameters);
      const response = await post(client, '/request', body);
      return { status: response.status, body: (await response.json()) as Record<string, string> };
    },
  };
}
