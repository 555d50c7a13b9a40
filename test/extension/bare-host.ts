/**
 * The smallest host of the extension: a bare `Provider` with two spaces, whose pages are the journey itself, as JSON, with each
 * move a POST. Logins are believed: credentials are the host's affair and are tested with the server.
 */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair } from 'jose';
import type { Context, Next } from 'koa';
import Provider, { type ClientMetadata, type Configuration } from 'oidc-provider';
import type { AccountDirectory, DirectoryAccount } from '../../src/linking/account-directory.ts';
import type { ApprovalAnswer, ApprovalRequest, Approver } from '../../src/linking/approver.ts';
import type { LinkPolicy } from '../../src/linking/link-policy.ts';
import {
  createPasserelle,
  type JourneyPage,
  type Passerelle,
  type PasserelleEvent,
  type PasserelleOptions,
  type PasserelleStore,
} from '../../src/oidc/passerelle.ts';

export interface BareHost {
  readonly origin: string;
  readonly passerelle: Passerelle;
  readonly provider: Provider;
  readonly accounts: Map<string, DirectoryAccount>;
  readonly policies: LinkPolicy[];
  readonly approver: TestApprover;
  readonly events: PasserelleEvent[];
  close(): Promise<void>;
}

/** Approves what it was asked when told so. */
export interface TestApprover extends Approver {
  readonly asked: ApprovalRequest[];
  answer: (request: ApprovalRequest) => ApprovalAnswer;
}

export const redirectUri = 'https://rp.example/callback';

export const client = (client_id: string, metadata: Partial<ClientMetadata> = {}): ClientMetadata => ({
  client_id,
  client_secret: 'outside-secret',
  redirect_uris: [redirectUri],
  grant_types: ['authorization_code', 'refresh_token'],
  response_types: ['code'],
  token_endpoint_auth_method: 'client_secret_basic',
  ...metadata,
});

export interface Overrides {
  configuration?: Partial<Configuration>;
  features?: Configuration['features'];
  options?: Partial<PasserelleOptions>;
  /** Another node of this host: the same accounts, policies and telephones. */
  nodeOf?: Pick<BareHost, 'accounts' | 'policies' | 'approver'>;
}

export async function startBareHost(store: PasserelleStore, overrides: Overrides = {}): Promise<BareHost> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  const { accounts, policies, approver } = overrides.nodeOf ?? newBank();
  const events: PasserelleEvent[] = [];
  const passerelle = createPasserelle({
    spaces: [
      { id: 'pro', clients: ['rp-pro'], entryClient: 'rp-pro' },
      { id: 'particuliers', clients: ['rp-particuliers', 'rp-native'], entryClient: 'rp-particuliers' },
    ],
    policies: () => policies,
    store,
    directory: directoryOf(accounts),
    approvers: { pro: approver },
    onEvent: (event) => events.push(event),
    ...overrides.options,
  });
  const own = await hostConfiguration();
  const features = { ...own.features, ...overrides.features };
  const provider = new Provider(origin, passerelle.configure({ ...own, features, ...overrides.configuration }));
  passerelle.install(provider);
  provider.use(journeyAsJson(passerelle));
  provider.use(signOutPage(passerelle));
  server.on('request', provider.callback());
  return { origin, passerelle, provider, accounts, policies, approver, events, close: () => close(server) };
}

function newBank(): Pick<BareHost, 'accounts' | 'policies' | 'approver'> {
  const entries = [account('pro', 'camille'), account('particuliers', 'camille'), account('pro', 'paul'), account('particuliers', 'paul')];
  return {
    accounts: new Map(entries.map((entry) => [entry.accountId, entry])),
    policies: [policy()],
    approver: createTestApprover(),
  };
}

async function hostConfiguration(): Promise<Configuration> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  return {
    clients: [
      client('rp-pro'),
      client('rp-particuliers'),
      client('rp-native', { application_type: 'native', token_endpoint_auth_method: 'none' }),
      client('rp-rs', { grant_types: [], response_types: [], redirect_uris: [] }),
    ],
    jwks: { keys: [{ ...(await exportJWK(privateKey)), alg: 'ES256', use: 'sig', kid: 'k1' }] },
    clientDefaults: { id_token_signed_response_alg: 'ES256' },
    cookies: { keys: ['a-key-of-the-bare-host'] },
    findAccount: (_ctx, sub) => ({ accountId: sub, claims: () => ({ sub }) }),
    pkce: { required: () => false },
    features: {
      devInteractions: { enabled: false },
      pushedAuthorizationRequests: { enabled: true },
      introspection: { enabled: true },
      claimsParameter: { enabled: true },
      rpInitiatedLogout: { enabled: true },
      backchannelLogout: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => [],
        getResourceServerInfo: (_ctx, resource) => ({ scope: 'balance', accessTokenFormat: resource.endsWith('/jwt') ? 'jwt' : 'opaque' }),
      },
    },
    interactions: { url: (_ctx, interaction) => `/page/${interaction.uid}` },
    acrValues: ['urn:passerelle:acr:linked', 'urn:passerelle:acr:code', 'urn:passerelle:acr:strong'],
  };
}

