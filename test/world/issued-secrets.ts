/**
 * T54 over whole runs: every world remembers what it issued (codes, tokens, cookies, pushed requests, challenges, identifiers, …), as it is
 * written to the store and sent in headers, and looks for each of them in its log when it closes.
 */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AccountLink } from '../../src/linking/account-link.ts';
import type { ArtifactStore } from '../../src/oidc/artifact-store.ts';
import type { StoredAccount } from '../../src/server/directory/account-store.ts';
import type { ServerStore } from '../../src/server/server.ts';

export interface IssuedSecrets {
  /** The store to give to the server. */
  readonly store: ServerStore;
  /** Which of them a log holds, and whatever looks like a JWT. */
  foundIn(log: string): readonly string[];
  /** Nothing is remembered any more. */
  stop(): void;
}

/** Whose ids open nothing: a security event's `jti` is for operators to compare. */
const harmless: ReadonlySet<string> = new Set(['SecurityEvent', 'ReplayDetection']);
const shortest = 6;

export function watchSecrets(inner: ServerStore): IssuedSecrets {
  const secrets = new Set<string>();
  const artifacts = new Map<string, ArtifactStore>();

  function note(...values: readonly (string | undefined)[]): void {
    for (const value of values) if (value !== undefined && value.length >= shortest) secrets.add(value);
  }

  function artifactsOf(model: string): ArtifactStore {
    const known = artifacts.get(model);
    if (known || harmless.has(model)) return known ?? inner.artifacts(model);
    const store = inner.artifacts(model);
    const watched: ArtifactStore = {
      ...store,
      upsert(id, payload, expiresIn) {
        note(id);
        return store.upsert(id, payload, expiresIn);
      },
    };
    artifacts.set(model, watched);
    return watched;
  }

  function noteLink({ activation }: AccountLink): void {
    note(activation.nonce, activation.challenge, activation.approval?.authReqId);
  }

  function noteAccount({
    identifier,
    accountNumber,
    personId,
    accountId,
    secretCodeHash,
  }: { readonly [name in keyof StoredAccount]?: StoredAccount[name] | undefined }): void {
    note(identifier, accountNumber, personId, accountId, secretCodeHash);
  }

  /** Cookies with their signatures, and what a relying party is sent. */
  function noteHeaders(message: unknown): void {
    const { response, request } = message as { response: ServerResponse; request: IncomingMessage };
    for (const cookie of [response.getHeader('set-cookie') ?? []].flat()) note(/^[^=]*=([^;]*)/.exec(String(cookie))?.[1]);
    const location = response.getHeader('location');
    if (typeof location === 'string' && URL.canParse(location)) note(new URL(location).searchParams.get('code') ?? undefined);
    note(request.headers.authorization?.split(' ')[1]);
  }
  subscribe('http.server.response.finish', noteHeaders);

  return {
    store: {
      ...inner,
      artifacts: artifactsOf,
      links: {
        ...inner.links,
        insert(link) {
          noteLink(link);
          return inner.links.insert(link);
        },
        replace(link) {
          noteLink(link);
          return inner.links.replace(link);
        },
      },
      accounts: {
        ...inner.accounts,
        insert(account) {
          noteAccount(account);
          return inner.accounts.insert(account);
        },
        change(accountId, expected, change) {
          noteAccount(change);
          return inner.accounts.change(accountId, expected, change);
        },
      },
    },
    foundIn(log) {
      // Word by word: a look for each secret through all of the log would be quadratic.
      const words = new Set(log.match(/[\w~+/-]{6,}={0,2}/g));
      const jwts = log.match(/eyJ[\w-]{10,}\.[\w-]+\.[\w-]*/g) ?? [];
      return [...[...secrets].filter((secret) => words.has(secret)), ...jwts];
    },
    stop() {
      unsubscribe('http.server.response.finish', noteHeaders);
    },
  };
}
