/**
 * Installs the extension on a provider, in the order in which a request meets it: the memory and the answer to faults, the guard of the
 * space, what precedes a resume; then the cookie names, single use, and the end of an interaction. Public members of oidc-provider only.
 */
import type Provider from 'oidc-provider';
import type { Configuration } from 'oidc-provider';
import { createFaultAnswer } from './answer-faults.ts';
import { createBodyOnlyPost } from './body-only-post.ts';
import { grantDuplicates, grantParameters, grantTypes } from './grant-request.ts';
import { createHostApplicationGuard } from './host-application.ts';
import { createLinkedAccountGrant, type GrantDeps } from './linked-account-grant.ts';
import { createLinkedAccounts, type LinkedAccountsDeps } from './linked-accounts.ts';
import { createOwnEndpoints } from './own-endpoints.ts';
import type { Parts } from './parts.ts';
import { replayKey } from './replay-key.ts';
import { createResume, type ResumeParts } from './resume.ts';
import { createSpellingGuard, routePathsOf } from './route-paths.ts';
import { createSpaceGuard, installSpaceCookies } from './space-sessions.ts';

/** What the installed rooms are built with. */
export type Rooms = ResumeParts & GrantDeps & LinkedAccountsDeps;

export function installOn(provider: Provider, parts: Parts, rooms: Rooms, renderError: Configuration['renderError']): void {
  const paths = routePathsOf(provider);
  provider.use(createFaultAnswer(parts, provider, renderError));
  provider.use(createOwnEndpoints(provider));
  provider.use(createHostApplicationGuard(provider));
  provider.use(createSpellingGuard(paths));
  provider.use(createBodyOnlyPost(parts, paths));
  provider.use(createSpaceGuard(parts, provider, paths));
  provider.use(createResume(parts, rooms));
  provider.use(createLinkedAccounts(parts, rooms));
  installSpaceCookies(parts, provider);
  installReplayDetection(parts, provider);
  // Before the first client is loaded: one that lists an unknown grant is refused.
  const handler = createLinkedAccountGrant(parts, rooms);
  for (const grantType of grantTypes) provider.registerGrantType(grantType, handler, grantParameters, grantDuplicates);
  provider.on('interaction.ended', (ctx) => {
    if (ctx.oidc.session) parts.memories.current()?.onInteractionEnded?.(ctx.oidc.session);
  });
}

/** The library finds and then inserts: twenty at once all pass (T34). One conditional insert instead. */
function installReplayDetection({ store }: Parts, provider: Provider): void {
  Object.assign(provider.ReplayDetection, {
    unique: async function unique(issuer: string, jti: string, exp: number): Promise<boolean> {
      return store.replay.firstUse(replayKey(issuer, jti), new Date(exp * 1000));
    },
  });
}
