/** What every answer must have, and what none may show. Faults are words, so that a failed test lists them all at once. */
import { script } from './attacks.ts';
import type { Received } from './sending.ts';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** An image that is opened by itself may hold a script; it runs nothing. */
const imagePolicy = ["default-src 'none'", "frame-ancestors 'none'", 'sandbox'];
const policy = ["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "script-src 'self'", "style-src 'self'"];

/** Headers of every answer, whatever its status. */
export function headerFaults({ headers, requestId }: Received, { https = false, cached = false } = {}): readonly string[] {
  const is = (name: string, value: string) => (headers.get(name) === value ? [] : [`${name}: ${headers.get(name)}`]);
  const csp = headers.get('content-security-policy') ?? '';
  const wanted = headers.get('content-type')?.startsWith('image/') ? imagePolicy : policy;
  return [
    ...is('x-content-type-options', 'nosniff'),
    ...is('x-frame-options', 'DENY'),
    ...is('referrer-policy', 'same-origin'),
    ...is('cross-origin-opener-policy', 'same-origin'),
    ...(/camera=\(\).*geolocation=\(\)/.test(headers.get('permissions-policy') ?? '') ? [] : ['permissions-policy']),
    ...(wanted.every((directive) => csp.includes(directive)) && !/unsafe-|\*|data:/.test(csp) ? [] : [`content-security-policy: ${csp}`]),
    ...(cached
      ? is('cache-control', 'public, max-age=31536000, immutable')
      : /\bno-store\b/.test(headers.get('cache-control') ?? '')
        ? []
        : [`cache-control: ${headers.get('cache-control')}`]),
    ...(https ? is('strict-transport-security', 'max-age=31536000; includeSubDomains') : []),
    ...(headers.has('server') || headers.has('x-powered-by') ? ['it says what it runs on'] : []),
    ...(uuid.test(requestId) ? [] : [`x-request-id: ${requestId}`]),
  ];
}

/** What an answer shows of the inside, or gives back as it came in. */
export function leaks({ text, headers }: Received, secrets: Iterable<string>): readonly string[] {
  const shown = `${text}\n${headers.get('location') ?? ''}\n${headers.get('www-authenticate') ?? ''}`;
  return [
    ...(/\n\s+at .+[(:]\d+:\d+|node_modules|\/src\/|file:\/\/|\.ts:\d/.test(shown) ? ['a stack or a file'] : []),
    ...(/mongo|MongoServerError|E11000|ECONNREFUSED|timed out/i.test(shown) ? ['the store'] : []),
    ...[...secrets].filter((secret) => shown.includes(secret)).map((secret) => `the inner id ${secret}`),
    ...(isPage(headers) && [script, '<script>alert', "onerror='alert", 'onerror="alert'].some((raw) => text.includes(raw))
      ? ['markup that was sent']
      : []),
  ];
}

/** A refusal helps: a page with a heading, a way on, and the request's id; or JSON with an error; or nothing where the protocol says so. */
export function unhelpful({ text, headers, requestId, status }: Received): readonly string[] {
  if (status === 303 && headers.has('location')) return [];
  if (isPage(headers)) {
    if (!/<h1[^>]*>[^<]+<\/h1>/.test(text)) return ['a page without a heading'];
    if (!/<html[^>]* lang=/.test(text)) return ['a page without a language'];
    return status < 400 || (text.includes(requestId) && /<a [^>]*href=/.test(text))
      ? []
      : ['a page of failure without the id of the request, or without a way on'];
  }
  if (status === 401 && headers.has('www-authenticate')) return [];
  if (/json/.test(headers.get('content-type') ?? '')) {
    const body = Object(JSON.parse(text));
    return 'error' in body || 'title' in body || 'err' in body ? [] : [`JSON without an error: ${text.slice(0, 100)}`];
  }
  return text === '' && status === 405 ? [] : [`neither a page nor JSON: ${headers.get('content-type')} ${text.slice(0, 60)}`];
}

function isPage(headers: Headers): boolean {
  return /text\/html/.test(headers.get('content-type') ?? '');
}
