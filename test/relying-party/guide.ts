/** The examples of `docs/relying-party.md` as one module, in the order of the page, as a reader would paste them. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type * as client from 'openid-client';

type Started = Promise<{ readonly url: URL; readonly transaction: unknown }>;
type Tokens = Awaited<ReturnType<typeof client.authorizationCodeGrant>>;

export interface Transfer {
  readonly payee: string;
  readonly amount: string;
}

/** What isApproved looks at in the answer of a code exchange. */
export interface Approval {
  claims(): client.IDToken | undefined;
  readonly authorization_details?: unknown;
}

export interface Guide {
  discover(issuer: string, clientId: string, key: client.CryptoKey, options: client.DiscoveryRequestOptions): Promise<client.Configuration>;
  startLogin(config: client.Configuration, redirectUri: string, more?: Record<string, string>): Started;
  finishLogin(config: client.Configuration, answer: URL | undefined, transaction: unknown): Promise<Tokens>;
  openFromLink(config: client.Configuration, redirectUri: string, query: URLSearchParams): Started;
  startApproval(config: client.Configuration, redirectUri: string, transfer: Transfer): Started;
  isApproved(tokens: Approval, operation: Transfer & { readonly sub: string; readonly startedAt: number }): boolean;
  stepUpFor(error: unknown): Record<string, string> | undefined;
  linkedAccounts(config: client.Configuration, accessToken: string, language: string): Promise<readonly Record<string, string>[]>;
  tokenForCounterpart(
    config: client.Configuration,
    accessToken: string,
    resource: string,
    scope: string,
  ): Promise<client.TokenEndpointResponse>;
  balanceDoor(
    options: { readonly issuer: string; readonly clientId: string; readonly clientSecret: string; readonly audience: string },
    requirements?: { readonly acr?: string; readonly maxAge?: number },
  ): import('koa').Middleware;
}

const root = new URL('../../', import.meta.url);

const blocks = [...readFileSync(new URL('docs/relying-party.md', root), 'utf8').matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map(
  ([, language = '', text = '']) => ({ language, text }),
);

/** The drop-down's markup, and its script, which is for a browser: test/relying-party/drop-down.test.ts holds the demo's against them. */
export const dropDownMarkup = textsOf(({ language }) => language === 'html').join('');
export const dropDownScript = textsOf(({ text }) => text.startsWith('document.')).join('');

export const examples = textsOf(({ language, text }) => {
  if (language !== 'js' && language !== 'html') throw new Error(`an example that cannot be executed: ${language}`);
  return language === 'js' && text !== dropDownScript;
});

export async function openGuide(): Promise<Guide> {
  const file = new URL(`.cache/relying-party-${process.pid}.mjs`, root);
  mkdirSync(new URL('.', file), { recursive: true });
  // The page lies in docs/, this file does not: what it imports of the project keeps its place.
  writeFileSync(file, examples.join('\n').replaceAll("from '../", `from '${fileURLToPath(root)}`));
  try {
    return await import(pathToFileURL(fileURLToPath(file)).href);
  } finally {
    rmSync(file);
  }
}

function textsOf(wanted: (block: (typeof blocks)[number]) => boolean): readonly string[] {
  return blocks.filter(wanted).map(({ text }) => text);
}
