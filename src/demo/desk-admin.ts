/**
 * The desk as a client of the admin API `/admin/v1`: an access token by client credentials (RFC 6749 section 4.4) with `private_key_jwt`,
 * for the API's resource alone (RFC 8707), kept while it lives. Every change names the human at the desk as `actor`.
 */
import * as client from 'openid-client';
import { z } from 'zod';
import { type Outcome, type Refused, readProblem, refused } from './desk-problem.ts';
import { refusalOf, type SpaceProvider } from './space-provider.ts';

const SCOPE = 'accounts:read accounts:manage account_links:read account_links:revoke policies:suspend';
const ACTOR = 'conseiller-demo';
/** A token that dies on its way is as good as dead. */
const MARGIN_MS = 5000;

export type Answer = { readonly ok: true; readonly body: unknown } | Refused;
export type Query = Readonly<Record<string, string>>;
export type DeskAdmin = ReturnType<typeof createDeskAdmin>;

const account = z.looseObject({ account_id: z.string(), space: z.string() });
export type FoundAccount = z.output<typeof account>;
export type Found = { readonly ok: true; readonly account: FoundAccount } | Refused;

export function createDeskAdmin({ provider, now }: { provider: SpaceProvider; now: () => number }) {
  const resource = `${provider.issuer}/admin/v1`;
  let token: { readonly value: string; readonly expiresAt: number } | undefined;

  /** By the identifier in its space, which goes into a body and never into an address of the API. */
  async function findAccount(space: string, identifier: string): Promise<Found> {
    const answer = await send('POST', '/accounts/search', { space, identifier });
    return answer.ok ? { ok: true, account: account.parse(answer.body) } : answer;
  }

  function read(path: string, query: Query = {}): Promise<Answer> {
    return send('GET', `${path}?${new URLSearchParams(query)}`);
  }

  async function change(path: string, fields: Query = {}): Promise<Outcome> {
    const answer = await send('POST', path, { ...fields, actor: ACTOR });
    return answer.ok ? { ok: true } : answer;
  }

  async function send(method: 'GET' | 'POST', path: string, fields?: Query): Promise<Answer> {
    const answer = await attempt(method, path, fields);
    if (answer !== 'token_refused') return answer;
    // A provider that was started anew knows the token no more.
    token = undefined;
    const again = await attempt(method, path, fields);
    return again === 'token_refused' ? refused('desk-refused', 'invalid_token') : again;
  }

  async function attempt(method: 'GET' | 'POST', path: string, fields?: Query): Promise<Answer | 'token_refused'> {
    try {
      return await ask(method, path, fields);
    } catch (error) {
      const refusal = await refusalOf(error);
      if (!refusal) throw error;
      return refusal.status === 401 ? 'token_refused' : refused('desk-refused', refusal.error);
    }
  }

  async function ask(method: 'GET' | 'POST', path: string, fields?: Query): Promise<Answer> {
    const configuration = await provider.configuration();
    const headers = new Headers({ accept: 'application/json', ...(fields && { 'content-type': 'application/json' }) });
    const body = fields && JSON.stringify(fields);
    const url = new URL(`${resource}${path}`);
    const response = await client.fetchProtectedResource(configuration, await accessToken(configuration), url, method, body, headers);
    const answered: unknown = await response.json().catch(() => undefined);
    if (response.ok) return { ok: true, body: answered };
    const problem = readProblem(response.status, answered);
    return problem ? { ok: false, problem } : refused('desk-refused', `status ${response.status}`);
  }

  async function accessToken(configuration: client.Configuration): Promise<string> {
    if (token && token.expiresAt > now() + MARGIN_MS) return token.value;
    const granted = await client.clientCredentialsGrant(configuration, { resource, scope: SCOPE });
    token = { value: granted.access_token, expiresAt: now() + (granted.expires_in ?? 0) * 1000 };
    return token.value;
  }

  return { findAccount, read, change };
}
