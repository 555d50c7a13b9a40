/**
 * A browser that travels over all the demo's origins. As in a real one, cookies belong to host and path and not to the port:
 * every application of `localhost` must name its own. Redirects are followed until a page, or out of the demo.
 */
import type { DemoUrls } from '../../src/start-demo.ts';
import type { Answer, Browser } from './browser.ts';
import { type Form, formsOf } from './forms.ts';

export interface Traveller extends Browser {
  /** What an application answers to a program: one request with this browser's cookies. */
  json(method: 'GET' | 'POST', url: string, fields?: Readonly<Record<string, string>>): Promise<{ status: number; body: unknown }>;
}

interface Cookie {
  readonly name: string;
  readonly path: string;
  readonly value: string;
}

const redirects: ReadonlySet<number> = new Set([301, 302, 303, 307]);

export function openTraveller({ issuer, pro, particuliers, phone, desk }: DemoUrls, language?: string): Traveller {
  return openTravellerBetween([issuer, pro, particuliers, phone, desk], language);
}

/** Between these origins; an address without one is of the first. It asks for pages in a language, or says nothing of languages. */
export function openTravellerBetween(places: readonly [string, ...string[]], language?: string): Traveller {
  const [issuer] = places;
  const origins: ReadonlySet<string> = new Set(places);
  let cookies: Cookie[] = [];

  function keep(line: string): void {
    const [pair = '', ...attributes] = line.split(/;\s*/);
    const name = pair.slice(0, pair.indexOf('='));
    const path = attributes.find((attribute) => /^path=/i.test(attribute))?.slice(5) ?? '/';
    cookies = cookies.filter((cookie) => cookie.name !== name || cookie.path !== path);
    const value = pair.slice(name.length + 1);
    if (value !== '') cookies.push({ name, path, value });
  }

  async function send(
    method: 'GET' | 'POST',
    url: URL,
    fields: Readonly<Record<string, string>> = {},
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Response> {
    const sent = cookies.filter(({ path }) => url.pathname.startsWith(path)).map(({ name, value }) => `${name}=${value}`);
    const response = await fetch(url, {
      method,
      redirect: 'manual',
      headers: {
        accept: 'text/html',
        ...(language !== undefined && { 'accept-language': language }),
        ...headers,
        ...(sent.length > 0 && { cookie: sent.join('; ') }),
      },
      ...(method === 'POST' && { body: new URLSearchParams(fields) }),
    });
    for (const line of response.headers.getSetCookie()) keep(line);
    return response;
  }

  const request: Browser['request'] = async (method, url, fields, headers) => {
    const target = new URL(url, issuer);
    const response = await send(method, target, fields, headers);
    const text = await response.text();
    const location = response.headers.get('location');
    const next = redirects.has(response.status) && location !== null ? new URL(location, target) : undefined;
    return {
      status: response.status,
      url: target,
      text,
      headers: Object.fromEntries(response.headers),
      forms: formsOf(text, target),
      requests: 1,
      left: next && !origins.has(next.origin) ? next : undefined,
    };
  };

  async function follow(answer: Answer): Promise<Answer> {
    let current = answer;
    for (let hop = 0; hop < 20; hop += 1) {
      const location = current.headers.location;
      if (!redirects.has(current.status) || location === undefined || current.left) return current;
      const next = await request('GET', new URL(location, current.url));
      current = { ...next, requests: current.requests + 1 };
    }
    throw new Error(`too many redirects: ${current.headers.location}`);
  }

  return {
    request,
    get: async (url) => follow(await request('GET', url)),
    post: async (url, fields, headers) => follow(await request('POST', url, fields, headers)),
    async submit(answer, filled = {}, which = ({ method }: Form) => method === 'POST') {
      const form = answer.forms.find(which);
      if (!form) throw new Error(`no such form on ${answer.url.href}: ${answer.text.slice(0, 400)}`);
      return follow(await request(form.method, form.action, { ...form.hidden, ...filled }));
    },
    async json(method, url, fields) {
      const response = await send(method, new URL(url), fields, { accept: 'application/json' });
      return { status: response.status, body: await response.json() };
    },
    cookie: (name, path = '/') => cookies.find((cookie) => cookie.name === name && cookie.path === path)?.value,
    setCookie: keep,
  };
}
