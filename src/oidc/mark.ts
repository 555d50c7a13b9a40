/**
 * The mark of a linked login in the ids of what derives from it: the session's `uid` and the Grant's `jti`. Being part of the
 * id, it cannot be lost or forgotten by a later write, and the fence needs no look-up to know that it must look.
 */
const prefix = 'linked~';

export function sessionUidFor(loginId: string): string {
  return `${prefix}${loginId}`;
}

export function grantIdFor(loginId: string, random: string): string {
  return `${prefix}${loginId}~${random}`;
}

/** The one Grant of a login that a server obtained: its only client's, found again without being looked for. */
export function grantIdOfServer(loginId: string): string {
  return grantIdFor(loginId, 'server');
}

/** The linked login that an id derives from, or undefined for everything else. */
export function loginIdOf(id: unknown): string | undefined {
  if (typeof id !== 'string' || !id.startsWith(prefix)) return undefined;
  const [loginId] = id.slice(prefix.length).split('~');
  return loginId;
}
