/** The public face of the extension: what it is made of and what it offers. `passerelle.ts` builds it. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type Provider from 'oidc-provider';
import type { Configuration } from 'oidc-provider';
import type { AccountDirectory } from '../linking/account-directory.ts';
import type { AccountLink } from '../linking/account-link.ts';
import type { Approver } from '../linking/approver.ts';
import type { Actor } from '../linking/history.ts';
import type { LinkPolicy } from '../linking/link-policy.ts';
import type { LinkedLogin } from '../linking/linked-login.ts';
import type { NoticeSender } from '../linking/notice.ts';
import type { Delivery, DeliveryCounts, DeliveryStatus } from '../linking/outbox.ts';
import type { RevocationReason } from '../linking/reasons.ts';
import type { JourneyPage, NoJourney } from './pages.ts';
import type { RenderFormPost } from './post-to-end-session.ts';
import type { PasserelleStore } from './store.ts';

export interface Space {
  readonly id: string;
  /** Client ids of the space; a client belongs to at most one. */
  readonly clients: readonly string[];
  readonly entryClient: string;
  /** By language, for the linked-accounts resource. */
  readonly name?: Readonly<Record<string, string>>;
  /** The entry client's `initiate_login_uri` (OpenID Connect Core 4), for the linked-accounts resource. */
  readonly initiateLoginUri?: string;
  /** Name of the provider's session cookie for this space; defaults to `_session.<id>`. */
  readonly cookieName?: string;
}

/** Something that happened and that an operator wants to know. Never holds a secret, token, code, cookie or identifier. */
export interface PasserelleEvent {
  readonly event:
    | 'switch.accepted'
    | 'switch.refused'
    | 'step_up.completed'
    | 'fence.refused'
    | 'single_use.replayed'
    | 'activation.consented'
    | 'activation.refused'
    | 'activation.approval_requested'
    | 'activation.activated'
    | 'activation.ended'
    | 'activation.approval_invalid'
    | 'account_link.revoked'
    | 'account_link.erased'
    | 'policy.suspended'
    | 'policy.resumed'
    | 'session.ended'
    | 'delivery.done'
    | 'delivery.failed'
    | 'delivery.dead'
    | 'linked_login.ended'
    | 'notice.no_address'
    | 'grant.refused'
    | 'fault';
  readonly [detail: string]: string | number | boolean | undefined | Error;
}

export interface PasserelleOptions {
  readonly spaces: readonly Space[];
  /** Read at every use, so that a suspension is effective at once. */
  readonly policies: () => readonly LinkPolicy[];
  readonly store: PasserelleStore;
  readonly directory: AccountDirectory;
  /** The authenticator service of a space. */
  readonly approvers: Readonly<Record<string, Approver>>;
  /** How long a call of the store, the directory or an approver may take, in milliseconds; then it is an outage. Default 15 seconds. */
  readonly answerWithin?: number;
  readonly clock?: () => Date;
  /** 256 bits of randomness each; defaults to nanoid. */
  readonly newId?: () => string;
  readonly onEvent?: (event: PasserelleEvent) => void;
  /** Absolute life of a provider session, in seconds, from its authentication. Default 2 h. */
  readonly sessionLife?: number;
  /** Allows `enableHttpPostMethods`: POST takes its space from the body alone. */
  readonly postMethods?: 'body-only';
  /** The id of the request that is being served, for the history of links; the same as on the host's log lines. */
  readonly requestId?: () => string | undefined;
  /** Systems of the bank that are told when a link is activated or revoked. */
  readonly securityEvents?: SecurityEventsOut;
  /** Tells customers that a link of theirs was activated, was used from a new browser, or was revoked. Nobody is told without one. */
  readonly notices?: NoticeSender;
  /** Milliseconds between two looks of the worker at what other nodes, or a crash, have left to do. Default 1000. */
  readonly workerInterval?: number;
  /** How to render the form that signs another person out before the counterpart opens; a plain page by default. */
  readonly renderFormPost?: RenderFormPost;
}

/** The two sides of a request; a Koa context is one, and so is `{ req, res }` in Express. */
export interface HostContext {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
}

export interface SpaceSession {
  readonly uid: string;
  readonly accountId: string;
  readonly acr: string | undefined;
  /** When the person (or the source, for a linked login) authenticated. */
  readonly authenticatedAt: Date;
  readonly linked: boolean;
}

/** Security event tokens (RFC 8417) pushed to others (RFC 8935). */
export interface SecurityEventsOut {
  readonly receivers: readonly EventReceiver[];
  /** Signs the claims as a JWT of the type `secevent+jwt`, with a key of the provider's key set. */
  readonly sign: (claims: Readonly<Record<string, unknown>>) => Promise<string>;
  readonly fetch: (input: string, init: RequestInit) => Promise<Response>;
}

export interface EventReceiver {
  readonly id: string;
  readonly endpoint: string;
  readonly audience: string;
  readonly events: readonly ('activated' | 'revoked')[];
  /** Value of the `Authorization` header, where the receiver wants one. */
  readonly authorization?: string;
}

/** By whom, and by which client where one asked. */
export interface By {
  readonly actor: Actor;
  readonly clientId?: string;
}

export interface Page {
  /** The id that the page before ended with. */
  readonly after?: string;
  readonly limit: number;
}

/** Whether a switch would work now, by the code that decides switches. */
export interface Explanation {
  readonly allowed: boolean;
  /** `allowed`, or the first check that says no. */
  readonly code: string;
  readonly checks: readonly { readonly check: string; readonly ok: boolean; readonly code?: string }[];
  readonly linkId?: string;
  /** When a new activation will be possible. */
  readonly retryAt?: Date;
}

