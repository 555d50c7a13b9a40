/**
 * The cookie by which a browser is known again when it switches, for a host that tells its customers of new browsers; other hosts set none.
 * It is random, says nothing, opens nothing, and outlives logouts: a browser is not new because somebody signed out of it.
 */
import type Provider from 'oidc-provider';
import type { Configuration } from 'oidc-provider';
import type { Parts } from './parts.ts';
import type { HostContext } from './passerelle-types.ts';

export interface BrowserCookie {
  /** The id of this browser, which is given one if it has none; undefined where the host tells nobody. */
  idOf(host: HostContext): string | undefined;
}

export interface BrowserCookieDeps {
  readonly provider: () => Provider;
  /** Of session cookies: it must come along wherever they do. */
  readonly cookieOptions: () => NonNullable<Configuration['cookies']>['long'];
}

/** 400 days, the longest that browsers keep a cookie; counted from the last switch. */
const lifeMs = 400 * 24 * 60 * 60 * 1000;

export function createBrowserCookie({ options, newId }: Parts, { provider, cookieOptions }: BrowserCookieDeps): BrowserCookie {
  return {
    idOf({ req, res }) {
      if (!options.notices) return undefined;
      const { cookies, secure } = provider().createContext(req, res);
      // Over https bound to this very host: a neighbour's planted cookie would make its browser a known one.
      const name = `${secure ? '__Host-' : ''}passerelle.browser`;
      const id = cookies.get(name, { signed: true }) ?? newId();
      const { domain: _, ...likeSessions } = cookieOptions() ?? {};
      cookies.set(name, id, {
        sameSite: 'lax',
        ...likeSessions,
        secure,
        httpOnly: true,
        signed: true,
        overwrite: true,
        path: '/',
        maxAge: lifeMs,
      });
      return id;
    },
  };
}
