/** The admin API as a resource of this provider (RFC 8707), and what its tokens may be for. */
export const adminScopes = [
  'account_links:read',
  'account_links:revoke',
  'policies:suspend',
  'deliveries:manage',
  'accounts:read',
  'accounts:manage',
] as const;

export type AdminScope = (typeof adminScopes)[number];

export const adminPath = '/admin/v1';

/** The resource that a client asks tokens for, and their audience. */
export function adminResource(issuer: string): string {
  return issuer + adminPath;
}

/** Those of a client's configured `scope` that are of the admin API. */
export function adminScopesIn(scope: string | undefined): readonly AdminScope[] {
  const named = scope?.split(' ') ?? [];
  return adminScopes.filter((known) => named.includes(known));
}
