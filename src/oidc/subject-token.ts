/**
 * Whether a subject token may stand for its customer in the linked-account grant: an opaque access token of this provider, live, of a
 * direct login, issued to the client that presents it, for nobody else's ears. A refusal is a code for the operator; the wire gets one answer (T24).
 */
import type Provider from 'oidc-provider';
import type { AccessToken, Grant, TokenEndpointGrantContext } from 'oidc-provider';
import { errors } from 'oidc-provider';
import { isFirstUse, ownAddress, verifyProof } from './dpop-proof.ts';
import { loginIdOf } from './mark.ts';
import type { Parts } from './parts.ts';
import type { ProviderSession } from './request-memory.ts';

export type SubjectRefusal =
  | 'token_unknown'
  | 'other_client'
  | 'not_direct'
  | 'other_audience'
  | 'not_from_a_session'
  | 'grant_gone'
  | 'session_gone'
  | 'account_of_another_space';

export type Subject =
  | { readonly ok: true; readonly token: AccessToken; readonly session: ProviderSession; readonly jkt: string | undefined }
  | { readonly ok: false; readonly code: SubjectRefusal };

export async function subjectOf(parts: Parts, provider: Provider, ctx: TokenEndpointGrantContext, value: string): Promise<Subject> {
  const { clock, spaces, directory } = parts;
  const { client } = ctx.oidc;
  const jkt = await provedKey();
  const token = await provider.AccessToken.find<AccessToken>(value);
  // JWT access tokens are not stored, codes and refresh tokens are other models, foreign tokens unknown: none is found.
  if (!token?.isValid) return refused('token_unknown');
  if (token.clientId !== client.clientId) return refused('other_client');
  if (token.jkt !== undefined && token.jkt !== jkt) return refused('token_unknown');
  if (token.aud !== undefined) return refused('other_audience');
  if (loginIdOf(token.grantId) !== undefined || loginIdOf(token.sessionUid) !== undefined) return refused('not_direct');
  if (token.sessionUid === undefined || !token.gty?.startsWith('authorization_code')) return refused('not_from_a_session');
  const [grant, session, space] = await Promise.all([
    provider.Grant.find<Grant>(token.grantId ?? ''),
    provider.Session.findByUid(token.sessionUid),
    directory.spaceOf(token.accountId),
  ]);
  if (!grant || grant.accountId !== token.accountId || grant.clientId !== client.clientId) return refused('grant_gone');
  if (!session || session.accountId !== token.accountId) return refused('session_gone');
  if (space === undefined || space !== spaces.ofClient(client.clientId)) return refused('account_of_another_space');
  return { ok: true, token, session, jkt };

  /** RFC 9449: a proof that is sent must be good, whether or not the token is bound. */
  async function provedKey(): Promise<string | undefined> {
    const proof = ctx.get('DPoP');
    if (!proof) {
      if (client.dpopBoundAccessTokens) throw new errors.InvalidGrant('DPoP proof JWT not provided');
      return undefined;
    }
    const proved = await verifyProof(proof, { method: ctx.method, url: ownAddress(provider, ctx.oidc.urlFor('token')), now: clock() });
    if (!proved) throw new errors.InvalidDpopProof('invalid DPoP proof');
    if (!(await isFirstUse(parts, client.clientId, proved))) throw new errors.InvalidDpopProof('DPoP proof JWT Replay detected');
    return proved.jkt;
  }
}

function refused(code: SubjectRefusal): Subject {
  return { ok: false, code };
}
