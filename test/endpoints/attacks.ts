/** Every way to get one right request wrong, with what each must be answered. Which of them there are follows from the request itself. */
import type { Case } from './case.ts';
import type { Pairs, Sent } from './sending.ts';

export interface Attack {
  readonly name: string;
  readonly request: Sent;
  readonly status: number;
}

const pageTypes = ['application/json', 'multipart/form-data; boundary=x', 'text/plain', 'application/x-www-form-urlencodedx'];
const tooLarge = 'a'.repeat(66_000);

/** Markup, an attribute's end, a template's, and an address that is a script: one text, to be found nowhere as it is. */
export const script = `"><script>alert(1)</script><img src=x onerror='alert(2)'>{{7*7}}<%=7*7%>`;

/** Values for an id that name nothing, whatever reads them. */
const nonsense = [
  'unknown',
  '__proto__',
  'constructor',
  '{"$ne":null}',
  '[$ne]',
  '%00',
  '..%2f..%2fetc%2fpasswd',
  'a'.repeat(300),
  encodeURIComponent(script),
];

export function attacksOn(route: string, { request, without = {}, anonymous, stranger, id, twice = 400 }: Case): readonly Attack[] {
  const isLibrary = /^(POST|GET) \/(token|request|me|session\/end\/confirm|session\/end|auth)/.test(route);
  const isJson = 'json' in request;
  return [
    ...contentOf(request, isLibrary, isJson),
    ...parametersOf(request, without, { isLibrary, isAdmin: route.includes('/admin/'), twice }),
    ...(isJson ? membersOf(request) : []),
    ...(request.form?.some(([name]) => name === 'form_token') ? formTokensOf(request) : []),
    ...(anonymous === undefined ? [] : [{ name: 'without cookies and token', request: bare(request), status: anonymous }]),
    ...(request.headers?.authorization?.startsWith('Bearer ')
      ? [{ name: 'with a made-up token', request: madeUp(request), status: 401 }]
      : []),
    ...(stranger ? [{ name: 'T10: in another browser', request: { ...request, browser: stranger.browser }, status: stranger.status }] : []),
    ...(id?.others === undefined
      ? []
      : [{ name: "T41: somebody else's id", request: named(request, id.field, id.others), status: id.status }]),
    ...(id
      ? nonsense.map((value) => ({ name: `id ${value.slice(0, 30)}`, request: named(request, id.field, value), status: id.status }))
      : []),
  ];
}

/** What may be sent and stays text: only that it is never given back as it was is asked. */
export function scriptsIn({ request, without = {}, once }: Case): readonly Sent[] {
  const { query = [], form = [] } = request;
  // What could be left out is no reason to refuse: the request would be the right one.
  const inForm = form.filter(([name]) => without[name] !== 'optional');
  return [
    ...query.map(([name]) => ({ ...request, query: replaced(query, name, [[name, script]]) })),
    ...inForm.map(([name]) => ({ ...request, form: replaced(form, name, [[name, script]]) })),
    ...(request.method === 'GET' && !once ? [{ ...request, query: [...query, ['anything', script] as const] }] : []),
  ];
}

export function operatorsIn(attacks: readonly Attack[]): readonly Attack[] {
  return attacks.filter(({ name }) => /^(T45|id )/.test(name));
}

function contentOf(request: Sent, isLibrary: boolean, isJson: boolean): readonly Attack[] {
  // Of OAuth a malformed request is `invalid_request`, whatever is malformed (RFC 6749 section 5.2).
  const [status, large] = isLibrary ? [400, 400] : [415, 413];
  if (request.form) {
    return [
      ...pageTypes.map((type) => ({ name: `as ${type}`, request: { ...request, type }, status })),
      { name: 'larger than 64 kB', request: { ...request, form: [...request.form, ['more', tooLarge] as const] }, status: large },
    ];
  }
  if (!isJson) return [];
  return [
    ...['text/plain', 'application/x-www-form-urlencoded'].map((type) => ({ name: `as ${type}`, request: { ...request, type }, status })),
    { name: 'larger than 64 kB', request: { ...request, json: { ...Object(request.json), more: tooLarge } }, status: 413 },
    { name: 'no JSON', request: { ...request, body: '{"actor":', type: 'application/json' }, status: 400 },
  ];
}

