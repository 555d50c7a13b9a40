/**
 * What an authorization request with `linked_from` comes to: the table of docs/linked-from.md as one pure function from facts to
 * outcome. The order of the rows is the meaning of the table; nothing here reads, writes or knows HTTP.
 * Row 1 needs no browser and is decided apart (`staticRefusal`), because the request may be pushed (RFC 9126).
 */
import { type AcrRequest, acr, linkedLoginReaches, reaches } from './assurance.ts';
import type { Ineligibility } from './eligibility.ts';

export type StaticRefusal = 'space_unknown' | 'own_space' | 'sent_twice' | 'native_client' | 'client_not_named';

export interface StaticFacts {
  readonly linkedFrom: unknown;
  readonly targetSpace: string | undefined;
  readonly spaces: readonly string[];
  readonly nativeClient: boolean;
  /** Whether the policy between the two spaces exists and names the client. */
  readonly clientNamed: boolean;
}

/** Row 1. */
export function staticRefusal(facts: StaticFacts): StaticRefusal | undefined {
  if (typeof facts.linkedFrom !== 'string') return 'sent_twice';
  if (!facts.spaces.includes(facts.linkedFrom)) return 'space_unknown';
  if (facts.linkedFrom === facts.targetSpace) return 'own_space';
  if (facts.nativeClient) return 'native_client';
  if (!facts.clientNamed) return 'client_not_named';
  return undefined;
}

export type Choice = 'current' | 'linked' | 'login';

export interface Facts {
  readonly now: Date;
  readonly request: {
    readonly promptLogin: boolean;
    /** Seconds. */
    readonly maxAge: number | undefined;
    readonly acr: AcrRequest;
    /** An `id_token_hint`, or a `sub` value asked for by the `claims` parameter: whom it names. */
    readonly hint: { readonly namesCounterpart: boolean; readonly namesHolder: boolean } | undefined;
  };
  /** The account that logged in to the target with its own credentials inside this interaction, if the session still holds it or is about to. */
  readonly loggedIn: string | undefined;
  /** The target's session. */
  readonly target:
    | { readonly accountId: string; readonly linked: boolean; readonly acr: string | undefined; readonly authenticatedAt: Date }
    | undefined;
  /** The source's session. */
  readonly source:
    | { readonly uid: string; readonly accountId: string; readonly linked: boolean; readonly authenticatedAt: Date }
    | undefined;
  /** Whether activation starts in the source. */
  readonly sourceMayActivate: boolean;
  /** The active link of the source's account with the target space. */
  readonly link:
    | { readonly id: string; readonly counterpart: string; readonly activatedAt: Date; readonly activatedByUid: string }
    | undefined;
  /** Row 6: why neither a link may be used nor one activated. */
  readonly ineligible: Ineligibility | undefined;
  /** The source's counterparts in the target: the link's, else all that the directory names. */
  readonly counterparts: readonly string[];
  /** Without a link: those of them that could be linked now. */
  readonly candidates: readonly string[];
  /** What the customer chose on a page of this interaction, and the account that the page showed as signed in. */
  readonly choice: { readonly choice: Choice; readonly account: string } | undefined;
}

export type NoneError = 'login_required' | 'account_selection_required' | 'access_denied' | 'interaction_required';

export type Outcome =
  /** The provider's own checks decide, in the session as it is. With `noneError` a `prompt=none` ends in that error first. */
  | { readonly row: 2 | 3 | 4 | 5 | 7 | 10; readonly kind: 'ordinary'; readonly noneError?: NoneError; readonly activateFrom?: true }
  /** The customer asked to log in: the target's login page, whoever is signed in. */
  | { readonly row: 3 | 5 | 7 | 10; readonly kind: 'login' }
  | {
      readonly row: 3 | 5 | 10;
      readonly kind: 'signed_in_here';
      readonly account: string;
      readonly noneError: NoneError;
      readonly activateFrom?: true;
    }
  | { readonly row: 6; readonly kind: 'unavailable'; readonly reason: Ineligibility; readonly noneError: NoneError }
  | { readonly row: 7; readonly kind: 'choose_account'; readonly account: string; readonly noneError: NoneError }
  /** The customer chose the counterpart: the other person is to be logged out of the target first. */
  | { readonly row: 7; readonly kind: 'open_counterpart'; readonly account: string }
  | { readonly row: 8; readonly kind: 'linked'; readonly linkId: string; readonly counterpart: string }
  | { readonly row: 9; readonly kind: 'consent'; readonly candidates: readonly string[]; readonly noneError: NoneError };

