/**
 * The access token of a session, refreshed when its time is over. A refresh token is rotated at every use and its second use ends the
 * whole login, so that of two pages drawn at once only one may refresh: the other waits for the same answer.
 */
import type { SpaceFlow } from './space-flow.ts';
import type { SignedIn, SpaceSession } from './space-sessions.ts';

/** A token that dies on its way is as good as dead. */
const MARGIN_MS = 5000;

type Refreshed = Awaited<ReturnType<SpaceFlow['refresh']>>;

export type SpaceTokens = ReturnType<typeof createSpaceTokens>;

export function createSpaceTokens({ flow, now }: { flow: Pick<SpaceFlow, 'refresh'>; now: () => number }) {
  const underWay = new WeakMap<SignedIn, Promise<Refreshed>>();

  /** Undefined when there is no refresh token. A refused refresh throws what openid-client threw. */
  function refresh(session: SpaceSession, signedIn: SignedIn): Promise<Refreshed> {
    const known = underWay.get(signedIn) ?? start(session, signedIn);
    underWay.set(signedIn, known);
    return known;
  }

  async function start(session: SpaceSession, signedIn: SignedIn): Promise<Refreshed> {
    try {
      const refreshed = await flow.refresh(signedIn);
      // Signed out, or signed in anew, while the provider answered: the new tokens belong to nobody here.
      if (refreshed && session.signedIn === signedIn) session.signedIn = refreshed.signedIn;
      return refreshed;
    } catch (error) {
      underWay.delete(signedIn);
      throw error;
    }
  }

  async function accessToken(session: SpaceSession, signedIn: SignedIn): Promise<string> {
    if (signedIn.expiresAt > now() + MARGIN_MS) return signedIn.accessToken;
    const refreshed = await refresh(session, signedIn);
    return (refreshed?.signedIn ?? signedIn).accessToken;
  }

  return { refresh, accessToken };
}
