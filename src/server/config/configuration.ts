/** The configuration as the server uses it: checked, complete, with every default in its place. Lives are seconds. */
import type { JWK } from 'jose';
import type { ClientMetadata } from 'oidc-provider';
import type { LinkPolicy } from '../../linking/link-policy.ts';
import { type AdminScope, adminScopesIn } from '../admin/scopes.ts';
import type { ConsentArchive } from './consent-archive.ts';
import type { ConsentTexts } from './consent-texts.ts';
import { type ConfiguredNotices, toNotices } from './notices-configuration.ts';
import type { ConfigurationDocument } from './schema.ts';
import type { SpaceLook } from './space-looks.ts';

export interface Configuration {
  readonly issuer: string;
  readonly behindProxy: boolean;
  readonly outgoingHosts: readonly string[];
  /** The first is for everybody whose own is not there. */
  readonly languages: readonly string[];
  readonly timeZone: string;
  /** Of an operation that names none. */
  readonly currency: string | undefined;
  readonly spaces: readonly ConfiguredSpace[];
  readonly clients: readonly ConfiguredClient[];
  readonly policies: readonly LinkPolicy[];
  readonly resourceServers: readonly ConfiguredResourceServer[];
  readonly eventIssuers: readonly ConfiguredEventIssuer[];
  readonly eventReceivers: readonly ConfiguredEventReceiver[];
  /** Nobody is told without it. */
  readonly notices?: ConfiguredNotices;
  readonly lives: {
    readonly session: number;
    readonly code: number;
    readonly accessToken: number;
    readonly refreshToken: number;
    readonly pendingLink: number;
  };
  readonly loginLimits: LoginLimits;
  readonly postMethods: 'off' | 'body-only';
  readonly consentTexts: ConsentTexts;
  /** Earlier versions too, for receipts. */
  readonly consentArchive: ConsentArchive;
  /** Who answers for the personal data, as receipts name them. */
  readonly controller: Controller;
}

export interface Controller {
  readonly name: string;
  /** Where a customer turns with a question about their data. */
  readonly contact?: string;
}

export interface ConfiguredSpace {
  readonly id: string;
  /** By language. */
  readonly name: Readonly<Record<string, string>>;
  readonly defaultLanguage: string | undefined;
  readonly look: SpaceLook;
  /** By language. */
  readonly texts: {
    readonly welcome?: Readonly<Record<string, string>> | undefined;
    readonly help?: Readonly<Record<string, string>> | undefined;
  };
  readonly phone: string | undefined;
  readonly entryClient: string;
  readonly initiateLoginUri: string;
  readonly clients: readonly string[];
  readonly cookieName: string;
  readonly authenticator: { readonly issuer: string; readonly clientId: string; readonly signingAlgorithm: string } | undefined;
}

export interface ConfiguredClient {
  readonly clientId: string;
  readonly space: string | undefined;
  readonly pkceRequired: boolean;
  readonly introspectsAnyToken: boolean;
  /** What the client may do at the admin API; most may nothing. */
  readonly adminScopes: readonly AdminScope[];
  /** As oidc-provider takes it. */
  readonly metadata: ClientMetadata;
}

export interface ConfiguredResourceServer {
  readonly resource: string;
  readonly space: string;
  readonly scopes: readonly string[];
}

export interface ConfiguredEventIssuer {
  readonly issuer: string;
  readonly audience: string;
  /** Checked by jose when it is imported. */
  readonly keys: { readonly jwks: { readonly keys: readonly JWK[] } } | { readonly jwksUri: string };
  /** All that are understood unless given. */
  readonly events: readonly string[] | undefined;
  readonly spaces: readonly string[];
  readonly namesAdministrators: boolean;
}

export interface ConfiguredEventReceiver {
  readonly id: string;
  readonly endpoint: string;
  readonly audience: string;
  readonly events: readonly ('activated' | 'revoked')[];
  readonly authorization?: string;
}

export interface LoginLimits {
  readonly failuresPerAccount: number;
  readonly lockSeconds: number;
  readonly failuresPerAddressAndMinute: number;
  /** How often the phone is asked for a forgotten code. */
  readonly codeResetsPerAccountAndHour: number;
  /** How many requests may ring an account's phone without being confirmed, before it is left alone for `lockSeconds`. */
  readonly unconfirmedApprovalsPerAccountAndHour: number;
}

/** docs/linked-from.md. */
const defaultLives = { linked_login: 2 * 3600, pending_link: 5 * 60, activation_login_age: 15 * 60, reactivation_delay: 24 * 3600 };

