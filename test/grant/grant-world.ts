/**
 * The demo with more clients and resource servers around the linked-account grant, and customers made for a single test: what one of
 * them blocks, closes or deactivates is nobody else's. Everything but the making of a customer goes over the wire.
 */
import { createHash } from 'node:crypto';
import type { StoredAccount } from '../../src/server/directory/account-store.ts';
import { seedAccounts } from '../../src/server/directory/seed.ts';
import type { StoreKind } from '../ground/stores.ts';
import type { Answer, Browser } from '../world/browser.ts';
import { linkAccounts } from '../world/customers.ts';
import { consent, type SpaceName, secretCodes, submitLogin } from '../world/people.ts';
import { openWorld, type World } from '../world/world.ts';

export const accessTokenType = 'urn:ietf:params:oauth:token-type:access_token';
export const linkedAccountGrant = 'urn:passerelle:grant-type:linked-account';
export const tokenExchangeGrant = 'urn:ietf:params:oauth:grant-type:token-exchange';

/** Resource servers of the personal space, by what a rule gives `outside-pro` for them; and one of the professional space. */
export const resources = {
  plain: 'https://personal.example/api',
  refreshed: 'https://personal.example/refreshed',
  brief: 'https://personal.example/brief',
  /** Of the personal space, and in no rule. */
  unruled: 'https://personal.example/unruled',
  professional: 'https://pro.example/api',
} as const;
export const personalScopes = ['balance', 'cards', 'invoices', 'transfers'] as const;
/** What the rule for `plain` gives of them. */
export const ruledScopes = ['balance', 'cards', 'invoices'] as const;
export const lives = { plain: 300, refreshed: 120, brief: 30 } as const;

export const acceptable = 'the subject token is not acceptable';
/** The one answer to a subject token that will not do (RFC 8693 section 2.2.2). */
export const refusal = { status: 400, body: { error: 'invalid_request', error_description: acceptable } } as const;

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>>;
}
export type Fields = Readonly<Record<string, string | readonly string[] | undefined>>;
export type Headings = Readonly<Record<string, string>>;
export type Tokens = Readonly<Record<string, string>>;
export type Identifiers = Readonly<Record<SpaceName, string>>;

export interface Customer {
  readonly identifiers: Identifiers;
  readonly browser: Browser;
  account(space: SpaceName): Promise<StoredAccount>;
  change(space: SpaceName, change: Partial<Pick<StoredAccount, 'status' | 'credentialsVersion'>>): Promise<void>;
}

export interface GrantWorld extends World {
  /** A customer with an account in both spaces, and a browser of their own. */
  customer(change?: { readonly mayActivate?: boolean; readonly authenticator?: boolean }): Promise<Customer>;
  /** Signs in to a space with the code, in the customer's browser or another. */
  signIn(customer: Customer, space: SpaceName, browser?: Browser): Promise<Answer>;
  /** Signs in to the professional space and opens the other one by a link of an hour ago; the browser then holds both. */
  link(customer: Customer): Promise<void>;
  /** The same by an activation now: login, consent, approval. */
  activate(customer: Customer): Promise<void>;
  /** Tokens of a client for whoever is signed in to its space, without a page. */
  tokens(browser: Browser, client: string, parameters?: Headings, headers?: Headings): Promise<Tokens>;
  code(browser: Browser, client: string, parameters?: Headings): Promise<string>;
  post(client: string | undefined, path: string, fields: Fields, headers?: Headings): Promise<Reply>;
  /** The grant by `outside-pro` for `plain`, unless the fields say otherwise; an undefined field is left out. */
  grant(subjectToken: string | undefined, fields?: Fields, client?: string, headers?: Headings): Promise<Reply>;
  introspection(token: unknown): Promise<Readonly<Record<string, unknown>>>;
}

const client = (client_id: string, change: object = {}) => ({
  client_id,
  space: 'pro',
  token_endpoint_auth_method: 'client_secret_basic',
  client_secret: 'outside-secret',
  require_pushed_authorization_requests: false,
  grant_types: ['authorization_code', 'refresh_token', linkedAccountGrant, tokenExchangeGrant],
  redirect_uris: [`https://${client_id}.example/callback`],
  ...change,
});

const rule = (clientId: string, resource: string, change: object = {}) => ({ client: clientId, resource, scopes: ['balance'], ...change });

const overlay = {
  clients: [
    client('second-pro'),
    client('dpop-pro', { dpop_bound_access_tokens: true }),
    client('unruled-pro'),
    client('public-pro', { token_endpoint_auth_method: 'none', client_secret: undefined }),
    client('ruled-particuliers', { space: 'particuliers' }),
    client('nowhere', { space: undefined }),
    client('outside-particuliers', { space: 'particuliers', redirect_uris: ['https://outside-particuliers.example/callback'] }),
  ],
  policies: [
    {
      id: 'pro-particuliers',
      activations_per_hour: 1000,
      clients: ['espace-pro', 'espace-particuliers', 'outside-pro', 'outside-particuliers', 'ruled-particuliers', 'unruled-pro'],
      clients_without_par: ['outside-pro', 'outside-particuliers', 'ruled-particuliers', 'unruled-pro'],
      grants: [
        rule('outside-pro', resources.plain, { scopes: ruledScopes, life: `${lives.plain}s` }),
        rule('outside-pro', resources.refreshed, { scopes: ruledScopes, life: `${lives.refreshed}s`, refresh_token: true }),
        rule('outside-pro', resources.brief, { life: `${lives.brief}s` }),
        rule('second-pro', resources.plain),
        rule('dpop-pro', resources.plain),
        rule('ruled-particuliers', resources.professional, { scopes: ['ledger'] }),
      ],
    },
  ],
  resource_servers: [
    ...[resources.plain, resources.refreshed, resources.brief, resources.unruled].map((resource) => ({
      resource,
      space: 'particuliers',
      scopes: personalScopes,
    })),
    { resource: resources.professional, space: 'pro', scopes: ['ledger', 'payroll'] },
  ],
};