/** Rows 2 to 10. */
export function decide(facts: Facts): Outcome {
  const { target, link, choice } = facts;
  if (facts.loggedIn !== undefined) return { row: 2, kind: 'ordinary' };
  if (asksForMoreThanALink(facts)) {
    return target && answersWithoutAPage(facts) && !facts.counterparts.includes(target.accountId)
      ? signedInHere(3, target.accountId, choice, 'login_required')
      : { row: 3, kind: 'ordinary' };
  }
  if (target && link && target.accountId === link.counterpart) return { row: 4, kind: 'ordinary' };
  if (!sourceIsUsable(facts)) {
    return target ? signedInHere(5, target.accountId, choice, 'login_required') : { row: 5, kind: 'ordinary', noneError: 'login_required' };
  }
  if (facts.ineligible) return { row: 6, kind: 'unavailable', reason: facts.ineligible, noneError: 'access_denied' };
  if (target && (link || facts.sourceMayActivate) && !facts.counterparts.includes(target.accountId))
    return chooseAccount(target.accountId, choice);
  if (link) return { row: 8, kind: 'linked', linkId: link.id, counterpart: link.counterpart };
  if (facts.sourceMayActivate) return { row: 9, kind: 'consent', candidates: candidatesFor(facts), noneError: 'interaction_required' };
  return target
    ? signedInHere(10, target.accountId, choice, 'interaction_required')
    : { row: 10, kind: 'ordinary', noneError: 'interaction_required', activateFrom: true };
}

/** Row 3: the request wants what no linked login can give. */
function asksForMoreThanALink({ request }: Facts): boolean {
  return (
    request.promptLogin ||
    request.maxAge !== undefined ||
    !linkedLoginReaches(request.acr) ||
    (request.hint !== undefined && !request.hint.namesCounterpart)
  );
}

/** Whether the provider's own checks would let the target's session answer, and no hint says that it is the one meant. */
function answersWithoutAPage({ request, target, now }: Facts): boolean {
  if (!target || request.promptLogin || request.hint) return false;
  // In whole seconds, as the library compares.
  const age = Math.floor(now.getTime() / 1000) - Math.floor(target.authenticatedAt.getTime() / 1000);
  const fresh = request.maxAge === undefined || (!target.linked && age <= request.maxAge);
  return fresh && reaches(target.linked ? acr.linked : target.acr, request.acr);
}

/**
 * Row 5: a linked login is never a source (no chains), and a session from before the link has no share in it, lest a
 * forgotten or planted one gain the right to switch (T3); the one that activated the link has.
 * Sessions know their time to the second only, so that the activation's is compared to the second as well.
 */
function sourceIsUsable({ source, link }: Facts): boolean {
  if (!source || source.linked) return false;
  if (!link || source.uid === link.activatedByUid) return true;
  return source.authenticatedAt.getTime() >= Math.floor(link.activatedAt.getTime() / 1000) * 1000;
}

function signedInHere(row: 3 | 5 | 10, account: string, choice: Facts['choice'], noneError: NoneError): Outcome {
  if (choice?.account === account && choice.choice === 'current') return { row, kind: 'ordinary' };
  if (choice?.account === account && choice.choice === 'login') return { row, kind: 'login' };
  return { row, kind: 'signed_in_here', account, noneError, ...(row === 10 && { activateFrom: true as const }) };
}

/** Row 7. A choice counts only while the session holds the account that was shown. */
function chooseAccount(account: string, choice: Facts['choice']): Outcome {
  if (choice?.account !== account) return { row: 7, kind: 'choose_account', account, noneError: 'account_selection_required' };
  if (choice.choice === 'current') return { row: 7, kind: 'ordinary' };
  if (choice.choice === 'login') return { row: 7, kind: 'login' };
  return { row: 7, kind: 'open_counterpart', account };
}

/** Where the target already holds one of the counterparts, that one is linked: it is the one the customer sees. */
function candidatesFor({ target, candidates }: Facts): readonly string[] {
  return target && candidates.includes(target.accountId) ? [target.accountId] : candidates;
}
