/** Issues what the linked-account grant answers: opaque tokens under a Grant that is marked with the linked login, so that the fence holds for them. */
import type Provider from 'oidc-provider';
import type { Client, KoaContextWithOIDC, ResourceServer } from 'oidc-provider';
import { errors } from 'oidc-provider';
import { type GrantRule, policyById } from '../linking/link-policy.ts';
import type { LinkedLogin } from '../linking/linked-login.ts';
import { linkedAccountGrantType } from './grant-request.ts';
import { grantIdOfServer, loginIdOf } from './mark.ts';
import type { Parts } from './parts.ts';
import type { Subject } from './subject-token.ts';

export interface Issue {
  readonly login: LinkedLogin;
  readonly rule: GrantRule;
  readonly scopes: readonly string[];
  readonly subject: Extract<Subject, { ok: true }>;
}

export interface Issued {
  readonly accessToken: string;
  readonly refreshToken: string | undefined;
  readonly tokenType: string;
  readonly expiresIn: number;
}

export async function issueLinkedTokens(
  { clock }: Parts,
  provider: Provider,
  client: Client,
  { login, rule, scopes, subject }: Issue,
): Promise<Issued> {
  const { accountId } = login;
  const now = clock().getTime() / 1000;
  const expiresIn = Math.max(
    1,
    Math.floor(
      Math.min(rule.life, (subject.token.exp ?? now) - now, (subject.session.exp ?? now) - now, login.expiresAt.getTime() / 1000 - now),
    ),
  );
  const scope = scopes.join(' ');

  const grant = new provider.Grant({ accountId, clientId: client.clientId });
  grant.jti = grantIdOfServer(login.id);
  grant.addResourceScope(rule.resource, scope);
  const grantId = await grant.save();

  const resourceServer = new provider.ResourceServer(rule.resource, {
    scope: rule.scopes.join(' '),
    audience: rule.resource,
    accessTokenFormat: 'opaque',
  });
  const token = new provider.AccessToken({ accountId, client, grantId, gty: linkedAccountGrantType, expiresIn, resourceServer, scope });
  if (subject.jkt !== undefined) token.setThumbprint('jkt', subject.jkt);
  const accessToken = await token.save();
  return { accessToken, refreshToken: rule.refreshToken ? await refreshTokenFor() : undefined, tokenType: token.tokenType, expiresIn };

  /** Bound as the access token is: without it a refresh without a proof would answer an unbound token for a bound one (T35). */
  function refreshTokenFor(): Promise<string> {
    const refreshToken = new provider.RefreshToken({
      accountId,
      client,
      grantId,
      gty: linkedAccountGrantType,
      resource: rule.resource,
      scope,
      authTime: Math.floor(login.authTime.getTime() / 1000),
      rotations: 0,
      ...(subject.jkt !== undefined && { jkt: subject.jkt }),
    });
    return refreshToken.save();
  }
}

/**
 * The resource server of a refresh of ours, by the policy as it is now: no rule, no token (T25); always opaque, whatever the host says of the
 * resource server (T63); for no longer than the rule and the login (T26). Undefined for everything that this grant did not issue.
 */
export function refreshedResource(
  { clock, options, memories }: Parts,
  ctx: KoaContextWithOIDC,
  resource: string,
  client: Client,
): ResourceServer | undefined {
  const refreshToken = ctx.oidc.entities.RefreshToken;
  if (!refreshToken?.gty?.startsWith(linkedAccountGrantType)) return undefined;
  const login = memories.current()?.alive.get(loginIdOf(refreshToken.grantId) ?? '');
  const policy = login && policyById(options.policies(), login.policyId);
  const rule = policy?.grants.find((candidate) => candidate.client === client.clientId && candidate.resource === resource);
  if (!login || !rule?.refreshToken) throw new errors.InvalidTarget();
  const remaining = Math.floor((login.expiresAt.getTime() - clock().getTime()) / 1000);
  return {
    scope: rule.scopes.join(' '),
    audience: resource,
    accessTokenFormat: 'opaque',
    accessTokenTTL: Math.max(1, Math.min(rule.life, remaining)),
  };
}
