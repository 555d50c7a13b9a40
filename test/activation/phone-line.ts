/**
 * The line between the provider and the authenticator service, to be cut and mended: requests to the phone's origin fail as they do when
 * nobody listens, or are answered by a balancer that has no server left. Everything else, and the phone itself, stays as it is.
 */
export interface PhoneLine {
  /** Before the provider's first request to the phone. */
  lay(phone: string): void;
  cut(how: 'broken' | 'answers 503'): void;
  mend(): void;
  remove(): void;
}

export function createPhoneLine(): PhoneLine {
  const { fetch } = globalThis;
  let fault: 'broken' | 'answers 503' | undefined;
  return {
    lay(phone) {
      globalThis.fetch = async (input, init) => {
        const url = input instanceof Request ? input.url : String(input);
        if (fault === undefined || new URL(url).origin !== phone) return fetch(input, init);
        if (fault === 'answers 503') return new Response('no server is available', { status: 503 });
        throw new TypeError('fetch failed');
      };
    },
    cut(how) {
      fault = how;
    },
    mend() {
      fault = undefined;
    },
    remove() {
      globalThis.fetch = fetch;
    },
  };
}
