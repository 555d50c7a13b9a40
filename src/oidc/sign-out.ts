/** Signs one browser out of one space, from a page of the host's: as the library's own logout does, and what came from that login with it. */
import type Provider from 'oidc-provider';
import type { Configuration } from 'oidc-provider';
import type { Parts } from './parts.ts';
import type { HostContext } from './passerelle-types.ts';
import type { SessionEnds } from './session-ends.ts';
import type { SpaceSessions } from './space-sessions.ts';

type CookieOptions = NonNullable<NonNullable<Configuration['cookies']>['long']>;

export interface SignOutDeps {
  readonly provider: Provider;
  readonly sessions: SpaceSessions;
  readonly sessionEnds: SessionEnds;
  /** Of session cookies: a cookie is taken away with the attributes that it was given with. */
  readonly cookieOptions: CookieOptions | undefined;
}

export function createSignOut({ memories, spaces }: Parts, { provider, sessions, sessionEnds, cookieOptions }: SignOutDeps) {
  return function signOut(host: HostContext, space: string): Promise<boolean> {
    return memories.within(async () => {
      const session = spaces.ids.includes(space) ? await sessions.read(host, space) : undefined;
      if (!session) return false;
      await sessionEnds.end({ ...session, jti: session.jti }, 'signed_out');
      provider.createContext(host.req, host.res).cookies.set(spaces.cookieName(space), null, { ...cookieOptions });
      return true;
    });
  };
}
