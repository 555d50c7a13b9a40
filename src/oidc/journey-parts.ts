/** What the rooms of the journey are built with. */
import type Provider from 'oidc-provider';
import type { createActivation } from './activation.ts';
import type { createApproval } from './approval.ts';
import type { BrowserCookie } from './browser-cookie.ts';
import type { Decide } from './decision.ts';
import type { Moves } from './journey-moves.ts';
import type { SpaceSessions } from './space-sessions.ts';

export interface JourneyParts {
  readonly provider: Provider;
  readonly sessions: SpaceSessions;
  readonly decide: Decide;
  readonly activation: ReturnType<typeof createActivation>;
  readonly approval: ReturnType<typeof createApproval>;
  readonly browserCookie: BrowserCookie;
}

export type LinkPageParts = JourneyParts & { readonly moves: Moves };
