/**
 * The approver port as a client of a space's authenticator service: OpenID Connect CIBA Core 1.0 in poll mode, with RFC 9396 details.
 * It starts an approval and asks once for its outcome; it never waits, and never takes an answer it could not verify for a yes or a no.
 */
import * as client from 'openid-client';
import type { ApprovalAnswer, ApprovalRequest, Approver, StartedApproval } from '../../linking/approver.ts';
import { readProof } from './approval-proof.ts';
import { type CibaApproverOptions, createCibaClient } from './ciba-client.ts';
import { detailOfInvalid } from './invalid-answer.ts';

const grantType = 'urn:openid:params:grant-type:ciba';
/** CIBA Core 7.3, where the service names none. */
const defaultIntervalSeconds = 5;

export function createCibaApprover(options: CibaApproverOptions): Approver {
  const { clock } = options;
  const service = createCibaClient(options);

  async function start({ subject, bindingMessage, details, expiresInSeconds }: ApprovalRequest): Promise<StartedApproval> {
    const { configuration } = await service.discovered();
    const startedAt = clock();
    const answer = await client.initiateBackchannelAuthentication(configuration, {
      scope: 'openid',
      login_hint: subject,
      binding_message: bindingMessage,
      authorization_details: JSON.stringify([details]),
      requested_expiry: String(expiresInSeconds),
    });
    // `requested_expiry` is a wish: an approval is never good for longer than what asked for it.
    const expiresIn = Math.min(answer.expires_in, expiresInSeconds);
    return {
      authReqId: answer.auth_req_id,
      expiresAt: new Date(startedAt.getTime() + expiresIn * 1000),
      intervalSeconds: answer.interval ?? defaultIntervalSeconds,
    };
  }

  async function poll(authReqId: string): Promise<ApprovalAnswer> {
    const { configuration, verifyIdToken } = await service.discovered();
    try {
      const tokens = await client.genericGrantRequest(configuration, grantType, { auth_req_id: authReqId });
      return readProof(await verifyIdToken(tokens.id_token), tokens.authorization_details);
    } catch (error) {
      const refusal = refusalIn(error);
      if (refusal) return refusal;
      const detail = detailOfInvalid(error);
      if (detail === undefined) throw error;
      return { outcome: 'invalid', detail };
    }
  }

  return { start, poll };
}

/** CIBA Core 11. */
function refusalIn(error: unknown): ApprovalAnswer | undefined {
  // Only a 400 is the protocol speaking; with another status the approval was not even looked at.
  if (!(error instanceof client.ResponseBodyError) || error.status !== 400) return undefined;
  switch (error.error) {
    case 'authorization_pending':
    case 'slow_down':
    // Collected by another request that has not written it down yet (T15), or forgotten: the link's own expiry ends the wait.
    case 'invalid_grant':
      return { outcome: 'pending' };
    case 'access_denied':
      return { outcome: 'denied' };
    case 'expired_token':
      return { outcome: 'expired' };
    default:
      return undefined;
  }
}
