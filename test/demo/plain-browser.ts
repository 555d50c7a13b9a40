/** As much of a browser as the demo's tests need: cookies of one host with their paths, redirects followed one by one. */

interface Cookie {
  readonly name: string;
  readonly path: string;
  readonly value: string;
}

export interface Page {
  readonly status: number;
  readonly url: URL;
  readonly location: string | undefined;
  readonly headers: Headers;
  readonly body: string;
}

export type Browser = ReturnType<typeof createBrowser>;

export function createBrowser() {
  let cookies: Cookie[] = [];

  async function request(url: string | URL, init: RequestInit = {}): Promise<Page> {
    const at = new URL(url);
    const headers = new Headers(init.headers);
    const sent = cookies.filter(({ path }) => at.pathname.startsWith(path)).map(({ name, value }) => `${name}=${value}`);
    if (sent.length > 0) headers.set('cookie', sent.join('; '));
    const response = await fetch(at, { ...init, headers, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) keep(line);
    const location = response.headers.get('location');
    return {
      status: response.status,
      url: at,
      location: location === null ? undefined : new URL(location, at).href,
      headers: response.headers,
      body: await response.text(),
    };
  }

  /** Follows redirects until there is none, or until `stop` would be asked. */
  async function follow(url: string | URL, stop?: (url: string) => boolean, init?: RequestInit): Promise<Page> {
    let page = await request(url, init);
    for (let hops = 0; page.location !== undefined && !stop?.(page.location); hops += 1) {
      if (hops > 20) throw new Error(`redirected for ever: ${page.location}`);
      page = await request(page.location);
    }
    return page;
  }

  function post(url: string, form: Record<string, string> = {}, headers: Record<string, string> = {}): Promise<Page> {
    return request(url, { method: 'POST', body: new URLSearchParams(form), headers });
  }

  async function json(url: string): Promise<unknown> {
    return JSON.parse((await request(url)).body);
  }

  function keep(line: string): void {
    const [pair = '', ...attributes] = line.split(/;\s*/);
    const name = pair.slice(0, pair.indexOf('='));
    const value = pair.slice(name.length + 1);
    const path = attributes.find((attribute) => attribute.toLowerCase().startsWith('path='))?.slice(5) ?? '/';
    cookies = cookies.filter((cookie) => cookie.name !== name || cookie.path !== path);
    if (value !== '') cookies.push({ name, path, value });
  }

  return { request, follow, post, json, cookie: (name: string) => cookies.find((cookie) => cookie.name === name)?.value };
}
