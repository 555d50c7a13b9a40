/**
 * The page of a space as data for its template: who is signed in, where the drop-down and the menu lead, what was
 * executed, how the last authorization ended or why the customer was signed out, and the claims received. In the customer's language.
 */
import type { Panel } from './counterpart.ts';
import type { LinkedSpace } from './linked-spaces.ts';
import type { ExecutedOperation } from './operations.ts';
import type { Notice } from './pages.ts';
import { noticeOfEnd } from './space-endings.ts';
import { noticeOf } from './space-messages.ts';
import type { Outcome, SpaceSession } from './space-sessions.ts';
import { fill, inTheSame, type PerLanguage, type Speech, said } from './words.ts';

export interface OtherSpace {
  readonly space: string;
  /** What the drop-down says, for instance "Accéder à votre Espace Professionnel". */
  readonly label: PerLanguage;
  /** The other space's `initiate_login_uri`. */
  readonly initiateLoginUri: string;
}

export interface SpaceIdentity {
  readonly space: string;
  readonly name: PerLanguage;
  readonly issuer: string;
  readonly others: readonly OtherSpace[];
  /** Whether this space's customers manage the access between spaces here. */
  readonly preferences: boolean;
}

export interface HomeContents {
  readonly speech: Speech;
  /** As the provider says; undefined where it cannot be asked. */
  readonly linkedSpaces: readonly LinkedSpace[] | undefined;
  readonly panel: Panel | undefined;
  readonly operations: readonly ExecutedOperation[];
}

export function homeView(identity: SpaceIdentity, session: SpaceSession | undefined, contents: HomeContents) {
  const { speech, linkedSpaces, panel, operations } = contents;
  const { space, preferences } = identity;
  const { words, language } = speech;
  const claims = session?.signedIn?.claims;
  return {
    language,
    w: words.space,
    space,
    name: said(identity.name, speech),
    here: fill(words.space.here, { space: said(identity.name, speech) }),
    loginUrl: inTheSame(speech, '/login'),
    notice: session && latestNews(speech, session, linkedSpaces),
    others: linkedSpaces
      ? offered(identity, speech, linkedSpaces)
      : identity.others.map(({ label, ...other }) => ({
          space: other.space,
          label: said(label, speech),
          href: inTheSame(speech, switchUrl(identity, other)),
          status: undefined,
        })),
    panel,
    preferencesUrl: preferences ? inTheSame(speech, providerPage(identity, 'preferences')) : undefined,
    secretCodeUrl: inTheSame(speech, providerPage(identity, 'secret-code')),
    customer: claims && {
      name: textOf(claims.name) ?? words.space.account,
      hello: fill(words.space.hello, { name: textOf(claims.name) ?? '' }),
      ...accountNumberOf(speech, textOf(claims.account_number)),
      claims: JSON.stringify(claims, null, 2),
    },
    operations: operations
      .map((operation) => ({
        ...operation,
        executed: speech.time(operation.executed_at),
        amount: speech.euros(operation.amount),
      }))
      .reverse(),
  };
}

function latestNews(
  { words }: Speech,
  { signedIn, outcome, ended }: SpaceSession,
  linkedSpaces: HomeContents['linkedSpaces'],
): Notice | undefined {
  if (ended && !signedIn && outcome === ended.outcome) return noticeOfEnd(words, ended.reason);
  if (outcome && linkedSpaces && wasActivated(outcome, linkedSpaces)) return { tone: 'success', ...words.activated };
  return outcome && noticeOf(words, outcome);
}

/** On the customer's way to where they are now: a space hears of it by the time of the link, and by nothing else. */
function wasActivated({ startedAt }: Outcome, linkedSpaces: readonly LinkedSpace[]): boolean {
  return (
    startedAt !== undefined && linkedSpaces.some(({ activatedAt }) => activatedAt !== undefined && Date.parse(activatedAt) >= startedAt)
  );
}

/** As it is shown, and as it is read aloud. */
function accountNumberOf({ words: { space } }: Speech, number: string | undefined) {
  const ending = /[\p{L}\p{N}]+$/u.exec(number ?? '')?.[0];
  return {
    accountNumber: number === undefined ? undefined : fill(space.accountNumber, { number }),
    accountEnding: ending === undefined ? undefined : fill(space.accountEnding, { ending }),
  };
}

/** What cannot be opened now is a link as well: why, and what to do, is said by the bank's page behind it, and to the customer alone. */
function offered({ others }: SpaceIdentity, speech: Speech, linkedSpaces: readonly LinkedSpace[]) {
  return linkedSpaces.map(({ space, name, status, href }) => {
    const own = others.find((other) => other.space === space);
    return { space, label: own ? said(own.label, speech) : name, href: href && inTheSame(speech, href), status };
  });
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
