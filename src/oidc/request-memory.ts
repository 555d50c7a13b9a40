/**
 * What one request has learnt. It is correctness, not speed: a step-up ends its own linked login in the middle of the request
 * that needs it, and must go on seeing it alive. Opened by the outermost middleware in an AsyncLocalStorage of our own, since
 * `Provider.ctx` does not exist yet in middlewares.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import type Provider from 'oidc-provider';
import type { LinkedLogin } from '../linking/linked-login.ts';
import type { Outcome } from '../linking/situation.ts';
import type { Artifact } from './artifact-store.ts';

export interface RequestMemory {
  /** The space whose session this request is about; picks the cookie. */
  space: string | undefined;
  /** Decided once per request. */
  outcome: Outcome | undefined;
  /** The `sub` of an `id_token_hint` that the library does not check again on resume. */
  hintedSub: string | undefined;
  /** What `interaction.ended` assigns, prepared by the resume middleware; synchronous, and nothing in it can fail but a changed session. */
  onInteractionEnded: ((session: ProviderSession) => void) | undefined;
  /** Set when the write of the session failed: its cookie must not reach the browser. */
  sessionWriteFailed: boolean;
  /** Set when the document of a session that was asked for had ended, or had been rotated away from. */
  sessionHadEnded: boolean;
  /** Session ids that this request has rotated away from. */
  readonly rotatedAway: Set<string>;
  /** Fence answers by login id. */
  readonly fenced: Map<string, Promise<LinkedLogin | undefined>>;
  /** Linked logins known to be alive in this request, for synchronous code. */
  readonly alive: Map<string, LinkedLogin>;
  /** Grant ids of what was found, for the family revocation of a lost `consume`. */
  readonly grantIds: Map<string, string>;
  /** Documents read, so that looking twice costs once; a write forgets them. */
  readonly documents: Map<string, Promise<Artifact | undefined>>;
}

export type ProviderSession = InstanceType<Provider['Session']>;

export interface RequestMemories {
  current(): RequestMemory | undefined;
  /** Runs in the current memory, or in a new one where there is none (a host's own pages). */
  within<T>(work: () => T): T;
}

export function createRequestMemories(): RequestMemories {
  const storage = new AsyncLocalStorage<RequestMemory>();
  return {
    current: () => storage.getStore(),
    within: (work) => (storage.getStore() ? work() : storage.run(emptyMemory(), work)),
  };
}

function emptyMemory(): RequestMemory {
  return {
    space: undefined,
    outcome: undefined,
    hintedSub: undefined,
    onInteractionEnded: undefined,
    sessionWriteFailed: false,
    sessionHadEnded: false,
    rotatedAway: new Set(),
    fenced: new Map(),
    alive: new Map(),
    grantIds: new Map(),
    documents: new Map(),
  };
}
