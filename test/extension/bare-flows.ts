/** What a person in a browser and a relying party do with the bare host, as functions that speak the wire. */
import { decodeJwt, type JWTPayload } from 'jose';
import { type Answer, type Browser, openBrowser } from '../world/browser.ts';
import { type BareHost, redirectUri } from './bare-host.ts';

export type Tokens = Readonly<Record<string, string>>;
type Parameters = Readonly<Record<string, string>>;

export interface Person {
  readonly browser: Browser;
  /** An authorization request; `path` may spell the endpoint otherwise. */
  authorize(client: string, parameters?: Parameters, path?: string): Promise<Answer>;
  /** Plays a move of the page that was answered; redirects are followed. */
  move(page: Answer, name: string, ...parameters: unknown[]): Promise<Answer>;
  /** The same, stopping at the address that resumes the interaction. */
  moveOnly(page: Answer, name: string, ...parameters: unknown[]): Promise<Answer>;
  /** Looks at the page again. */
  look(page: Answer): Promise<Answer>;
  /** From the relying party's request to its redirect URI, with the target's own credentials. */
  login(client: string, accountId: string, parameters?: Parameters): Promise<Answer>;
  /** Consents; the page then waits for the approval. */
  consent(parameters?: Parameters): Promise<Answer>;
  /** From consent to the open target. */
  activate(parameters?: Parameters): Promise<Answer>;
}

export function openPerson(host: BareHost, browser = openBrowser(host.origin)): Person {
  const moveUrl = (page: Answer, name: string, parameters: readonly unknown[]) =>
    `${page.url.pathname}/${name}?with=${encodeURIComponent(JSON.stringify(parameters))}`;

  const person: Person = {
    browser,
    authorize: (client, parameters = {}, path = '/auth') => browser.get(authorizationUrl(client, parameters, path)),
    move: (page, name, ...parameters) => browser.post(moveUrl(page, name, parameters), {}),
    moveOnly: (page, name, ...parameters) => browser.request('POST', moveUrl(page, name, parameters), {}),
    look: (page) => browser.get(page.url.pathname),
    async login(client, accountId, parameters) {
      const page = await person.authorize(client, parameters);
      if (pageOf(page).page !== 'login') throw new Error(`no login page: ${page.status} ${page.left ?? page.text}`);
      return person.move(page, 'finish', loginOf(accountId));
    },
    async consent(parameters) {
      const page = await person.authorize('rp-particuliers', { linked_from: 'pro', ...parameters });
      await person.move(page, 'accept', consentTo(page));
      return page;
    },
    async activate(parameters) {
      const page = await person.consent(parameters);
      await person.move(page, 'poll');
      return person.move(page, 'finish');
    },
  };
  return person;
}

export function authorizationUrl(client: string, parameters: Parameters = {}, path = '/auth'): string {
  const query = { client_id: client, redirect_uri: redirectUri, response_type: 'code', scope: 'openid', state: 's', ...parameters };
  return `${path}?${new URLSearchParams(query)}`;
}

export function loginOf(accountId: string, level: 'code' | 'strong' = 'code') {
  return { accountId, level, amr: level === 'strong' ? ['pin', 'swk'] : ['pin'], at: new Date() };
}

/** What the customer agrees to on a consent page. */
export function consentTo(page: Answer, change: Readonly<Record<string, unknown>> = {}) {
  const { shown, counterparts } = pageOf(page);
  const [counterpart] = Array.isArray(counterparts) ? counterparts : [];
  return { shown, counterpart: counterpart?.accountId, text: 'text', language: 'en', bindingMessage: 'ABC', proved: [], ...change };
}

/** The journey's page as the bare host shows it, or `{}` for anything else. */
export function pageOf(answer: Answer): Readonly<Record<string, unknown>> {
  return answer.status === 200 && answer.text.startsWith('{') ? JSON.parse(answer.text) : {};
}

/** What the relying party was answered: `code`, or the error. */
export function outcomeOf(answer: Answer): string {
  const parameters = answer.left?.searchParams;
  if (parameters?.has('code')) return 'code';
  return parameters?.get('error') ?? `${answer.status} ${answer.text.slice(0, 200)}`;
}

export function relyingParty(host: BareHost, client: string) {
  const post = (path: string, body: Parameters) =>
    fetch(`${host.origin}${path}`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`${client}:outside-secret`)}` },
      body: new URLSearchParams(body),
    });
  const token = async (body: Parameters) => {
    const response = await post('/token', body);
    return { status: response.status, tokens: (await response.json()) as Tokens };
  };
  return {
    post,
    redeem: (code: string, more: Parameters = {}) => token({ grant_type: 'authorization_code', code, redirect_uri: redirectUri, ...more }),
    /** The tokens of an answer with a code. */
    async exchange(answer: Answer): Promise<Tokens> {
      const { status, tokens } = await this.redeem(codeOf(answer));
      if (status !== 200) throw new Error(`no tokens: ${JSON.stringify(tokens)}`);
      return tokens;
    },
    refresh: ({ refresh_token = '' }: Tokens) => token({ grant_type: 'refresh_token', refresh_token }),
    async push(parameters: Parameters): Promise<string> {
      const response = await post('/request', {
        client_id: client,
        redirect_uri: redirectUri,
        response_type: 'code',
        scope: 'openid',
        ...parameters,
      });
      const { request_uri, error } = (await response.json()) as Tokens;
      return request_uri ?? `error ${error}`;
    },
    async userinfo({ access_token }: Tokens) {
      const response = await fetch(`${host.origin}/me`, { headers: { authorization: `Bearer ${access_token}` } });
      return { status: response.status, claims: (await response.json()) as Tokens };
    },
  };
}

export function codeOf(answer: Answer): string {
  const code = answer.left?.searchParams.get('code');
  if (!code) throw new Error(`no code: ${outcomeOf(answer)}`);
  return code;
}

export function idTokenOf(tokens: Tokens): JWTPayload {
  return decodeJwt(tokens.id_token ?? '');
}

/** Whether a resource server would still accept the access token. */
export async function isActive(host: BareHost, { access_token = '' }: Tokens): Promise<boolean> {
  const response = await relyingParty(host, 'rp-rs').post('/token/introspection', { token: access_token });
  return ((await response.json()) as { active: boolean }).active;
}

export async function activeLink(host: BareHost) {
  const link = (await host.passerelle.links.list('pro-camille')).find(({ status }) => status === 'active');
  if (!link) throw new Error('no active link');
  return link;
}

export async function revokeLink(host: BareHost): Promise<void> {
  await host.passerelle.links.revoke((await activeLink(host)).id, { reason: 'customer', actor: 'account:pro-camille' });
}
