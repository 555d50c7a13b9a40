/** The admin API: every operation with a right request. What each takes and refuses in detail is proved in `test/admin`. */
import { actor } from '../admin/admin-world.ts';
import { bearer, type Case, pairs, type Row } from './case.ts';
import type { Ground } from './ground.ts';

const at = '/admin/v1';
const unknown = { status: 404 };

export const adminRows: Readonly<Record<string, Row>> = {
  [`GET ${at}/openapi.json`]: async () => ({
    request: { method: 'GET', path: `${at}/openapi.json`, headers: { accept: 'application/json' } },
    status: 200,
  }),
  [`GET ${at}/account-links`]: async (ground) =>
    reading(ground, '/account-links', { query: { account_id: (await ground.signedIn()).accountId }, without: { account_id: 400 } }),
  [`GET ${at}/account-links/:link_id`]: async (ground) =>
    reading(ground, `/account-links/${(await ground.signedIn()).linkId}`, { id: unknown }),
  [`GET ${at}/account-links/:link_id/history`]: async (ground) =>
    reading(ground, `/account-links/${(await ground.signedIn()).linkId}/history`),
  [`POST ${at}/account-links/:link_id/revoke`]: async (ground) =>
    writing(
      ground,
      `/account-links/${(await ground.signedIn()).linkId}/revoke`,
      { actor, reason: 'adviser' },
      { actor: 400, reason: 'optional' },
    ),
  [`GET ${at}/explain`]: async (ground) =>
    reading(ground, '/explain', {
      query: { account_id: (await ground.signedIn()).accountId, from: 'pro', to: 'particuliers' },
      without: { account_id: 400, from: 400, to: 400 },
    }),
  [`POST ${at}/accounts/search`]: async (ground) =>
    writing(
      ground,
      '/accounts/search',
      { space: 'pro', identifier: (await ground.customer()).identifier },
      { space: 400, identifier: 400 },
    ),
  [`POST ${at}/accounts/:account_id/reset-secret-code`]: async (ground) =>
    writing(
      ground,
      `/accounts/${(await ground.customer()).accountId}/reset-secret-code`,
      { actor, secret_code: '864202' },
      { actor: 400, secret_code: 'optional' },
    ),
  [`POST ${at}/accounts/:account_id/erase`]: async (ground) =>
    writing(ground, `/accounts/${(await ground.customer()).accountId}/erase`, { actor }, { actor: 400 }),
  [`GET ${at}/deliveries`]: async (ground) =>
    reading(ground, '/deliveries', { query: { status: 'dead' }, without: { status: 'optional' } }),
  [`GET ${at}/deliveries/counts`]: async (ground) => reading(ground, '/deliveries/counts'),
  [`POST ${at}/deliveries/:delivery_id/retry`]: async (ground) => ({
    ...(await writing(ground, '/deliveries/none/retry', { actor }, { actor: 400 })),
    status: 404,
  }),
  [`GET ${at}/policies`]: async (ground) => reading(ground, '/policies'),
  [`POST ${at}/policies/:policy_id/suspend`]: async (ground) =>
    writing(ground, '/policies/pro-particuliers/suspend', { actor }, { actor: 400 }),
  [`POST ${at}/policies/:policy_id/resume`]: async (ground) =>
    writing(ground, '/policies/pro-particuliers/resume', { actor }, { actor: 400 }),
};

interface Reading {
  readonly query?: Readonly<Record<string, string>>;
  readonly without?: NonNullable<Case['without']>;
  readonly id?: { readonly status: number };
}

async function reading({ world }: Ground, path: string, { query = {}, ...rest }: Reading = {}) {
  return {
    request: { method: 'GET', path: at + path, query: pairs(query), headers: bearer(world.token) },
    status: 200,
    anonymous: 401,
    ...rest,
  };
}

async function writing({ world }: Ground, path: string, json: object, without: NonNullable<Case['without']>) {
  return { request: { method: 'POST', path: at + path, json, headers: bearer(world.token) }, status: 200, anonymous: 401, without };
}
