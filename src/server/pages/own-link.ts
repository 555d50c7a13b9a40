/** The link that a signed-in customer named: their own, and once active. Every other one does not exist for them (T41). */
import type { AccountLink } from '../../linking/account-link.ts';
import type { PageParts } from './parts.ts';
import type { SignedIn } from './session-of-space.ts';

/** A link that was never active is no gateway: its story ended on the pages of its activation. */
export async function ownLink(parts: PageParts, { session }: SignedIn, named: unknown): Promise<AccountLink | undefined> {
  const link = typeof named === 'string' && named !== '' ? await parts.deps.passerelle.links.current(named) : undefined;
  if (!link?.activatedAt) return undefined;
  return [link.activating, link.other].some(({ accountId }) => accountId === session.accountId) ? link : undefined;
}
