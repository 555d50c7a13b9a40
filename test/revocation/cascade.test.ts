/** The cascade: what a revocation leaves is cleared away and told, once, by whichever worker comes; and after a crash at any call of it. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { endedEvent } from '../../src/oidc/backchannel-logout.ts';
import { isActive, openPerson, relyingParty } from '../extension/bare-flows.ts';
import { describeOnStores } from '../ground/stores.ts';
import { type Nodes, startNodes } from './nodes.ts';
import { activateLink, activeLink, openVisit, type Visit } from './visits.ts';

const revokedEvent = 'urn:passerelle:event:account-link-revoked';
const activatedEvent = 'urn:passerelle:event:account-link-activated';

describeOnStores('the cascade of a revocation', (kind) => {
  let nodes: Nodes;
  beforeAll(async () => {
    nodes = await startNodes(kind);
  });
  afterEach(() => {
    nodes.faulty.watch();
    nodes.resetClock();
  });
  afterAll(() => nodes.close());

  interface Ended {
    readonly visit: Visit;
    readonly linkId: string;
    readonly sessionId: string;
    readonly grantIds: readonly string[];
  }

  /** A visit whose link was revoked by the customer, and nothing cleared away yet. */
  async function revoked(): Promise<Ended> {
    const visit = await openVisit(nodes, nodes.newPerson());
    const { id: linkId = '' } = (await activeLink(nodes, visit.person)) ?? {};
    const sessionId = visit.browser.browser.cookie('_session.particuliers') ?? '';
    const { authorizations = {} } = ((await nodes.store.artifacts('Session').find(sessionId)) ?? {}) as {
      authorizations?: Record<string, { grantId: string }>;
    }; // as oidc-provider keeps a session
    const grantIds = Object.values(authorizations).map(({ grantId }) => grantId);
    expect(grantIds).toHaveLength(1);
    await nodes.one.passerelle.links.revoke(linkId, { reason: 'customer', actor: `account:pro-${visit.person}` });
    return { visit, linkId, sessionId, grantIds };
  }

  const noticesOf = ({ visit: { sid } }: Ended) => nodes.told.particuliers.received.filter((claims) => claims.sid === sid);
  /** Events about a link, by their `jti`: a receiver takes one that came twice for a replay. */
  const setsOf = ({ linkId }: Ended, event: string) =>
    new Map(nodes.sets.filter(({ events }) => Object(events)[event]?.link_id === linkId).map((claims) => [claims.jti, claims]));

  async function expectCleared(ended: Ended): Promise<void> {
    const { visit, linkId, sessionId, grantIds } = ended;
    const { store } = nodes;
    const document = await store.artifacts('Session').find(sessionId);
    expect(document === undefined || 'consumed' in document).toBe(true);
    for (const grantId of grantIds) expect(await store.artifacts('Grant').find(grantId)).toBeUndefined();
    const { access_token = '', refresh_token = '' } = visit.tokens;
    expect(await store.artifacts('AccessToken').find(access_token)).toBeUndefined();
    expect(await store.artifacts('RefreshToken').find(refresh_token)).toBeUndefined();
    expect(await store.artifacts('AuthorizationCode').find(visit.code)).toBeUndefined();
    expect((await store.links.find(linkId))?.outbox).toEqual([]);
    const uses = await store.linkedLogins.recentOf(`pro-${visit.person}`, 10);
    expect(uses.map(({ endReason, cascade }) => [endReason, cascade])).toEqual([['revoked', 'done']]);
    expect(noticesOf(ended).length).toBeGreaterThanOrEqual(1);
    expect([setsOf(ended, activatedEvent).size, setsOf(ended, revokedEvent).size]).toEqual([1, 1]);
    expect((await store.deliveries.find(`logout:${visit.sid}`))?.status).toBe('done');
  }

  it('clears sessions, grants and tokens out of the store and empties the outbox; each delivery is done', async () => {
    const ended = await revoked();
    expect((await nodes.store.links.find(ended.linkId))?.outbox.map(({ type }) => type)).toEqual(['activated', 'revoked']);
    expect(await nodes.store.artifacts('AccessToken').find(ended.visit.tokens.access_token ?? '')).toBeDefined();
    await nodes.two.passerelle.worker.run();
    await expectCleared(ended);
    expect(await nodes.one.passerelle.deliveries.counts()).toMatchObject({ due: 0, dead: 0 });
    expect(await nodes.store.linkedLogins.awaitingCascade(10)).toEqual([]);
    expect(await nodes.store.links.withAnnouncements(10)).toEqual([]);
  });

  it("the relying party is told its own sub and sid, and the link's reason; the other system both sides and the reason", async () => {
    const ended = await revoked();
    await nodes.two.passerelle.worker.run();
    const { visit } = ended;
    expect(noticesOf(ended)).toEqual([
      expect.objectContaining({
        sub: `particuliers-${visit.person}`,
        sid: visit.sid,
        events: expect.objectContaining({ [endedEvent]: { reason: 'customer' } }),
      }),
    ]);
    const [told] = setsOf(ended, revokedEvent).values();
    expect(told).toMatchObject({
      events: { [revokedEvent]: { reason: 'customer', link_id: ended.linkId, policy_id: 'pro-particuliers' } },
    });
    expect(JSON.stringify(told)).toContain(`pro-${visit.person}`);
  });

  it('a link revoked while it was pending tells nobody anything', async () => {
    const person = openPerson(nodes.one);
    const name = nodes.newPerson();
    await person.login('rp-pro', `pro-${name}`);
    await person.consent();
    const before = nodes.sets.length;
    expect(await nodes.one.passerelle.links.revokeAllOf(`pro-${name}`, { reason: 'adviser', actor: 'operator:adviser-7' })).toBe(1);
    await nodes.two.passerelle.worker.run();
    expect(nodes.sets.slice(before)).toEqual([]);
  });

  it('two workers at once tell each once', async () => {
    const all = [];
    for (let count = 0; count < 5; count += 1) all.push(await revoked());
    await Promise.all([nodes.one, nodes.two, nodes.one].map(({ passerelle }) => passerelle.worker.run()));
    for (const ended of all) {
      await expectCleared(ended);
      expect(noticesOf(ended)).toHaveLength(1);
      for (const event of [activatedEvent, revokedEvent])
        expect(nodes.sets.filter(({ events }) => Object(events)[event]?.link_id === ended.linkId)).toHaveLength(1);
    }
  });

  it('a visit that is opened again after a new activation is not touched by the cascade of the old link', async () => {
    const ended = await revoked();
    await activateLink(nodes, ended.visit.person);
    const again = await openVisit(nodes, ended.visit.person);
    await nodes.two.passerelle.worker.run();
    expect(await isActive(nodes.two, again.tokens)).toBe(true);
    expect((await relyingParty(nodes.two, 'rp-particuliers').userinfo(again.tokens)).status).toBe(200);
  });

  describe.each(['once', 'from'] as const)('a store that fails (%s)', (mode) => {
    // What is left after a failure does not depend on the store: in memory at every call, on MongoDB at a spread of them.
    const step = kind === 'memory' ? 1 : 5;

    it('at any call of the worker is met again: another worker completes', async () => {
      let calls = 1;
      for (let at = 0; at < calls; at += step) {
        const ended = await revoked();
        nodes.faulty.watch({ at, mode });
        await nodes.one.passerelle.worker.run().catch((error: unknown) => error);
        const failed = nodes.faulty.calls[at];
        calls = Math.max(calls, failed === undefined ? at : at + step + 1);
        nodes.faulty.watch();
        // The lease of the one that died runs out.
        nodes.advance(60);
        await nodes.two.passerelle.worker.run();
        nodes.resetClock();
        await expectCleared(ended).catch((error: unknown) => {
          throw new Error(`after a failure at call ${at}, ${failed}`, { cause: error });
        });
      }
      expect(calls).toBeGreaterThan(15);
    }, 120_000);

    it('at any call of a revocation leaves either an active link or a revoked one, and then the cascade completes', async () => {
      let calls = 1;
      for (let at = 0; at < calls; at += step) {
        const visit = await openVisit(nodes, nodes.newPerson());
        const link = await activeLink(nodes, visit.person);
        nodes.faulty.watch({ at, mode });
        const done = await nodes.one.passerelle.links
          .revokeAllOf(`pro-${visit.person}`, { reason: 'secret_reset', actor: 'provider' })
          .catch(() => 'failed' as const);
        const failed = nodes.faulty.calls[at];
        calls = Math.max(calls, failed === undefined ? at : at + step + 1);
        nodes.faulty.watch();
        const { status, outbox, history } = (await nodes.store.links.find(link?.id ?? '')) ?? {};
        if (status === 'active') expect([done, failed, outbox, history]).toEqual(['failed', failed, link?.outbox, link?.history]);
        else expect([status, outbox?.at(-1)?.type, history?.at(-1)?.event]).toEqual(['revoked', 'revoked', 'revoked']);
        await nodes.two.passerelle.links.revokeAllOf(`pro-${visit.person}`, { reason: 'secret_reset', actor: 'provider' });
        await nodes.two.passerelle.worker.run();
        expect(await isActive(nodes.two, visit.tokens)).toBe(false);
        expect((await nodes.store.links.find(link?.id ?? ''))?.outbox).toEqual([]);
      }
      expect(calls).toBeGreaterThan(2);
    }, 120_000);
  });
});