function journeyAsJson(passerelle: Passerelle) {
  return async function answerJourney(ctx: Context, next: Next): Promise<void> {
    const [, uid, move] = /^\/page\/([^/]+)(?:\/(\w+))?$/.exec(ctx.path) ?? [];
    if (uid === undefined) return next();
    const page = await passerelle.journey(ctx, uid);
    const answer =
      ctx.method === 'POST' && move !== undefined ? await play(page, move, JSON.parse(String(ctx.query.with ?? 'null'))) : page;
    if (typeof answer === 'object' && answer !== null && 'redirectTo' in answer) {
      ctx.status = 303;
      ctx.redirect(String(answer.redirectTo));
    } else {
      ctx.body = answer;
    }
  };
}

/** `POST /sign-out/<space>`: a page of the host's that signs its visitor out. */
function signOutPage(passerelle: Passerelle) {
  return async function signOut(ctx: Context, next: Next): Promise<void> {
    const [, space] = /^\/sign-out\/([a-z]+)$/.exec(ctx.path) ?? [];
    if (space === undefined || ctx.method !== 'POST') return next();
    ctx.body = { signed_out: await passerelle.signOut(ctx, space) };
  };
}

/** A move by its name; dates come as text. */
async function play(page: object, move: string, parameters: unknown): Promise<unknown> {
  const action: unknown = Reflect.get(page, move);
  if (typeof action !== 'function') return { no_such_move: move };
  const given = Array.isArray(parameters) ? parameters : [parameters];
  return Reflect.apply(
    action,
    page,
    given.map((value: unknown) =>
      typeof value === 'object' && value !== null && 'at' in value ? { ...value, at: new Date(String(value.at)) } : value,
    ),
  );
}

export type PageOf<K extends JourneyPage['page']> = Extract<JourneyPage, { page: K }>;

export function account(space: string, person: string, change: Partial<DirectoryAccount> = {}): DirectoryAccount {
  return {
    accountId: `${space}-${person}`,
    space,
    personId: `person-${person}`,
    status: 'active',
    credentialsVersion: 'v1',
    authenticatorSubject: `phone-${person}`,
    mayActivate: true,
    name: person,
    maskedAccountNumber: '•••• 1234',
    ...change,
  };
}

export function policy(change: Partial<LinkPolicy> = {}): LinkPolicy {
  return {
    id: 'pro-particuliers',
    status: 'active',
    activatingSpace: 'pro',
    otherSpace: 'particuliers',
    clients: ['rp-pro', 'rp-particuliers'],
    clientsWithoutPar: ['rp-pro', 'rp-particuliers'],
    counterpartProof: 'same_person',
    consentVersion: '1',
    discloseActor: true,
    lives: { linkedLogin: 7200, pendingLink: 300, activationLoginAge: 900, reactivationDelay: 60 },
    activationsPerHour: 50,
    grants: [],
    ...change,
  };
}

function directoryOf(accounts: ReadonlyMap<string, DirectoryAccount>): AccountDirectory {
  return {
    spaceOf: async (accountId) => accounts.get(accountId)?.space,
    accounts: async (ids) => new Map([...accounts].filter(([id]) => ids.includes(id))),
    counterparts: async (accountId, space) => {
      const own = accounts.get(accountId);
      return [...accounts.values()].filter((other) => other.space === space && other.personId === own?.personId);
    },
  };
}

function createTestApprover(): TestApprover {
  const asked: ApprovalRequest[] = [];
  return {
    asked,
    answer: ({ subject, details }) => ({
      outcome: 'approved',
      proof: { subject, challenge: details.challenge, issuedAt: new Date(), authenticatedAt: new Date(), details },
    }),
    async start(request) {
      asked.push(request);
      return { authReqId: String(asked.length - 1), expiresAt: new Date(Date.now() + 300_000), intervalSeconds: 0 };
    },
    async poll(authReqId) {
      const request = asked[Number(authReqId)];
      return request ? this.answer(request) : { outcome: 'expired' };
    },
  };
}

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
