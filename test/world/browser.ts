/**
 * A browser as far as the protocol sees one: cookies by origin and path, redirects followed while they stay on the provider,
 * forms posted with their own hidden fields. It speaks the wire through supertest and knows nothing of the provider's inside.
 */
import supertest from 'supertest';
import { type Form, formsOf } from './forms.ts';

export interface Answer {
  readonly status: number;
  readonly url: URL;
  readonly text: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The forms of the page. */
  readonly forms: readonly Form[];
  /** How many requests it took, redirects included. */
  readonly requests: number;
  /** Where the browser was sent, when that is not on the provider: the relying party's redirect URI with its parameters. */
  readonly left: URL | undefined;
}

export interface Browser {
  get(url: string | URL): Promise<Answer>;
  post(url: string | URL, fields: Readonly<Record<string, string>>, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  /** Posts a form of a page: its hidden fields, what the person fills in, and the button. */
  submit(answer: Answer, filled?: Readonly<Record<string, string>>, which?: (form: Form) => boolean): Promise<Answer>;
  /** One request, no redirect followed. */
  request(
    method: 'GET' | 'POST',
    url: string | URL,
    fields?: Readonly<Record<string, string>>,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Answer>;
  /** The value of a cookie that the provider has set for a path. */
  cookie(name: string, path?: string): string | undefined;
  setCookie(cookie: string): void;
}

const redirects: ReadonlySet<number> = new Set([301, 302, 303, 307]);

export function openBrowser(origin: string): Browser {
  const agent = supertest.agent(origin);

  async function request(
    method: 'GET' | 'POST',
    url: string | URL,
    fields?: Readonly<Record<string, string>>,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer> {
    const target = new URL(url, origin);
    const path = target.pathname + target.search;
    const sent = method === 'GET' ? agent.get(path) : agent.post(path).type('form').send(new URLSearchParams(fields).toString());
    const response = await sent
      .redirects(0)
      .ok(() => true)
      .set({ accept: 'text/html', ...headers });
    const location = response.headers.location;
    const next = redirects.has(response.status) && location !== undefined ? new URL(location, target) : undefined;
    return {
      status: response.status,
      url: target,
      text: response.text ?? '',
      headers: response.headers,
      forms: formsOf(response.text ?? '', target),
      requests: 1,
      left: next && next.origin !== new URL(origin).origin ? next : undefined,
    };
  }

  async function follow(answer: Answer): Promise<Answer> {
    let current = answer;
    for (let hop = 0; hop < 12; hop += 1) {
      const location = current.headers.location;
      if (!redirects.has(current.status) || location === undefined || current.left) return current;
      const next = await request('GET', new URL(location, current.url));
      current = { ...next, requests: current.requests + 1 };
    }
    throw new Error('too many redirects');
  }

  return {
    request,
    get: async (url) => follow(await request('GET', url)),
    post: async (url, fields, headers) => follow(await request('POST', url, fields, headers)),
    async submit(answer, filled = {}, which = ({ method }) => method === 'POST') {
      const form = answer.forms.find(which);
      if (!form) throw new Error(`no such form on ${answer.url.pathname}: ${answer.text.slice(0, 400)}`);
      return follow(await request(form.method, form.action, { ...form.hidden, ...filled }));
    },
    cookie: (name, path = '/') =>
      agent.jar.getCookie(name, { domain: new URL(origin).hostname, path, secure: false, script: false })?.value,
    setCookie: (cookie) => {
      agent.jar.setCookie(cookie, new URL(origin).hostname, '/');
    },
  };
}
