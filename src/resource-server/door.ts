/** What every door answers, whatever it is hung in: the token, or a status with headers and a JSON body. */
import type { IntrospectionResponse } from 'openid-client';
import { IntrospectionFailed } from './introspection.ts';
import type { CheckedRequest } from './request.ts';
import type { Requirements, TokenCheck } from './token-check.ts';

export interface Refused {
  readonly ok: false;
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: { readonly error: string; readonly error_description: string };
}

export type Admitted = { readonly ok: true; readonly token: IntrospectionResponse } | Refused;

/** Seconds. */
const retryAfter = '5';

export async function admit(check: TokenCheck, request: CheckedRequest, requirements: Requirements): Promise<Admitted> {
  try {
    const checked = await check(request, requirements);
    if (checked.ok) return checked;
    const { status, body } = checked;
    return { ok: false, status, headers: { 'Cache-Control': 'no-store', 'WWW-Authenticate': checked.challenge }, body };
  } catch (error) {
    if (!(error instanceof IntrospectionFailed)) throw error;
    return {
      ok: false,
      status: 503,
      headers: { 'Cache-Control': 'no-store', 'Retry-After': retryAfter },
      body: { error: 'temporarily_unavailable', error_description: 'access tokens cannot be checked at the moment' },
    };
  }
}
