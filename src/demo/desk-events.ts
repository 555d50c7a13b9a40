/**
 * The desk as a transmitter of security events: one SET (RFC 8417) about one account, signed with the desk's own key, pushed (RFC 8935)
 * and waited for. An event that was acknowledged has taken effect.
 */
import { randomUUID } from 'node:crypto';
import { importJWK, type JWK, SignJWT } from 'jose';
import { z } from 'zod';
import { type Outcome, refused } from './desk-problem.ts';

export const deskEvents = {
  credentialChangeRequired: 'https://schemas.openid.net/secevent/risc/event-type/account-credential-change-required',
  accountDisabled: 'https://schemas.openid.net/secevent/risc/event-type/account-disabled',
  accountEnabled: 'https://schemas.openid.net/secevent/risc/event-type/account-enabled',
  accountPurged: 'https://schemas.openid.net/secevent/risc/event-type/account-purged',
  administratorChanged: 'urn:passerelle:event:administrator-changed',
} as const;

export type DeskEvent = (typeof deskEvents)[keyof typeof deskEvents];

export interface DeskEventsOptions {
  /** The receiver is at its `/events`, and accounts are named by it (RFC 9493 `iss_sub`). */
  readonly issuer: string;
  /** The desk's own address, as the receiver knows it. */
  readonly transmitter: string;
  /** ES256, with its `kid`. */
  readonly privateKeyJwk: JWK;
  readonly fetch: typeof fetch;
  readonly now: () => number;
}

/** `members` of the event beside its time. */
export type PushEvent = (event: DeskEvent, accountId: string, members?: Readonly<Record<string, string>>) => Promise<Outcome>;

/** Two changes in one breath are told as two: finer steps would be lost where seconds are counted in floating point. */
const STEP_MS = 10;

/** RFC 8935 section 2.4. */
const errorBody = z.object({ err: z.string() });

export function createDeskEvents({ issuer, transmitter, privateKeyJwk, fetch, now }: DeskEventsOptions): PushEvent {
  let latest = 0;

  return async function pushEvent(event, accountId, members = {}) {
    const response = await fetch(`${issuer}/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/secevent+jwt', accept: 'application/json' },
      body: await sign(event, accountId, members),
      redirect: 'error',
    });
    if (response.status === 202) return { ok: true };
    const answered = errorBody.safeParse(await response.json().catch(() => undefined)).data;
    return refused('event-refused', answered?.err ?? `status ${response.status}`);
  };

  async function sign(event: DeskEvent, accountId: string, members: Readonly<Record<string, string>>): Promise<string> {
    const claims = {
      sub_id: { format: 'iss_sub', iss: issuer, sub: accountId },
      events: { [event]: { event_timestamp: nextTime(), ...members } },
    };
    return new SignJWT(claims)
      .setProtectedHeader({ alg: 'ES256', typ: 'secevent+jwt', ...(privateKeyJwk.kid !== undefined && { kid: privateKeyJwk.kid }) })
      .setIssuer(transmitter)
      .setAudience(issuer)
      .setIssuedAt(Math.floor(now() / 1000))
      .setJti(randomUUID())
      .sign(await importJWK(privateKeyJwk, 'ES256'));
  }

  /** Of two events the receiver keeps the later one, in whatever order they come: so no two are of the same time. */
  function nextTime(): number {
    latest = Math.max(now(), latest + STEP_MS);
    return latest / 1000;
  }
}