export function toConfiguration(
  document: ConfigurationDocument,
  consentTexts: ConsentTexts,
  consentArchive: ConsentArchive,
  looks: ReadonlyMap<string, SpaceLook>,
): Configuration {
  const { lives, login_limits: limits } = document;
  return {
    issuer: document.issuer,
    behindProxy: document.behind_proxy,
    outgoingHosts: document.outgoing.allowed_hosts,
    languages: document.languages,
    timeZone: document.time_zone,
    currency: document.currency,
    spaces: document.spaces.map((space) => toSpace(document, space, looks)),
    clients: document.clients.map(toClient),
    policies: document.policies.map((policy) => toPolicy(document, policy)),
    resourceServers: document.resource_servers,
    eventIssuers: document.event_issuers.map((issuer) => toEventIssuer(document, issuer)),
    eventReceivers: document.event_receivers.map(({ authorization, ...receiver }) => ({
      ...receiver,
      ...(authorization !== undefined && { authorization }),
    })),
    ...(document.notices && { notices: toNotices(document.notices) }),
    lives: {
      session: lives.session,
      code: lives.code,
      accessToken: lives.access_token,
      refreshToken: lives.refresh_token ?? lives.session,
      pendingLink: lives.pending_link ?? defaultLives.pending_link,
    },
    loginLimits: {
      failuresPerAccount: limits.failures_per_account,
      lockSeconds: limits.lock,
      failuresPerAddressAndMinute: limits.failures_per_address_and_minute,
      codeResetsPerAccountAndHour: limits.code_resets_per_account_and_hour,
      unconfirmedApprovalsPerAccountAndHour: limits.unconfirmed_approvals_per_account_and_hour,
    },
    postMethods: document.protocol.post_methods,
    consentTexts,
    consentArchive,
    controller: toController(document),
  };
}

/** Nobody else is known to answer for it. */
function toController({ controller, issuer }: ConfigurationDocument): Controller {
  const { name, contact } = controller ?? { name: new URL(issuer).host };
  return { name, ...(contact !== undefined && { contact }) };
}

function toSpace(
  document: ConfigurationDocument,
  space: ConfigurationDocument['spaces'][number],
  looks: ReadonlyMap<string, SpaceLook>,
): ConfiguredSpace {
  const clients = document.clients.filter((client) => client.space === space.id);
  const entry = clients.find((client) => client.client_id === space.entry_client);
  const look = looks.get(space.id);
  if (entry?.initiate_login_uri === undefined || look === undefined) throw new TypeError('cross-checks come first');
  return {
    id: space.id,
    name: space.name,
    defaultLanguage: space.default_language,
    look,
    texts: space.texts,
    phone: space.phone,
    entryClient: space.entry_client,
    initiateLoginUri: entry.initiate_login_uri,
    clients: clients.map((client) => client.client_id),
    // The prefix ties the cookie to this very host (RFC 6265bis section 4.1.3.2); browsers take it over https only.
    cookieName: `${document.issuer.startsWith('https:') ? '__Host-' : ''}session.${space.id}`,
    authenticator: space.authenticator && {
      issuer: space.authenticator.issuer,
      clientId: space.authenticator.client_id,
      signingAlgorithm: space.authenticator.id_token_signed_response_alg,
    },
  };
}

function toClient(client: ConfigurationDocument['clients'][number]): ConfiguredClient {
  // The library has no use for the entry address, and would refuse the demo's for not being https.
  const { space, pkce_required, introspects, initiate_login_uri: _, scope, ...metadata } = client;
  const adminScopes = adminScopesIn(scope);
  return {
    clientId: client.client_id,
    space,
    pkceRequired: pkce_required,
    introspectsAnyToken: introspects === 'any_token',
    adminScopes,
    // Scopes of the admin API are a resource server's, which the library does not know among a client's.
    metadata: { ...metadata, ...(scope !== undefined && adminScopes.length === 0 && { scope }) },
  };
}

function toEventIssuer(document: ConfigurationDocument, entry: ConfigurationDocument['event_issuers'][number]): ConfiguredEventIssuer {
  const { issuer, audience = document.issuer, jwks, jwks_uri: jwksUri, events, spaces, names_administrators: namesAdministrators } = entry;
  if (jwks) return { issuer, audience, keys: { jwks }, events, spaces, namesAdministrators };
  if (jwksUri !== undefined) return { issuer, audience, keys: { jwksUri }, events, spaces, namesAdministrators };
  throw new TypeError('cross-checks come first');
}

function toPolicy(document: ConfigurationDocument, policy: ConfigurationDocument['policies'][number]): LinkPolicy {
  const life = (name: keyof typeof defaultLives) => policy.lives[name] ?? document.lives[name] ?? defaultLives[name];
  const linkLife = policy.lives.link ?? document.lives.link;
  return {
    id: policy.id,
    status: policy.status,
    activatingSpace: policy.activating_space,
    otherSpace: policy.other_space,
    clients: policy.clients,
    clientsWithoutPar: policy.clients_without_par,
    counterpartProof: policy.counterpart_proof,
    consentVersion: policy.consent_version,
    discloseActor: policy.disclose_actor,
    activationsPerHour: policy.activations_per_hour,
    grants: policy.grants.map(({ refresh_token: refreshToken, ...grant }) => ({ ...grant, refreshToken })),
    lives: {
      linkedLogin: life('linked_login'),
      pendingLink: life('pending_link'),
      activationLoginAge: life('activation_login_age'),
      reactivationDelay: life('reactivation_delay'),
      ...(linkLife !== undefined && { link: linkLife }),
    },
    ...(policy.event_feed && { eventFeeds: { issuers: policy.event_feed.issuers, maxSilence: policy.event_feed.max_silence } }),
  };
}
