/** One request for a page of a journey, and what the rooms of the journey share. */
import type Provider from 'oidc-provider';
import type { Client } from 'oidc-provider';
import type { createActivation } from './activation.ts';
import type { createApproval } from './approval.ts';
import type { Decide } from './decision.ts';
import type { ProviderInteraction } from './interaction-results.ts';
import type { Moves } from './journey-moves.ts';
import type { HostContext } from './passerelle-types.ts';
import type { ProviderSession } from './request-memory.ts';
import type { SpaceSessions } from './space-sessions.ts';

export interface JourneyParts {
  readonly provider: Provider;
  readonly sessions: SpaceSessions;
  readonly decide: Decide;
  readonly activation: ReturnType<typeof createActivation>;
  readonly approval: ReturnType<typeof createApproval>;
}

export interface Visit {
  readonly host: HostContext;
  readonly interaction: ProviderInteraction;
  readonly client: Client;
  /** The space being opened, and its session in this browser. */
  readonly space: string;
  readonly session: ProviderSession | undefined;
}

export type LinkPageParts = JourneyParts & { readonly moves: Moves };
