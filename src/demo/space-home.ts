/**
 * The page of a space as data for its template: who is signed in, where the drop-down and the menu lead, what was
 * executed, how the last authorization ended, and the claims received.
 */
import type { ExecutedOperation } from './operations.ts';
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

export function homeView(identity: SpaceIdentity, session: SpaceSession | undefined, operations: readonly ExecutedOperation[]) {
  const { space, name, preferences } = identity;
  const claims = session?.signedIn?.claims;
  return {
    space,
    name,
    notice: session?.outcome && noticeOf(session.outcome),
    others: identity.others.map((other) => ({ label: other.label, href: switchUrl(identity, other) })),
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

/** OpenID Connect Core 4: the other space starts its own login; it is told from where, and by which provider. */
function switchUrl({ space, issuer }: SpaceIdentity, { initiateLoginUri }: OtherSpace): string {
  const url = new URL(initiateLoginUri);
  url.searchParams.set('linked_from', space);
  url.searchParams.set('iss', issuer);
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
