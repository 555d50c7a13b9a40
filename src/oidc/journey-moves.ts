/** The few ways in which a page ends: a result stored in the interaction, and the address that resumes it. */
import type Provider from 'oidc-provider';
import type { InteractionResults } from 'oidc-provider';
import { type Hashable, hashOf } from '../linking/canonical-json.ts';
import { uiLocalesOf } from './authorization-request.ts';
import type { Redirect } from './pages.ts';
import type { Parts } from './parts.ts';
import type { Visit } from './visit.ts';

export type Moves = ReturnType<typeof createMoves>;

export function createMoves({ memories }: Parts, provider: Provider) {
  /** Moves are called after `journey` has answered: they need a memory of their own. */
  function resumeWith({ host }: Visit, result: InteractionResults): Promise<Redirect> {
    return memories.within(async () => ({ redirectTo: await provider.interactionResult(host.req, host.res, result) }));
  }

  function refuse(visit: Visit, description: string): Promise<Redirect> {
    return resumeWith(visit, { error: 'access_denied', error_description: description });
  }

  /** What every page knows; `seen` is what the customer decides on. */
  function page(visit: Visit, seen: Hashable) {
    const { linked_from: linkedFrom } = visit.interaction.params;
    return {
      uid: visit.interaction.uid,
      space: visit.space,
      clientId: visit.client.clientId,
      ...(typeof linkedFrom === 'string' && { linkedFrom }),
      uiLocales: uiLocalesOf(visit.interaction.params),
      shown: hashOf({ uid: visit.interaction.uid, seen }),
      expiresAt: new Date((visit.interaction.exp ?? 0) * 1000),
      giveUp: () => refuse(visit, 'the customer gave up'),
    };
  }

  return { resumeWith, refuse, page };
}
