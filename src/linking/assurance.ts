/**
 * Assurance levels, ordered. A linked login stands beside the order, not on it: it reaches its own level and no other,
 * because nobody typed the target's credentials (T27).
 */
export const acr = {
  linked: 'urn:passerelle:acr:linked',
  code: 'urn:passerelle:acr:code',
  strong: 'urn:passerelle:acr:strong',
} as const;

export type Acr = (typeof acr)[keyof typeof acr];
export type DirectLevel = 'code' | 'strong';

/** What a request asks of the level of a login. */
export interface AcrRequest {
  /** OpenID Connect Core 5.5.1.1: must be reached, or the request fails. */
  readonly essential: readonly string[] | undefined;
  /** `acr_values`, or a voluntary claim: should be reached. */
  readonly voluntary: readonly string[];
}

const rank: Readonly<Record<string, number>> = { [acr.linked]: 0, [acr.code]: 1, [acr.strong]: 2 };

export function isKnownAcr(value: string): value is Acr {
  return Object.hasOwn(rank, value);
}

/**
 * Whether a login of level `held` answers a request for one of `values`. `strong` answers `code`; anything answers `linked`,
 * for a list that accepts a linked login accepts every login. Unknown values ask for nothing; a list of unknown ones alone cannot be met when essential.
 */
export function satisfies(held: string | undefined, values: readonly string[]): boolean {
  // A host's own level, or none, is a login all the same: it answers a list that accepts a linked one, and nothing more.
  const heldRank = held !== undefined && isKnownAcr(held) ? (rank[held] ?? 0) : 0;
  return values.some((value) => isKnownAcr(value) && heldRank >= (rank[value] ?? Number.POSITIVE_INFINITY));
}

/** Whether `held` satisfies all that is asked. */
export function reaches(held: string | undefined, request: AcrRequest): boolean {
  if (request.essential && !satisfies(held, request.essential)) return false;
  const known = request.voluntary.filter(isKnownAcr);
  return known.length === 0 || satisfies(held, known);
}

/** Whether a linked login can answer the request at all (row 3 of docs/linked-from.md). */
export function linkedLoginReaches(request: AcrRequest): boolean {
  return reaches(acr.linked, request);
}

/** The level that a direct login must have: the least one that satisfies the request. */
export function levelFor(request: AcrRequest): DirectLevel {
  return reaches(acr.code, request) ? 'code' : 'strong';
}
