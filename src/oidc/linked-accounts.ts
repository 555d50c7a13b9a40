/**
 * `GET /linked-accounts`: what a space may offer in its drop-down, for the customer of an access token; `DELETE /linked-accounts/{space}`
 * closes the gateway. Why something is unavailable is between the customer and the bank: the relying party is not told.
 */
import type { Context, Next } from 'koa';
import type Provider from 'oidc-provider';
import type { AccessToken } from 'oidc-provider';
import type { AccountLink } from '../linking/account-link.ts';
import { policyBetween } from '../linking/link-policy.ts';
import type { Facts } from '../linking/situation.ts';
import type { GatherFacts } from './facts.ts';
import { counterpartOf } from './fence.ts';
import { loginIdOf } from './mark.ts';
import type { Parts } from './parts.ts';
import type { AccessRefusal, Links, Space } from './passerelle-types.ts';
import { type Access, createAccessChecks } from './protected-resource.ts';

export const linkedAccountsScopes = ['linked_accounts', 'linked_accounts:manage'] as const;

export interface LinkedAccount {
  readonly space: string;
  readonly name: string;
  readonly status: 'active' | 'available' | 'unavailable';
  readonly initiate_login_uri?: string;
  readonly activated_at?: string;
}

export interface LinkedAccountsDeps {
  readonly provider: Provider;
  readonly gatherFacts: GatherFacts;
  readonly links: Links;
}

const path = '/linked-accounts';

export function createLinkedAccounts(parts: Parts, { provider, gatherFacts, links }: LinkedAccountsDeps) {
  const { options, directory, spaces, memories, store } = parts;
  const access = createAccessChecks(parts, provider);

  return async function linkedAccounts(ctx: Context, next: Next): Promise<void> {
    const [, space] = /^\/linked-accounts(?:\/([a-z0-9-]+))?$/.exec(ctx.path) ?? [];
    if (!ctx.path.startsWith(path) || (ctx.path !== path && space === undefined)) return next();
    ctx.set('Cache-Control', 'private, no-store');
    ctx.vary('Authorization, DPoP, Accept-Language');
    if (space === undefined && (ctx.method === 'GET' || ctx.method === 'HEAD')) return list(ctx);
    if (space !== undefined && ctx.method === 'DELETE') return deactivate(ctx, space);
    ctx.set('Allow', space === undefined ? 'GET, HEAD' : 'DELETE');
    answer(ctx, 405, 'invalid_request', 'method not allowed');
  };

  async function list(ctx: Context): Promise<void> {
    const own = await ownAccess(ctx, 'linked_accounts');
    if (!own) return;
    const others = options.spaces.filter(({ id }) => mayAsk(own, id));
    ctx.body = { linked_accounts: await Promise.all(others.map((other) => describe(ctx, own, other))) };
  }

  async function describe(ctx: Context, { token, client, space }: OwnAccess, other: Space): Promise<LinkedAccount> {
    const session = token.sessionUid === undefined ? undefined : await provider.Session.findByUid(token.sessionUid);
    const { facts, link } = await gatherFacts({
      client,
      params: {},
      source: space,
      target: other.id,
      sourceSession: session,
      targetSession: undefined,
      loggedIn: undefined,
      choice: undefined,
      hintedSub: undefined,
    });
    const status = statusOf(facts, session !== undefined && sourceOf(session.uid) === other.id);
    return {
      space: other.id,
      name: nameOf(ctx, other),
      status,
      ...(other.initiateLoginUri !== undefined && { initiate_login_uri: entryOf(other.initiateLoginUri, space) }),
      ...(status === 'active' && link?.activatedAt && { activated_at: link.activatedAt.toISOString() }),
    };
  }

  /** Where a linked login came from; the fence has just read it. */
  function sourceOf(sessionUid: string): string | undefined {
    return memories.current()?.alive.get(loginIdOf(sessionUid) ?? '')?.source;
  }

  /** Closing is fail-safe: any live login of the activating space may, a linked one too (T30). */
  async function deactivate(ctx: Context, other: string): Promise<void> {
    const own = await ownAccess(ctx, 'linked_accounts:manage');
    if (!own) return;
    const link: AccountLink | undefined = mayAsk(own, other) ? await store.links.activeOf(own.token.accountId, other) : undefined;
    if (!link || counterpartOf(link, own.token.accountId) === undefined) return answer(ctx, 404, 'not_found', 'no such linked account');
    if (link.activating.accountId !== own.token.accountId)
      return answer(ctx, 403, 'access_denied', 'only the space that activates can deactivate');
    await links.revoke(link.id, { reason: 'customer', actor: `account:${own.token.accountId}` });
    ctx.status = 204;
  }

  type OwnAccess = Access<AccessToken> & { readonly space: string };

  /** T64: any client of a space can ask for the scopes; whom a link concerns, the policy says. */
  function mayAsk({ client, space }: OwnAccess, other: string): boolean {
    return policyBetween(options.policies(), space, other)?.policy.clients.includes(client.clientId) ?? false;
  }

  /** A token of this space's own customer: what the grant obtained for the other space says nothing here. */
  async function ownAccess(ctx: Context, scope: string): Promise<OwnAccess | undefined> {
    const own = await access.ofCustomer(ctx, { scope });
    if (!own.ok) return refuse(ctx, own);
    const space = spaces.ofClient(own.client.clientId);
    if (space !== undefined && (await directory.spaceOf(own.token.accountId)) === space) return { ...own, space };
    answer(ctx, 403, 'access_denied', 'not a token of a space');
    return undefined;
  }

  function entryOf(initiateLoginUri: string, from: string): string {
    const url = new URL(initiateLoginUri);
    url.searchParams.set('iss', provider.issuer);
    url.searchParams.set('linked_from', from);
    return url.href;
  }
}

/** From a linked login only the way back is open: linked logins are not chained. */
function statusOf({ source, link, ineligible, sourceMayActivate }: Facts, isWayBack: boolean): LinkedAccount['status'] {
  if (!source || ineligible) return 'unavailable';
  if (link) return source.linked && !isWayBack ? 'unavailable' : 'active';
  return sourceMayActivate && !source.linked ? 'available' : 'unavailable';
}

/** The asked language (`ui_locales`, then Accept-Language), else the first that the space has. */
function nameOf(ctx: Context, { id, name = {} }: Space): string {
  const languages = Object.keys(name);
  const asked = typeof ctx.query.ui_locales === 'string' ? ctx.query.ui_locales.split(' ') : [];
  const wanted = asked.map((tag) => tag.split('-')[0] ?? '').find((language) => Object.hasOwn(name, language));
  const accepted = languages.length > 0 ? ctx.acceptsLanguages(languages) : false;
  return name[wanted ?? (accepted || languages[0] || '')] ?? id;
}

function answer(ctx: Context, status: number, error: string, description: string): void {
  ctx.status = status;
  ctx.body = { error, error_description: description };
}

function refuse(ctx: Context, { status, error, description, challenges }: AccessRefusal): undefined {
  ctx.status = status;
  for (const challenge of challenges) ctx.append('WWW-Authenticate', challenge);
  if (error !== undefined) ctx.body = { error, ...(description !== undefined && { error_description: description }) };
}
