/**
 * What the drop-down offers: the provider's `GET /linked-accounts` says which spaces this customer may open, and how. Where it cannot be
 * asked, the spaces of the configuration are offered, and the provider decides when one is opened.
 */
import * as client from 'openid-client';
import { z } from 'zod';
import { isUnreachable, refusalOf, type SpaceProvider } from './space-provider.ts';
import type { SignedIn, SpaceSession } from './space-sessions.ts';
import type { SpaceTokens } from './space-tokens.ts';

export interface LinkedSpace {
  readonly space: string;
  readonly name: string;
  readonly status: 'active' | 'available' | 'unavailable';
  /** Ready to follow: `iss` and `linked_from` are in it. */
  readonly href: string | undefined;
  /** ISO 8601. */
  readonly activatedAt: string | undefined;
}

/** Undefined where the provider could not, or would not, say. */
export type AskLinkedSpaces = (session: SpaceSession, signedIn: SignedIn, language: string) => Promise<readonly LinkedSpace[] | undefined>;

const webAddress = z.url({ protocol: /^https?$/ });
const linkedAccounts = z.object({
  linked_accounts: z.array(
    z.object({
      space: z.string(),
      name: z.string(),
      status: z.enum(['active', 'available', 'unavailable']),
      initiate_login_uri: webAddress.optional(),
      activated_at: z.iso.datetime().optional(),
    }),
  ),
});

export function createLinkedSpaces(provider: SpaceProvider, tokens: SpaceTokens): AskLinkedSpaces {
  return async function askLinkedSpaces(session, signedIn, language) {
    const url = new URL(`${provider.issuer}/linked-accounts?ui_locales=${language}`);
    try {
      const configuration = await provider.configuration();
      const answer = await client.fetchProtectedResource(configuration, await tokens.accessToken(session, signedIn), url, 'GET');
      const known = answer.ok ? linkedAccounts.safeParse(await answer.json().catch(() => undefined)).data : undefined;
      return known?.linked_accounts.map(({ initiate_login_uri: href, activated_at: activatedAt, ...account }) => ({
        ...account,
        href,
        activatedAt,
      }));
    } catch (error) {
      if (isUnreachable(error) || (await refusalOf(error))) return undefined;
      throw error;
    }
  };
}