/** Of a parameter that may be left out, only what is no such parameter is refused. */
function parametersOf(
  request: Sent,
  without: NonNullable<Case['without']>,
  { isLibrary, isAdmin, twice }: { readonly isLibrary: boolean; readonly isAdmin: boolean; readonly twice: number },
): readonly Attack[] {
  return (['query', 'form'] as const).flatMap((place) => {
    const given = request[place] ?? [];
    return given.flatMap(([name, value]) => {
      const status = without[name];
      if (status === undefined) throw new Error(`the row says nothing of the parameter '${name}'`);
      const change = (instead: Pairs) => ({ ...request, [place]: replaced(given, name, instead) });
      // A form of ours holds nothing but plain names; elsewhere a name that is not known is not looked at, and the parameter is missing.
      const strange = isAdmin || (place === 'form' && !isLibrary) ? 400 : status;
      return [
        { name: `without ${name}`, request: change([]), status },
        { name: `with an empty ${name}`, request: change([[name, '']]), status },
        {
          name: `with two of ${name}`,
          request: change([
            [name, value],
            [name, value],
          ]),
          status: status === 'optional' || status === twice ? twice : 400,
        },
        { name: `T45: ${name}[$ne]`, request: change([[`${name}[$ne]`, '']]), status: strange },
        { name: `T45: ${name}[]`, request: change([[`${name}[]`, value]]), status: strange },
        { name: `T45: ${name}.$gt`, request: change([[`${name}.$gt`, '']]), status: strange },
      ].flatMap(({ status: expected, ...attack }): readonly Attack[] => (expected === 'optional' ? [] : [{ ...attack, status: expected }]));
    });
  });
}

function membersOf(request: Sent): readonly Attack[] {
  const members = Object.entries(Object(request.json));
  return members.flatMap(([name, value]) =>
    [{ $ne: null }, { $gt: '' }, [value], [], 1, true, null].map((instead) => ({
      name: `T45: ${name}=${JSON.stringify(instead)}`,
      request: { ...request, json: { ...Object(request.json), [name]: instead } },
      status: 400,
    })),
  );
}

function formTokensOf(request: Sent): readonly Attack[] {
  const change = (token: string) => ({ ...request, form: replaced(request.form ?? [], 'form_token', [['form_token', token]]) });
  return [
    { name: 'T7: with a forged form token', request: change('A'.repeat(43)), status: 403 },
    {
      name: 'T7: from another origin',
      request: { ...request, headers: { ...request.headers, origin: 'https://evil.example' } },
      status: 403,
    },
    { name: 'T7: from nowhere', request: { ...request, headers: { ...request.headers, origin: 'null' } }, status: 403 },
  ];
}

function bare({ browser: _browser, headers, ...request }: Sent): Sent {
  const { authorization: _authorization, ...rest } = headers ?? {};
  return { ...request, headers: rest };
}

function madeUp(request: Sent): Sent {
  return { ...request, headers: { ...request.headers, authorization: 'Bearer {"$ne":null}' } };
}

function named(request: Sent, field: string | undefined, value: string): Sent {
  if (field === undefined) return { ...request, path: request.path.replace(/[^/]+$/, value) };
  const instead = (given: Pairs) => replaced(given, field, [[field, value]]);
  return { ...request, ...(request.query && { query: instead(request.query) }), ...(request.form && { form: instead(request.form) }) };
}

function replaced(given: Pairs, name: string, instead: Pairs): Pairs {
  return given.flatMap((pair): Pairs => (pair[0] === name ? instead : [pair]));
}