const verifier = 'a-verifier-of-the-grant-tests-that-is-long-enough-for-pkce';
const codeChallenge = createHash('sha256').update(verifier).digest('base64url');

export async function openGrantWorld(kind: StoreKind, change: object = {}): Promise<GrantWorld> {
  const world = await openWorld(kind, { overlay: { ...overlay, ...change } });
  const { issuer, outside } = world.demo.urls;
  const { accounts } = world.demo.store;
  let customers = 0;

  const redirectUri = (clientId: string) => (clientId === 'outside-pro' ? `${outside}/callback` : `https://${clientId}.example/callback`);

  const post: GrantWorld['post'] = async (clientId, path, fields, headers = {}) => {
    const response = await fetch(`${issuer}${path}`, {
      method: 'POST',
      headers: { ...(clientId !== undefined && { authorization: `Basic ${btoa(`${clientId}:outside-secret`)}` }), ...headers },
      body: formOf(fields),
    });
    return replyOf(response);
  };

  const code: GrantWorld['code'] = async (browser, clientId, parameters = {}) => {
    const answer = await world.authorize(browser, 'outside-pro', {
      client_id: clientId,
      redirect_uri: redirectUri(clientId),
      code_challenge: codeChallenge,
      scope: 'openid profile linked_accounts linked_accounts:manage',
      ...parameters,
    });
    const value = answer.left?.searchParams.get('code');
    if (!value) throw new Error(`no code: ${answer.status} ${answer.left?.search ?? answer.url.pathname}`);
    return value;
  };

  const opened: GrantWorld = {
    ...world,
    post,
    code,
    async customer({ mayActivate = true, authenticator = true } = {}) {
      customers += 1;
      const number = String(customers).padStart(5, '0');
      const identifiers = { pro: `710${number}`, particuliers: `110${number}` };
      const entry = { person: `made-${number}`, name: `Client ${number}`, status: 'active', mayActivate, authenticator } as const;
      const entries = (['pro', 'particuliers'] as const).map((space) => ({
        ...entry,
        space,
        identifier: identifiers[space],
        secretCode: secretCodes[space],
      }));
      await seedAccounts(accounts, entries, { clock: () => new Date(), cost: { memory: 64, passes: 1, parallelism: 1 } });
      const account = async (space: SpaceName) => {
        const found = await accounts.byIdentifier(space, identifiers[space]);
        if (!found) throw new Error('seeded accounts are found');
        return found;
      };
      return {
        identifiers,
        browser: world.openBrowser(),
        account,
        async change(space, to) {
          const found = await account(space);
          if (!(await accounts.change(found.accountId, found, to))) throw new Error('the account was changed by somebody else');
        },
      };
    },
    async signIn({ identifiers, browser: own }, space, browser = own) {
      const page = await world.authorize(browser, space === 'pro' ? 'outside-pro' : 'outside-particuliers', {
        ...(space === 'particuliers' && { redirect_uri: redirectUri('outside-particuliers') }),
      });
      return submitLogin(browser, page, identifiers[space], secretCodes[space]);
    },
    async link(customer) {
      await linkAccounts(world, customer.identifiers);
      await opened.signIn(customer, 'pro');
      await code(customer.browser, 'outside-particuliers', { linked_from: 'pro', prompt: 'none' });
    },
    async activate(customer) {
      await opened.signIn(customer, 'pro');
      const page = await world.authorize(customer.browser, 'outside-particuliers', {
        linked_from: 'pro',
        redirect_uri: redirectUri('outside-particuliers'),
      });
      const answer = await consent(world, customer.browser, page, customer.identifiers.pro);
      if (!answer.left?.searchParams.has('code')) throw new Error(`not activated: ${answer.left?.search ?? answer.url.pathname}`);
    },
    async tokens(browser, clientId, parameters, headers) {
      const { redirect_uri = redirectUri(clientId) } = parameters ?? {};
      const fields = {
        grant_type: 'authorization_code',
        code: await code(browser, clientId, parameters),
        redirect_uri,
        code_verifier: verifier,
        ...(clientId === 'public-pro' && { client_id: clientId }),
      };
      const { status, body } = await post(clientId === 'public-pro' ? undefined : clientId, '/token', fields, headers);
      if (status !== 200) throw new Error(`no tokens: ${JSON.stringify(body)}`);
      return body as Tokens;
    },
    grant: (subjectToken, fields = {}, clientId = 'outside-pro', headers) =>
      post(
        clientId,
        '/token',
        {
          grant_type: linkedAccountGrant,
          subject_token: subjectToken,
          subject_token_type: accessTokenType,
          resource: resources.plain,
          ...fields,
        },
        headers,
      ),
    introspection: async (token) => (await post('outside-rs', '/token/introspection', { token: String(token) })).body,
  };
  return opened;
}

/** A field with several values is sent several times. */
function formOf(fields: Fields): URLSearchParams {
  return new URLSearchParams(
    Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [value].flat().map((one) => [name, one]))),
  );
}

export async function replyOf(response: Response): Promise<Reply> {
  const text = await response.text();
  const json = text !== '' && response.headers.get('content-type')?.includes('json');
  return { status: response.status, headers: response.headers, body: json ? (JSON.parse(text) as Record<string, unknown>) : {} };
}

/** Status and body alone, to compare answers. */
export function told({ status, body }: Reply): Pick<Reply, 'status' | 'body'> {
  return { status, body };
}
