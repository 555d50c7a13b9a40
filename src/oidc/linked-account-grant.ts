/**
 * The linked-account grant, a profile of RFC 8693 (Token Exchange): a server of one space presents an access token of its own customer and
 * obtains one for the counterpart, at a resource server of the other space. Anything that is not acceptable of the subject token, and any
 * link that cannot be used, is `invalid_request` with one fixed description (section 2.2.2): the wire tells nothing of the link.
 */
import type Provider from 'oidc-provider';
import type { TokenEndpointGrantContext } from 'oidc-provider';
import { errors } from 'oidc-provider';
import { decide } from '../linking/situation.ts';
import type { GatherFacts } from './facts.ts';
import { type GrantParameters, grantRequestOf } from './grant-request.ts';
import { issueLinkedTokens } from './grant-tokens.ts';
import type { createLinkedLogins } from './linked-login.ts';
import type { Parts } from './parts.ts';
import { subjectOf } from './subject-token.ts';

export interface GrantDeps {
  readonly provider: Provider;
  readonly gatherFacts: GatherFacts;
  readonly logins: ReturnType<typeof createLinkedLogins>;
}

export function createLinkedAccountGrant(parts: Parts, { provider, gatherFacts, logins }: GrantDeps) {
  return async function linkedAccountGrant(ctx: TokenEndpointGrantContext<GrantParameters>): Promise<void> {
    const { client } = ctx.oidc;

    // 1. The client: authenticated, confidential, and named by a policy for this resource server.
    if (client.clientAuthMethod === 'none') throw new errors.UnauthorizedClient('the grant is for confidential clients only');
    const asked = grantRequestOf(parts, client, ctx.oidc.params);

    // 2. The subject token: live, opaque, direct, the client's own; with the proof of its key where it has one.
    const subject = await subjectOf(parts, provider, ctx, asked.subjectToken);
    if (!subject.ok) throw refused(subject.code);

    // 3. The link, as for a switch: the same facts, the same table.
    const gathered = await gatherFacts({
      client,
      params: {},
      source: asked.source,
      target: asked.target,
      sourceSession: subject.session,
      targetSession: undefined,
      loggedIn: undefined,
      choice: undefined,
      hintedSub: undefined,
    });
    const outcome = decide(gathered.facts);
    if (outcome.kind !== 'linked' || !gathered.link) throw refused(outcome.kind === 'unavailable' ? outcome.reason : 'no_usable_link');

    // 4. The record, which everything issued stands behind.
    const { link, direction, policyEpoch } = gathered;
    const { source, target, rule } = asked;
    const login = await logins.open({
      link,
      policy: direction.policy,
      policyEpoch,
      counterpart: outcome.counterpart,
      source,
      target,
      clientId: client.clientId,
      sourceSession: subject.session,
      via: 'grant',
    });

    // 5. The tokens: scopes of the policy and none of the subject token's, no longer than any of what they come from.
    const issued = await issueLinkedTokens(parts, provider, client, { login, rule, scopes: asked.scopes, subject });

    // 6. The response: RFC 8693 section 2.2.1.
    ctx.body = {
      access_token: issued.accessToken,
      issued_token_type: 'urn:ietf:params:oauth:token-type:access_token',
      token_type: issued.tokenType,
      expires_in: issued.expiresIn,
      scope: asked.scopes.join(' '),
      ...(issued.refreshToken !== undefined && { refresh_token: issued.refreshToken }),
    };
  };

  function refused(reason: string): errors.InvalidRequest {
    parts.emit({ event: 'grant.refused', reason });
    return new errors.InvalidRequest('the subject token is not acceptable');
  }
}
