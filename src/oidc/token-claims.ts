/**
 * What tokens say of a login. A linked login is honest: `sub` is the counterpart, `acr` the linked level, no `amr`, `auth_time` when the
 * source authenticated, `act` who acts, `linked_from` whence. The same in ID token, userinfo, introspection, and after a refresh.
 */
import type { AccessToken, Account, Client, ClientCredentials, Configuration, FindAccount, KoaContextWithOIDC } from 'oidc-provider';
import { errors } from 'oidc-provider';
import { acr } from '../linking/assurance.ts';
import { policyById } from '../linking/link-policy.ts';
import type { SubFor } from './facts.ts';
import type { Fence } from './fence.ts';
import { linkedAccountGrantType } from './grant-request.ts';
import { loginIdOf } from './mark.ts';
import type { Parts } from './parts.ts';

const assuranceClaims = ['acr', 'auth_time', 'amr', 'act', 'linked_from'] as const;
/** What the `openid` scope must list, or the library filters it out. */
export const openidClaims = assuranceClaims;

export function createTokenClaims({ spaces, store, directory, clock, nudge, options }: Parts, fence: Fence, subFor: SubFor) {
  /** The second fence: an account of another space is never this client's, whatever went wrong before (T55, T58). */
  function composeFindAccount(hostFindAccount: FindAccount): FindAccount {
    return async function findAccountOfSpace(ctx, sub, token) {
      const space = spaces.ofClient(ctx.oidc.client?.clientId);
      if ((await directory.spaceOf(sub)) !== space && !(await isOfLinkedGrant(sub, token))) {
        if (token) return undefined;
        throw new errors.AccessDenied('the account is not of the space of this client');
      }
      const account = token ? await hostFindAccount(ctx, sub, token) : await findForLogin(hostFindAccount, ctx, sub);
      return account && space !== undefined ? { ...account, claims: claimsWithAssurance(ctx, account, token) } : account;
    };
  }

  /**
   * A linked login whose account the host refuses ends there: it may have been opened after the account was blocked and everything that
   * was open had been ended, and would come back to life with the account.
   */
  async function findForLogin(find: FindAccount, ctx: KoaContextWithOIDC, sub: string): Promise<Account | undefined> {
    const loginId = loginIdOf(ctx.oidc.session?.uid);
    const refused = async () => {
      if (loginId === undefined) return;
      await store.linkedLogins.end(loginId, clock(), 'account_unusable');
      nudge();
    };
    try {
      const account = await find(ctx, sub);
      if (!account) await refused();
      return account;
    } catch (error) {
      if (error instanceof errors.AccessDenied) await refused();
      throw error;
    }
  }

  /** The one exception: what the linked-account grant issued is the counterpart's, to a client of the source, behind the fence. */
  async function isOfLinkedGrant(sub: string, token: Parameters<FindAccount>[2]): Promise<boolean> {
    const loginId = token && 'gty' in token && token.gty?.startsWith(linkedAccountGrantType) ? loginIdOf(token.grantId) : undefined;
    const login = loginId === undefined ? undefined : await fence.alive(loginId);
    return login !== undefined && login.via === 'grant' && login.accountId === sub && login.clientId === token?.clientId;
  }

  function claimsWithAssurance(
    ctx: KoaContextWithOIDC,
    account: Account,
    token: { grantId?: string | undefined; extra?: unknown } | undefined,
  ): Account['claims'] {
    return async function claims(use, scope, requested, rejected) {
      const own = await account.claims(use, scope, requested, rejected);
      if (use !== 'id_token') return { ...own, ...assuranceOf(token?.extra) };
      return { ...own, ...(await linkedClaims(ctx.oidc.client, token?.grantId ?? ctx.oidc.session?.uid)) };
    };
  }

  /** Lands in introspection, and (kept with the token) in userinfo. */
  function composeExtraTokenClaims(host: Configuration['extraTokenClaims']): NonNullable<Configuration['extraTokenClaims']> {
    return async function extraTokenClaims(ctx, token) {
      const own = await host?.(ctx, token);
      if (!isAccessToken(token) || !ctx || spaces.ofClient(token.clientId) === undefined) return own;
      const linked = await linkedClaims(ctx.oidc.client, token.grantId);
      if (linked) return { ...own, ...linked };
      const { AuthorizationCode: code, RefreshToken: refreshToken } = ctx.oidc.entities;
      const source = code ?? refreshToken;
      return {
        ...own,
        ...(source?.acr !== undefined && { acr: source.acr }),
        ...(source?.amr && { amr: source.amr }),
        ...(source?.authTime !== undefined && { auth_time: source.authTime }),
      };
    };
  }

  /** RFC 8693 section 4.1, in the form that this client may see. */
  async function linkedClaims(client: Client | undefined, marked: string | undefined) {
    const loginId = loginIdOf(marked);
    const login = loginId === undefined ? undefined : await fence.alive(loginId);
    if (!login || !client) return undefined;
    const disclosed = policyById(options.policies(), login.policyId)?.discloseActor;
    return {
      acr: acr.linked,
      auth_time: Math.floor(login.authTime.getTime() / 1000),
      linked_from: login.source,
      ...(disclosed && { act: { sub: await subFor(client, login.actor), ...(login.via === 'grant' && { client_id: login.clientId }) } }),
    };
  }

  return { composeFindAccount, composeExtraTokenClaims };
}

function isAccessToken(token: AccessToken | ClientCredentials): token is AccessToken {
  return token.kind === 'AccessToken';
}

function assuranceOf(extra: unknown): Record<string, unknown> {
  if (typeof extra !== 'object' || extra === null) return {};
  return Object.fromEntries(
    assuranceClaims.filter((claim) => Object.hasOwn(extra, claim)).map((claim) => [claim, Reflect.get(extra, claim)]),
  );
}
