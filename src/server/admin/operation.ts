/**
 * One operation of the admin API, as data: the routes and the OpenAPI document are both made from it, so that neither can say what the other
 * does not. What comes in is checked by its schemas before the handler sees it; an object with unknown members is refused (T45).
 */
import { z } from 'zod';
import type { ProblemCode, RequestFault } from './problems.ts';
import type { AdminScope } from './scopes.ts';

export type Tag = 'Account links' | 'Policies' | 'Deliveries' | 'Accounts' | 'Document';

export interface Caller {
  readonly clientId: string;
}

export type Outcome<Answer> = { readonly ok: true; readonly answer: Answer } | Refused;

export interface Refused {
  readonly ok: false;
  readonly code: ProblemCode;
  readonly faults?: readonly RequestFault[];
}

interface Described {
  /** OpenAPI's `operationId`. */
  readonly id: string;
  readonly method: 'get' | 'post';
  /** Below `/admin/v1`, with `{name}` for what varies. */
  readonly path: string;
  /** None for what needs no token. */
  readonly scope: AdminScope | undefined;
  readonly tag: Tag;
  readonly summary: string;
  readonly description?: string;
  /** What the handler may refuse with; what every operation may is known. */
  readonly refusals: readonly ProblemCode[];
}

export interface Operation extends Described {
  readonly params: z.ZodObject;
  readonly query: z.ZodObject;
  readonly body: z.ZodObject | undefined;
  readonly answer: z.ZodType;
  /** Checks what came in, and does it. */
  readonly run: (request: { params: unknown; query: unknown; body: unknown; caller: Caller }) => Promise<Outcome<unknown>>;
}

const nothing = z.strictObject({});

interface Spec<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodObject, A extends z.ZodType> extends Described {
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  readonly answer: A;
  readonly handle: (request: {
    readonly params: z.output<P>;
    readonly query: z.output<Q>;
    readonly body: z.output<B>;
    readonly caller: Caller;
  }) => Promise<Outcome<z.input<A>>>;
}

/** A checked operation, its types forgotten: a table holds many. */
export function operation<
  A extends z.ZodType,
  P extends z.ZodObject = typeof nothing,
  Q extends z.ZodObject = typeof nothing,
  B extends z.ZodObject = typeof nothing,
>(spec: Spec<P, Q, B, A>): Operation {
  // The casts: a schema that is left out is `nothing`, which is what its type parameter is then.
  const { handle, params = nothing as unknown as P, query = nothing as unknown as Q, body, ...described } = spec;

  return {
    ...described,
    params,
    query,
    body,
    async run(request) {
      const inPath = params.safeParse(request.params);
      // An id that cannot be one is an address where nothing is.
      if (!inPath.success) return refused('not_found');
      const inQuery = query.safeParse(request.query);
      const inBody = (body ?? (nothing as unknown as B)).safeParse(body ? request.body : {});
      if (!inQuery.success || !inBody.success)
        return refused('invalid_request', [...faultsOf('query', inQuery.error), ...faultsOf('body', inBody.error)]);
      return handle({ params: inPath.data, query: inQuery.data, body: inBody.data, caller: request.caller });
    },
  };
}

export function answered<Answer>(answer: Answer): Outcome<Answer> {
  return { ok: true, answer };
}

export function refused(code: ProblemCode, faults?: readonly RequestFault[]): Refused {
  return { ok: false, code, ...(faults && { faults }) };
}

function faultsOf(place: RequestFault['in'], error: z.ZodError | undefined): readonly RequestFault[] {
  return (error?.issues ?? []).flatMap((issue) => {
    const name = issue.path.join('.');
    if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => ({ in: place, name: key, detail: 'is not known here' }));
    return [{ in: place, name, detail: issue.message }];
  });
}
