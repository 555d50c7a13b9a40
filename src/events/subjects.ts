/**
 * Which account an event is about: subject identifiers (RFC 9493) that can name an account of ours, alone or as the `user` of a complex
 * subject (Shared Signals Framework 1.0 section 3.3). Whether the account exists is not asked here, and so cannot be told.
 */
import { z } from 'zod';
import type { EventPayload, SecurityEventToken } from './set-verification.ts';

const accountId = z.string().min(1).max(255);
const simpleSubject = z.discriminatedUnion('format', [
  z.object({ format: z.literal('iss_sub'), iss: z.string(), sub: accountId }),
  z.object({ format: z.literal('opaque'), id: accountId }),
]);
/** Its other members narrow the event to a session or a device: what is narrower than an account is taken for the whole account, to be safe. */
const complexSubject = z.strictObject({
  format: z.literal('complex'),
  user: simpleSubject,
  // A subject that names two accounts names none: there is no other member than the framework's own.
  ...Object.fromEntries(
    ['device', 'session', 'application', 'tenant', 'org_unit', 'group'].map((member) => [member, z.unknown().optional()]),
  ),
});
const subjectSchema = z.union([simpleSubject, complexSubject]);

/** The account that the token (`sub_id`) or the event (`subject`) names; undefined when they name none, or not the same one (T38). */
export function accountOf(ourIssuer: string, { subject }: SecurityEventToken, payload: EventPayload): string | undefined {
  const given = [subject, payload.subject].filter((candidate) => candidate !== undefined);
  const named = new Set(given.map((candidate) => accountNamed(ourIssuer, candidate)));
  return named.size === 1 ? [...named][0] : undefined;
}

function accountNamed(ourIssuer: string, candidate: unknown): string | undefined {
  const subject = subjectSchema.safeParse(candidate).data;
  if (!subject) return undefined;
  const simple = subject.format === 'complex' ? subject.user : subject;
  if (simple.format === 'opaque') return simple.id;
  return simple.iss === ourIssuer ? simple.sub : undefined;
}
