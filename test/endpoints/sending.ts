/** One request of any method to the provider, with the cookies that a browser would send there, and what came back. */
import type { Browser } from '../world/browser.ts';

export interface Sent {
  readonly method: string;
  readonly path: string;
  readonly query?: Pairs;
  readonly form?: Pairs;
  readonly json?: unknown;
  readonly body?: string;
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Whose cookies go along. */
  readonly browser?: Browser | undefined;
}

/** A list, since a name may come twice. */
export type Pairs = readonly (readonly [name: string, value: string])[];

export interface Received {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly requestId: string;
}

const cookieNames = ['session', 'session.pro', 'session.particuliers', 'interaction', 'resume', 'forgotten_code'];

export function createSender(issuer: string) {
  return async function send({ method, path, query = [], headers = {}, browser, ...content }: Sent): Promise<Received> {
    const url = new URL(path, issuer);
    for (const [name, value] of query) url.searchParams.append(name, value);
    const { body, type } = bodyOf(content);
    const cookie = browser === undefined ? '' : cookiesFor(browser, url.pathname);
    const response = await fetch(url, {
      method,
      redirect: 'manual',
      headers: {
        accept: 'text/html',
        ...(cookie !== '' && { cookie }),
        ...(type !== undefined && { 'content-type': type }),
        ...headers,
      },
      ...(body !== undefined && method !== 'GET' && method !== 'HEAD' && { body }),
    });
    return {
      status: response.status,
      headers: response.headers,
      text: await response.text(),
      requestId: response.headers.get('x-request-id') ?? '',
    };
  };
}

function bodyOf({ form, json, body, type }: Pick<Sent, 'form' | 'json' | 'body' | 'type'>): { body?: string; type?: string } {
  if (body !== undefined) return { body, ...(type !== undefined && { type }) };
  if (form)
    return {
      body: new URLSearchParams(form.map(([name, value]) => [name, value])).toString(),
      type: type ?? 'application/x-www-form-urlencoded',
    };
  if (json !== undefined) return { body: JSON.stringify(json), type: type ?? 'application/json' };
  return {};
}

/** Cookies of interactions belong to the address of their page, so they are looked for there as well. */
function cookiesFor(browser: Browser, path: string): string {
  const places = ['/', path, '/forgotten-code'].filter((place) => path.startsWith(place));
  return cookieNames
    .flatMap((name) => [name, `${name}.sig`])
    .flatMap((name) => {
      const value = places.map((place) => browser.cookie(name, place)).find((found) => found !== undefined);
      return value === undefined ? [] : [`${name}=${value}`];
    })
    .join('; ');
}
