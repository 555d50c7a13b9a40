/** The examples of `docs/integrating.md` as one module, in the order of the page: the host that an owner of a provider would write. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { RequestListener, Server } from 'node:http';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type Provider from 'oidc-provider';
import type { Configuration } from 'oidc-provider';
import type { EventIssuer } from '../../src/events/receiver.ts';
import type { AccountDirectory } from '../../src/linking/account-directory.ts';
import type { LinkPolicy } from '../../src/linking/link-policy.ts';
import type { HostContext, Passerelle, PasserelleOptions, PasserelleStore, Space } from '../../src/oidc/passerelle.ts';
import type { HostBank } from './bank.ts';

export interface GuideHost {
  readonly issuer: string;
  readonly passerelle: Passerelle;
  readonly provider: Provider;
}

export interface HostParts extends Pick<PasserelleOptions, 'store' | 'directory' | 'approvers' | 'onEvent'> {
  readonly issuer: string;
  readonly configuration: Configuration;
  readonly behindProxy: boolean;
  readonly spaces: readonly Space[];
  readonly policies: readonly LinkPolicy[];
}

export interface PageAnswer {
  readonly redirectTo?: string;
  readonly status?: number;
  readonly html?: string;
}

export interface EventParts {
  readonly issuers: readonly EventIssuer[];
  readonly directory: AccountDirectory;
  readonly store: PasserelleStore;
}

export interface Guide {
  readonly spaces: readonly Space[];
  readonly policies: readonly LinkPolicy[];
  configurationFor(issuer: string, cookieKeys: readonly string[], yours: Configuration): Configuration;
  createHost(parts: HostParts): GuideHost;
  createInteractionPages(host: GuideHost, bank: HostBank): (host: HostContext, uid: string) => Promise<PageAnswer>;
  send(res: HostContext['res'], answer: PageAnswer): void;
  inExpress(host: GuideHost, bank: HostBank): RequestListener;
  inKoa(host: GuideHost, bank: HostBank): RequestListener;
  whyNot(host: GuideHost, accountId: string): Promise<string | undefined>;
  startWorking(server: Server, host: GuideHost): () => Promise<void>;
  receiveEvents(host: GuideHost, parts: EventParts): void;
}

const root = new URL('../../', import.meta.url);
export const page: string = readFileSync(new URL('docs/integrating.md', root), 'utf8');

export const examples: readonly string[] = [...page.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map(([, language, text = '']) => {
  if (language !== 'js') throw new Error(`an example that cannot be executed: ${language}`);
  return text;
});

/** The cells of the table below a heading, without its head. */
export function tableBelow(heading: string): readonly (readonly string[])[] {
  const section = page.split(/^## /m).find((text) => text.startsWith(heading));
  if (section === undefined) throw new Error(`no such heading: ${heading}`);
  const rows = section.split('\n').filter((line) => line.startsWith('|'));
  return rows.slice(2).map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

export async function openGuide(): Promise<Guide> {
  const file = new URL(`.cache/integrating-${process.pid}.mjs`, root);
  mkdirSync(new URL('.', file), { recursive: true });
  // The page lies in docs/, this file does not: what it imports of the project keeps its place.
  writeFileSync(file, examples.join('\n').replaceAll("from '../", `from '${fileURLToPath(root)}`));
  try {
    return await import(pathToFileURL(fileURLToPath(file)).href);
  } finally {
    rmSync(file);
  }
}
