/** One request for a page of a journey. */
import type { Client } from 'oidc-provider';
import type { ProviderInteraction } from './interaction-results.ts';
import type { HostContext } from './passerelle-types.ts';
import type { ProviderSession } from './request-memory.ts';

export interface Visit {
  readonly host: HostContext;
  readonly interaction: ProviderInteraction;
  readonly client: Client;
  /** The space being opened, and its session in this browser. */
  readonly space: string;
  readonly session: ProviderSession | undefined;
}
