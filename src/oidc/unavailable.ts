/**
 * An unknown is never a no: when a store or the directory does not answer, the request fails with 503 and writes nothing.
 * "Not found" instead would make the library overwrite sessions and clients drop their tokens: an outage would sign everybody out (T61).
 */
import { errors } from 'oidc-provider';

export const retryAfterSeconds = 5;

export class Unavailable extends errors.OIDCProviderError {
  override error_description = 'the service is temporarily unavailable, try again';

  constructor(cause: unknown) {
    super(503, 'temporarily_unavailable', { cause });
    // The library hides what is 5xx; this one is meant for the client, which may try again (RFC 6749 section 4.1.2.1).
    this.expose = true;
  }
}

/** Turns every error that is not an OAuth error into `Unavailable`. */
export async function answered<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof errors.OIDCProviderError) throw error;
    throw new Unavailable(error);
  }
}

/** A port whose every method fails with `Unavailable` when it fails. */
export function guarded<T extends object>(port: T): T {
  // Not around the port itself: of a frozen one a proxy must answer the members as they are.
  const shadow: T = Object.create(port);
  return new Proxy(shadow, {
    get(_shadow, property) {
      const member: unknown = Reflect.get(port, property, port);
      if (typeof member !== 'function') return member;
      // A port's method may throw before it answers a promise; both are the same outage.
      return (...parameters: unknown[]) => answered((async () => Reflect.apply(member, port, parameters))());
    },
  });
}
