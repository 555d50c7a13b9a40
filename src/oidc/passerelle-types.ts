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
    | 'linked_login.ended'
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
  readonly clock?: () => Date;
  /** 256 bits of randomness each; defaults to nanoid. */
  readonly newId?: () => string;
  readonly onEvent?: (event: PasserelleEvent) => void;
  /** Absolute life of a provider session, in seconds, from its authentication. Default 2 h. */
  readonly sessionLife?: number;
  /** Allows `enableHttpPostMethods`: POST takes its space from the body alone. */
  readonly postMethods?: 'body-only';
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

export interface Links {
  find(linkId: string): Promise<AccountLink | undefined>;
  /** Every link of an account, newest first. */
  list(accountId: string): Promise<readonly AccountLink[]>;
  /** Switches into and out of an account, newest first. */
  uses(accountId: string): Promise<readonly LinkedLogin[]>;
  /** Effective at the next request of any kind. `unknown` and `ended` are not errors: there is nothing left to revoke. */
  revoke(linkId: string, how: { reason: RevocationReason; actor: Actor }): Promise<'revoked' | 'ended' | 'unknown'>;
  /** Revokes every link of an account; answers how many. */
  revokeAllOf(accountId: string, how: { reason: RevocationReason; actor: Actor }): Promise<number>;
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
  readonly links: Links;
}