export interface Links {
  find(linkId: string): Promise<AccountLink | undefined>;
  /**
   * The link as a use of it would find it: one that is over all the same (other credentials, a closed account, a withdrawn policy, its time)
   * is revoked first. For whoever says of a link that it is active.
   */
  current(linkId: string): Promise<AccountLink | undefined>;
  /** Every link of an account, newest first. What a customer may be shown of each says `mayReadRecords`; an adviser sees all. */
  list(accountId: string, page?: Page): Promise<readonly AccountLink[]>;
  /** Switches into and out of an account, newest first. */
  uses(accountId: string): Promise<readonly LinkedLogin[]>;
  /** Effective at the next request of any kind. `unknown` and `ended` are not errors: there is nothing left to revoke. */
  revoke(linkId: string, how: By & { readonly reason: RevocationReason }): Promise<'revoked' | 'ended' | 'unknown'>;
  /** Revokes every link of an account; answers how many. */
  revokeAllOf(accountId: string, how: By & { readonly reason: RevocationReason }): Promise<number>;
  /** Would a person who has just logged in to `source` as `accountId` be let into `target` now? Writes nothing. */
  explain(question: { readonly accountId: string; readonly source: string; readonly target: string }): Promise<Explanation>;
  /**
   * Takes an account's id out of every record that has ended: the person asked for it, and the time of evidence is over. Histories stay whole.
   * `open_links` while a link of it is pending or active: revoke first. `not_yet_told` while the worker has news of one to pass on: try again.
   */
  erase(
    accountId: string,
    by: By,
  ): Promise<{ readonly ok: true; readonly links: number } | { readonly ok: false; readonly code: 'open_links' | 'not_yet_told' }>;
}

/** What the bank says of an account that concerns its logins and not its links. */
export interface Accounts {
  /** Ends the linked logins into and out of an account that was blocked; its links stay. Lifting the block revives none of them. */
  endLinkedLogins(accountId: string): Promise<number>;
  /** Ends the account's sessions, the linked logins that came from them, and what servers obtained for it by the grant; its links stay. */
  endSessions(accountId: string): Promise<number>;
}

export interface Policies {
  list(): Promise<readonly (LinkPolicy & { readonly suspendedBy?: Actor; readonly suspendedAt?: Date })[]>;
  /** The kill switch: effective at the next request on every node; linked logins of the policy end, its links stay. */
  suspend(policyId: string, by: By): Promise<'changed' | 'unchanged' | 'unknown'>;
  /** New switches are possible again; ended logins stay ended. */
  resume(policyId: string, by: By): Promise<'changed' | 'unchanged' | 'unknown'>;
}

export interface Deliveries {
  list(page: Page & { readonly status: DeliveryStatus }): Promise<readonly Delivery[]>;
  find(id: string): Promise<Delivery | undefined>;
  /** Tries a dead delivery again. */
  retry(id: string): Promise<boolean>;
  counts(): Promise<DeliveryCounts>;
}

/** Carries out what revocations have left to do. Any number of nodes may run it; correctness never waits for it. */
export interface Worker {
  start(): void;
  /** Finishes what is under way. */
  stop(): Promise<void>;
  /** Works until nothing is due now. */
  run(): Promise<void>;
}

/** What an access token must be worth at a resource of the host's own. */
export interface AccessWanted {
  readonly scope: string;
  /** The `audience` of the resource server (RFC 8707); tokens for the provider's own resources have none. */
  readonly audience?: string;
  /** Of a customer's login, or a client's own (`client_credentials`): neither is ever taken for the other. */
  readonly of: 'customer' | 'client';
}

export type AccessDecision =
  | {
      readonly ok: true;
      readonly clientId: string;
      /** Whose login it is; a client's own token has none. */
      readonly accountId?: string;
      readonly scopes: ReadonlySet<string>;
    }
  | AccessRefusal;

export interface AccessRefusal {
  readonly ok: false;
  readonly status: 400 | 401 | 403;
  /** RFC 6750 section 3.1, RFC 9449 section 7.1; none where there was no token. */
  readonly error?: 'invalid_request' | 'invalid_token' | 'insufficient_scope' | 'invalid_dpop_proof';
  readonly description?: string;
  /** For the `WWW-Authenticate` header. */
  readonly challenges: readonly string[];
}

export interface Passerelle {
  /** A new configuration for `new Provider`; never changes the host's. Throws a TypeError that names every option it refuses. */
  configure(configuration: Configuration): Configuration;
  /** Before `provider.callback()`. */
  install(provider: Provider): void;
  /** The situation of the interaction `uid` (of the page's path) in this browser, and the moves it allows. */
  journey(host: HostContext, uid: string): Promise<JourneyPage | NoJourney>;
  /** The live session of this browser in a space, or undefined. */
  sessionFor(host: HostContext, space: string): Promise<SpaceSession | undefined>;
  /** Signs this browser out of a space, with everything that came from that login; `false` when nobody was signed in. */
  signOut(host: HostContext, space: string): Promise<boolean>;
  /** Whether a request may enter a resource of the host's own, by its access token (Bearer or DPoP). Answers nothing itself. */
  authorize(host: HostContext, wanted: AccessWanted): Promise<AccessDecision>;
  readonly links: Links;
  readonly accounts: Accounts;
  readonly policies: Policies;
  readonly deliveries: Deliveries;
  readonly worker: Worker;
}
