/**
 * Outgoing requests of the provider (back-channel logout, key sets of clients). The library refuses loopback and private addresses,
 * against server-side request forgery; listed hosts alone may be there, and may be without TLS. Everything else must be https.
 */
type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

/** `allowedHosts` are `host:port`. */
export function createOutgoingFetch(allowedHosts: readonly string[], fetch: Fetch = globalThis.fetch): Fetch {
  return async function outgoingFetch(input, init = {}) {
    const url = new URL(input instanceof Request ? input.url : input);
    const options = { ...init, redirect: init.redirect ?? ('error' as const) };
    if (allowedHosts.includes(hostOf(url))) {
      // The dispatcher is the library's guard against special-use addresses.
      Reflect.deleteProperty(options, 'dispatcher');
    } else if (url.protocol !== 'https:') {
      throw new TypeError(`${url.host} is neither reached over https nor listed in outgoing.allowed_hosts`);
    }
    return fetch(input, options);
  };
}

function hostOf({ hostname, port, protocol }: URL): string {
  return `${hostname}:${port === '' ? defaultPort(protocol) : port}`;
}

function defaultPort(protocol: string): number {
  return protocol === 'https:' ? 443 : 80;
}
