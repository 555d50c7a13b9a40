/** A linked login with a session, grants, and a relying party to be told; and what must be left of it once its link is revoked. */
import { expect } from '@jest/globals';
import { decodeJwt } from 'jose';
import { firstBrokenEntry } from '../../src/linking/history.ts';
import { type Derived, deriveFrom, tryUse, usesFrom } from '../races/derived.ts';
import { exchanged } from '../races/requests.ts';
import { accountOf } from '../world/customers.ts';
import type { Cluster } from '../world/nodes.ts';

export interface Doomed {
  readonly derived: Derived;
  /** Of the linked login in the browser. */
  readonly sessionUid: string;
  readonly grantIds: readonly string[];
  readonly sub: string;
  readonly sid: string;
}

interface Authorizations {
  readonly authorizations?: Readonly<Record<string, { readonly grantId?: string }>>;
}

export async function doom(cluster: Cluster): Promise<Doomed> {
  const [node] = cluster.nodes;
  const derived = await deriveFrom(cluster, node, 'pro');
  const { sub = '', sid } = decodeJwt(derived.tokens.id_token);
  // A server's login by the grant hangs on the link as well.
  const issued = await exchanged(node, derived.sourceTokens);
  if (issued.status !== 200) throw new Error(`the grant was refused: ${issued.tokens.error}`);
  const { accountId } = await accountOf(cluster, 'pro', derived.customer.pro);
  const [login] = await cluster.demo.store.linkedLogins.recentOf(accountId, 1);
  const sessionUid = `linked~${login?.id}`;
  // What oidc-provider keeps of a session.
  const session = (await cluster.demo.store.artifacts('Session').findByUid(sessionUid)) as Authorizations | undefined;
  const grantIds = Object.values(session?.authorizations ?? {}).flatMap(({ grantId }) => grantId ?? []);
  if (grantIds.length === 0) throw new Error('the linked session has no grant');
  return { derived, sessionUid, grantIds, sub, sid: String(sid) };
}

/** All or nothing: a link that is not revoked is as if nobody had asked, and everything is usable. */
export async function aftermathOf(cluster: Cluster, { derived }: Doomed): Promise<'nothing' | 'revoked'> {
  const link = await cluster.demo.store.links.find(derived.customer.linkId);
  if (!link) throw new Error('the link is gone');
  expect(firstBrokenEntry(link.id, link.history)).toBeUndefined();
  if (link.status === 'revoked') return 'revoked';
  expect([link.status, link.history.at(-1)?.event]).toEqual(['active', 'activated']);
  return 'nothing';
}

/** Refused everywhere, cleared away, told, and nothing left to do. */
export async function expectEnd(cluster: Cluster, doomed: Doomed, reason: string): Promise<void> {
  const { derived, sessionUid, grantIds, sub, sid } = doomed;
  const { store } = cluster.demo;
  const link = await store.links.find(derived.customer.linkId);
  expect(link).toMatchObject({ status: 'revoked', revocationReason: reason, outbox: [] });
  expect(link?.history.filter(({ event }) => event === 'revoked')).toHaveLength(1);
  expect(link && firstBrokenEntry(link.id, link.history)).toBeUndefined();

  expect(await store.artifacts('Session').findByUid(sessionUid)).toBeUndefined();
  for (const grantId of grantIds) expect(await store.artifacts('Grant').find(grantId)).toBeUndefined();
  expect(await store.linkedLogins.awaitingCascade(10)).toEqual([]);
  expect(await store.deliveries.counts()).toMatchObject({ due: 0, dead: 0 });
  const told = cluster.inbox.received.filter(({ claims }) => claims['sid'] === sid);
  expect(told.length).toBeGreaterThan(0);
  for (const { claims } of told) expect(claims.sub).toBe(sub);

  for (const node of cluster.nodes)
    for (const use of usesFrom('pro')) expect([use, (await tryUse(node, derived, use)).granted]).toEqual([use, false]);
}
