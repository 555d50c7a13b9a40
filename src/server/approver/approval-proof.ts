/**
 * What a positive answer says: the claims of its verified ID token and the one detail that was granted (RFC 9396, 7).
 * Whether that is what was asked for is the caller's question; an answer that lacks any of it is no proof.
 */
import type { JWTPayload } from 'jose';
import { z } from 'zod';
import type { ApprovalAnswer } from '../../linking/approver.ts';

const second = z.number().int().positive();
const claimsSchema = z.object({ sub: z.string().min(1), challenge: z.string().min(1), iat: second, auth_time: second });
const detailSchema = z
  .object({ type: z.enum(['account_link', 'login', 'operation', 'secret_code_reset']), challenge: z.string().min(1) })
  .catchall(z.string());

export function readProof(idToken: JWTPayload, authorizationDetails: unknown): ApprovalAnswer {
  const claims = claimsSchema.safeParse(idToken);
  if (!claims.success) return invalid('ID token', claims.error);
  const details = z.tuple([detailSchema]).safeParse(authorizationDetails);
  if (!details.success) return invalid('authorization_details', details.error);
  const { sub, challenge, iat, auth_time } = claims.data;
  return {
    outcome: 'approved',
    proof: {
      subject: sub,
      challenge,
      issuedAt: new Date(iat * 1000),
      authenticatedAt: new Date(auth_time * 1000),
      details: details.data[0],
    },
  };
}

/** Names where, not what: the values are the customer's. */
function invalid(part: string, { issues }: z.ZodError): ApprovalAnswer {
  return { outcome: 'invalid', detail: [part, ...new Set(issues.map(({ path }) => path.join('.')))].join(' ').trim() };
}
