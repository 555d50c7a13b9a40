/**
 * Levels of a login: linked < code < strong. A linked login was opened by another space's login: it meets no level but its own, and no
 * `max_age` at all, for the customer has not authenticated in this space.
 */
export const levels = ['urn:passerelle:acr:linked', 'urn:passerelle:acr:code', 'urn:passerelle:acr:strong'] as const;

const [linked] = levels;
const order: readonly string[] = levels;

/** A value that is not in the order is met by itself alone; so an issuer may have levels that this table does not know. */
export function meetsAcr(actual: unknown, required: string | undefined): boolean {
  if (required === undefined || actual === required) return true;
  const least = rank(required);
  return least !== -1 && rank(actual) > least;
}

export function meetsMaxAge(acr: unknown, authTime: unknown, maxAge: number | undefined, now: Date): boolean {
  if (maxAge === undefined) return true;
  return acr !== linked && typeof authTime === 'number' && now.getTime() / 1000 - authTime <= maxAge;
}

function rank(acr: unknown): number {
  return typeof acr === 'string' ? order.indexOf(acr) : -1;
}
