/**
 * The cascade: what a revocation, a suspension or an ended login leaves to be cleared away and told. It starts from what is written in the
 * documents themselves, so that any node can do it, twice if need be, and a crash loses nothing. Nothing depends on it having run: the
 * fence refuses from the moment of the change.
 */
import type { Adapter, AdapterPayload } from 'oidc-provider';
import type { AccountLink } from '../linking/account-link.ts';
import type { LinkedLogin } from '../linking/linked-login.ts';
import type { Announcement, NewDelivery } from '../linking/outbox.ts';
import type { PolicyState } from '../linking/policy-state.ts';
import { grantIdOfServer, sessionUidFor } from './mark.ts';
import { createNewBrowsers } from './new-browsers.ts';
import type { Parts } from './parts.ts';
import type { SessionEnds } from './session-ends.ts';

export interface CascadeDeps {
  readonly adapter: (model: string) => Adapter;
  readonly sessionEnds: SessionEnds;
  /** What others are to be told of a link. */
  readonly deliveriesOf: (link: AccountLink, announcement: Announcement) => readonly NewDelivery[];
}

/** At a time, of each kind. */
const batch = 50;

export function createCascade(parts: Parts, { adapter, sessionEnds, deliveriesOf }: CascadeDeps) {
  const { store, keeper, emit } = parts;
  const newBrowsers = createNewBrowsers(parts);

  /** Turns what was announced into deliveries, a part of it at a time; answers whether any of it was done, and there may be more. */
  async function prepare(): Promise<boolean> {
    const [links, policies, unknown] = await Promise.all([
      store.links.withAnnouncements(batch),
      store.policyStates.all(),
      newBrowsers.waiting(batch),
    ]);
    const changed = policies.filter(({ cascade }) => cascade === 'due');
    const begun = await each([
      ...links.map((link) => () => relay(link)),
      ...changed.map((state) => () => endLoginsOf(state)),
      ...unknown.map((logins) => () => newBrowsers.lookAt(logins)),
    ]);
    // After them: they end logins.
    const logins = await store.linkedLogins.awaitingCascade(batch);
    return (await each(logins.map((login) => () => clear(login)))) || begun;
  }

  /** One that cannot be done keeps none of the others from being done; it is tried again at the next look. */
  async function each(work: readonly (() => Promise<void>)[]): Promise<boolean> {
    const outcomes = await Promise.allSettled(work.map((step) => step()));
    for (const outcome of outcomes) {
      if (outcome.status === 'fulfilled') continue;
      const error = outcome.reason instanceof Error ? outcome.reason : new Error(String(outcome.reason));
      emit({ event: 'fault', path: 'cascade', error });
    }
    return outcomes.some(({ status }) => status === 'fulfilled');
  }

  async function relay(link: AccountLink): Promise<void> {
    if (link.status === 'revoked') await store.linkedLogins.endAll({ linkId: link.id }, link.endedAt ?? link.createdAt, 'revoked');
    await store.deliveries.put(link.outbox.flatMap((announcement) => deliveriesOf(link, announcement)));
    await keeper(link.id, { type: 'relayed', announcements: link.outbox.map(({ id }) => id) }, link);
  }

  async function endLoginsOf({ policyId, epoch, changedAt }: PolicyState): Promise<void> {
    await store.linkedLogins.endAll({ policyId, beforeEpoch: epoch }, changedAt, 'policy_suspended');
    await store.policyStates.cascaded(policyId, epoch);
  }

  async function clear(login: LinkedLogin): Promise<void> {
    if (login.via === 'grant') await sessionEnds.revokeGrant(grantIdOfServer(login.id));
    else await clearSession(login);
    await store.linkedLogins.cascaded(login.id);
  }

  async function clearSession(login: LinkedLogin): Promise<void> {
    const session: AdapterPayload | undefined | void = await adapter('Session').findByUid(sessionUidFor(login.id));
    // Signed out by the library, which has told everybody, or already cleared by another node.
    if (session && !session.consumed) await sessionEnds.clear(session, await reasonOf(login));
  }

  /** For the customer: why the link was revoked says more than what its revocation did to the login. */
  async function reasonOf({ linkId, endedAt, endReason = 'revoked' }: LinkedLogin): Promise<string> {
    const link = await store.links.find(linkId);
    const revokedBefore = link?.endedAt !== undefined && endedAt !== undefined && link.endedAt <= endedAt;
    return (revokedBefore ? link.revocationReason : undefined) ?? endReason;
  }

  return { prepare };
}
