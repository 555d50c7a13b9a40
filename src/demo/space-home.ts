/**
 * The page of a space as data for its template: who is signed in, where the drop-down and the menu lead, what was
 * executed, how the last authorization ended or why the customer was signed out, and the claims received.
 */
import type { Panel } from './counterpart.ts';
import type { LinkedSpace } from './linked-spaces.ts';
import type { ExecutedOperation } from './operations.ts';
import type { Notice } from './pages.ts';
import { noticeOfEnd } from './space-endings.ts';
import { noticeOf } from './space-messages.ts';
import type { SpaceSession } from './space-sessions.ts';

export interface OtherSpace {
  readonly space: string;
  /** What the drop-down says, for instance "Accéder à votre Espace Professionnel". */
  readonly label: string;
  /** The other space's `initiate_login_uri`. */
  readonly initiateLoginUri: string;
}

export interface SpaceIdentity {
  readonly space: string;
  readonly name: string;
  readonly issuer: string;
  readonly others: readonly OtherSpace[];
  /** Whether this space's customers manage the access between spaces here. */
  readonly preferences: boolean;
}

export interface HomeContents {
  /** As the provider says; undefined where it cannot be asked. */
  readonly linkedSpaces: readonly LinkedSpace[] | undefined;
  readonly panel: Panel | undefined;
  readonly operations: readonly ExecutedOperation[];
}

export function homeView(identity: SpaceIdentity, session: SpaceSession | undefined, { linkedSpaces, panel, operations }: HomeContents) {
  const { space, name, preferences } = identity;
  const claims = session?.signedIn?.claims;
  return {
    space,
    name,
    notice: session && latestNews(session),
    others: linkedSpaces
      ? offered(identity, linkedSpaces)
      : identity.others.map(({ label, ...other }) => ({ label, href: switchUrl(identity, other) })),
    panel,
    preferencesUrl: preferences ? providerPage(identity, 'preferences') : undefined,
    secretCodeUrl: providerPage(identity, 'secret-code'),
    customer: claims && {
      name: textOf(claims.name) ?? 'Votre compte',
      accountNumber: textOf(claims.account_number),
      claims: JSON.stringify(claims, null, 2),
    },
    operations: operations.map((operation) => ({ ...operation, executed: frenchTime(operation.executed_at) })).reverse(),
  };
}

function latestNews({ signedIn, outcome, ended }: SpaceSession): Notice | undefined {
  if (ended && !signedIn && outcome === ended.outcome) return noticeOfEnd(ended.reason);
  return outcome && noticeOf(outcome);
}

/** What cannot be opened now is a link as well: why, and what to do, is said by the bank's page behind it, and to the customer alone. */
function offered({ others }: SpaceIdentity, linkedSpaces: readonly LinkedSpace[]) {
  return linkedSpaces.map(({ space, name, status, href }) => ({
    label: others.find((other) => other.space === space)?.label ?? name,
    href,
    closed: status === 'unavailable',
  }));
}

/** OpenID Connect Core 4: the other space starts its own login; it is told from where, and by which provider. */
function switchUrl({ space, issuer }: SpaceIdentity, { initiateLoginUri }: Pick<OtherSpace, 'initiateLoginUri'>): string {
  const url = new URL(initiateLoginUri);
  url.searchParams.set('iss', issuer);
  url.searchParams.set('linked_from', space);
  return url.href;
}

function providerPage({ issuer, space }: SpaceIdentity, page: string): string {
  return `${issuer}/${page}?${new URLSearchParams({ space })}`;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function frenchTime(iso: string): string {
  return new Date(iso).toLocaleString('fr-FR', { dateStyle: 'short', timeStyle: 'short', timeZone: 'Europe/Paris' });
}
