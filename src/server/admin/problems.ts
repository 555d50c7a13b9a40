/** What the admin API answers when it does not do what was asked: problem details (RFC 9457), from one closed list. */
import type { Context } from 'koa';

const problems = {
  invalid_request: [400, 'The request is not valid'],
  malformed_authorization: [400, 'The Authorization header is not one'],
  authentication_required: [401, 'An access token is needed'],
  invalid_token: [401, 'The access token is not valid'],
  invalid_dpop_proof: [401, 'The DPoP proof is not valid'],
  insufficient_scope: [403, 'The access token is not for this'],
  not_found: [404, 'There is nothing here'],
  unknown_account: [404, 'There is no such account'],
  unknown_link: [404, 'There is no such account link'],
  unknown_policy: [404, 'There is no such link policy'],
  unknown_delivery: [404, 'There is no such delivery'],
  no_built_in_directory: [404, "The accounts are the bank's own directory's"],
  method_not_allowed: [405, 'This address does not take the method'],
  open_links: [409, 'Account links are still open'],
  not_yet_told: [409, 'Others are still to be told of a change: try again in a moment'],
  suspended_in_configuration: [409, 'The policy is suspended in the configuration'],
  body_too_large: [413, 'The body is too large'],
  unsupported_media_type: [415, 'The body must be application/json'],
  internal_error: [500, 'Something went wrong'],
  temporarily_unavailable: [503, 'The service is temporarily unavailable'],
} as const satisfies Record<string, readonly [status: number, title: string]>;

export type ProblemCode = keyof typeof problems;

/** The cast: of an object whose members are all written above. */
export const problemCodes = Object.keys(problems) as readonly ProblemCode[];

/** One thing that is wrong with a request: where, and what must be. */
export interface RequestFault {
  readonly in: 'path' | 'query' | 'body';
  readonly name: string;
  readonly detail: string;
}

export function answerProblem(ctx: Context, code: ProblemCode, faults: readonly RequestFault[] = []): void {
  const [status, title] = problems[code];
  ctx.status = status;
  ctx.body = {
    type: problemType(code),
    title,
    status,
    ...(faults.length > 0 && { detail: faults.map(({ name, detail }) => `${name}: ${detail}`).join('; '), errors: faults }),
    // Set by the server's outermost middleware, for whoever asks the operators about it.
    ...(typeof ctx.state.requestId === 'string' && { request_id: ctx.state.requestId }),
  };
  ctx.type = 'application/problem+json';
}

export function problemType(code: ProblemCode): string {
  return `urn:passerelle:problem:${code.replaceAll('_', '-')}`;
}

export function problemStatus(code: ProblemCode): number {
  return problems[code][0];
}

export function problemTitle(code: ProblemCode): string {
  return problems[code][1];
}
