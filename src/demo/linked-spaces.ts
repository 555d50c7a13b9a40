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
}

/** Undefined where the provider could not, or would not, say. */
export type AskLinkedSpaces = (session: SpaceSession, signedIn: SignedIn) => Promise<readonly LinkedSpace[] | undefined>;

const webAddress = z.url({ protocol: /^https?$/ });
const linkedAccounts = z.object({
  linked_accounts: z.array(
    z.object({
      space: z.string(),
      name: z.string(),
      status: z.enum(['active', 'available', 'unavailable']),
      initiate_login_uri: webAddress.optional(),
    }),
  ),
});

export function createLinkedSpaces(provider: SpaceProvider, tokens: SpaceTokens): AskLinkedSpaces {
  const url = new URL(`${provider.issuer}/linked-accounts?ui_locales=fr`);

  return async function askLinkedSpaces(session, signedIn) {
    try {
      const configuration = await provider.configuration();
      const answer = await client.fetchProtectedResource(configuration, await tokens.accessToken(session, signedIn), url, 'GET');
      const known = answer.ok ? linkedAccounts.safeParse(await answer.json().catch(() => undefined)).data : undefined;
      return known?.linked_accounts.map(({ space, name, status, initiate_login_uri: href }) => ({ space, name, status, href }));
    } catch (error) {
      if (isUnreachable(error) || (await refusalOf(error))) return undefined;
      throw error;
    }
  };
}
