/**
 * Decides a request with `linked_from`, once per request: called by the `linked_from` validator and again by the resume middleware,
 * so that going straight to the resume URL skips nothing.
 */
import type { Client } from 'oidc-provider';
import { policyBetween } from '../linking/link-policy.ts';
import type { Choice, Outcome, StaticRefusal } from '../linking/situation.ts';
import { decide, staticRefusal } from '../linking/situation.ts';
import type { Parameters } from './authorization-request.ts';
import type { Gathered, GatherFacts } from './facts.ts';
import type { Parts } from './parts.ts';
import type { HostContext } from './passerelle-types.ts';
import type { ProviderSession } from './request-memory.ts';
import type { SpaceSessions } from './space-sessions.ts';

export interface DecisionRequest {
  readonly host: HostContext;
  readonly client: Client;
  readonly params: Parameters;
  readonly targetSession: ProviderSession | undefined;
  readonly loggedIn?: string | undefined;
  readonly choice?: { readonly choice: Choice; readonly account: string } | undefined;
  readonly hintedSub?: string | undefined;
}

export interface Decision extends Gathered {
  readonly outcome: Outcome;
  readonly source: string;
  readonly target: string;
  readonly sourceSession: ProviderSession | undefined;
}

export type Decide = (request: DecisionRequest) => Promise<Decision>;

export function createDecision({ spaces }: Parts, sessions: SpaceSessions, gatherFacts: GatherFacts): Decide {
  return async function decideRequest({ host, client, params, targetSession, loggedIn, choice, hintedSub }) {
    const source = params.linked_from;
    const target = spaces.ofClient(client.clientId);
    if (typeof source !== 'string' || target === undefined) throw new TypeError('only requests that passed row 1 can be decided');
    const sourceSession = await sessions.read(host, source);
    const gathered = await gatherFacts({ client, params, source, target, sourceSession, targetSession, loggedIn, choice, hintedSub });
    return { ...gathered, outcome: decide(gathered.facts), source, target, sourceSession };
  };
}

/** Row 1: what can be said without a browser. */
export function staticRefusalOf({ spaces, options }: Parts, linkedFrom: unknown, client: Client): StaticRefusal | undefined {
  const targetSpace = spaces.ofClient(client.clientId);
  const direction =
    typeof linkedFrom === 'string' && targetSpace !== undefined ? policyBetween(options.policies(), linkedFrom, targetSpace) : undefined;
  return staticRefusal({
    linkedFrom,
    targetSpace,
    spaces: spaces.ids,
    nativeClient: client.applicationType === 'native',
    clientNamed: direction?.policy.clients.includes(client.clientId) ?? false,
  });
}
