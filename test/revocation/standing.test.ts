/** What ends visits and no link: a blocked account and a suspended policy. Lifted, they revive nothing, and a new switch works. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { endedEvent } from '../../src/oidc/backchannel-logout.ts';
import { outcomeOf } from '../extension/bare-flows.ts';
import { account, policy } from '../extension/bare-host.ts';
import { describeOnStores } from '../ground/stores.ts';
import { clientOf, type Nodes, otherSpace, spaceNames, startNodes } from './nodes.ts';
import { activeLink, grantedUses, onNode, openVisit, uses, type Visit } from './visits.ts';

/** A silent switch opens a new login: everything else is of the old one. */
const ofTheOldLogin = uses.filter((use) => use !== 'silent switch');
const by = { actor: 'operator:adviser-7' } as const;

describeOnStores('a link that stays', (kind) => {
  let nodes: Nodes;
  beforeAll(async () => {
    nodes = await startNodes(kind);
  });
  afterEach(async () => {
    nodes.one.policies.splice(0, nodes.one.policies.length, policy());
    await nodes.one.passerelle.policies.resume('pro-particuliers', by);
    nodes.resetClock();
  });
  afterAll(() => nodes.close());

  const silently = async ({ source, target, sourceOnly }: Visit) =>
    outcomeOf(await onNode(nodes.two, sourceOnly).authorize(clientOf[target], { linked_from: source, prompt: 'none' }));
  const endReasons = async ({ person, source }: Visit) =>
    (await nodes.two.passerelle.links.uses(`${source}-${person}`)).map(({ endReason }) => endReason);
  const noticesTo = ({ target, sid }: Visit) => nodes.told[target].received.filter((claims) => claims.sid === sid);
  const status = (side: 'pro' | 'particuliers', person: string, to: 'blocked' | 'active') =>
    nodes.one.accounts.set(`${side}-${person}`, account(side, person, { status: to }));

  for (const source of spaceNames)
    for (const side of spaceNames)
      describe(`from ${source} to ${otherSpace(source)}, the account of ${side} blocked`, () => {
        it('T25, T39: and nobody told: refused at the next use on another node; unblocking revives no login', async () => {
          const visit = await openVisit(nodes, nodes.newPerson(), source);
          const link = await activeLink(nodes, visit.person);
          status(side, visit.person, 'blocked');
          expect(await grantedUses(nodes.two, visit)).toEqual([]);
          expect(await silently(visit)).toBe('access_denied');
          status(side, visit.person, 'active');
          expect(await grantedUses(nodes.two, visit, ofTheOldLogin)).toEqual([]);
          expect(await activeLink(nodes, visit.person)).toEqual(link);
          expect(await silently(visit)).toBe('code');
          expect(await endReasons(visit)).toEqual([undefined, 'account_unusable']);
        });

        it('T25: and told: its visits end at once, used or not, and their relying party is told why', async () => {
          const visit = await openVisit(nodes, nodes.newPerson(), source);
          const link = await activeLink(nodes, visit.person);
          status(side, visit.person, 'blocked');
          expect(await nodes.one.passerelle.accounts.endLinkedLogins(`${side}-${visit.person}`)).toBe(1);
          status(side, visit.person, 'active');
          expect(await grantedUses(nodes.two, visit, ofTheOldLogin)).toEqual([]);
          await nodes.two.passerelle.worker.run();
          expect(noticesTo(visit)).toEqual([
            expect.objectContaining({
              sub: `${visit.target}-${visit.person}`,
              events: expect.objectContaining({ [endedEvent]: { reason: 'account_unusable' } }),
            }),
          ]);
          expect(await activeLink(nodes, visit.person)).toEqual({ ...link, outbox: [], revision: (link?.revision ?? 0) + 1 });
          expect(await silently(visit)).toBe('code');
          expect(await nodes.one.passerelle.accounts.endLinkedLogins(`${side}-${visit.person}`)).toBe(1);
        });
      });

  for (const source of spaceNames)
    describe(`from ${source} to ${otherSpace(source)}, the policy suspended`, () => {
      it('T39: on one node: refused at the next use on the other; resuming revives no login, and a new switch works', async () => {
        const visit = await openVisit(nodes, nodes.newPerson(), source);
        const link = await activeLink(nodes, visit.person);
        expect(await nodes.one.passerelle.policies.suspend('pro-particuliers', by)).toBe('changed');
        expect(await silently(visit)).toBe('access_denied');
        expect(await grantedUses(nodes.two, visit)).toEqual([]);
        expect(await nodes.two.passerelle.policies.resume('pro-particuliers', by)).toBe('changed');
        expect(await grantedUses(nodes.one, visit, ofTheOldLogin)).toEqual([]);
        expect(await activeLink(nodes, visit.person)).toEqual(link);
        expect(await silently(visit)).toBe('code');
        expect(await endReasons(visit)).toEqual([undefined, 'policy_suspended']);
      });

      it('T39: and resumed before anybody came: what was open stays ended, and its relying party is told why', async () => {
        const visit = await openVisit(nodes, nodes.newPerson(), source);
        await nodes.one.passerelle.policies.suspend('pro-particuliers', by);
        await nodes.one.passerelle.policies.resume('pro-particuliers', by);
        expect(await grantedUses(nodes.two, visit, ofTheOldLogin)).toEqual([]);
        await nodes.two.passerelle.worker.run();
        expect(noticesTo(visit).map(({ events }) => events)).toEqual([
          expect.objectContaining({ [endedEvent]: { reason: 'policy_suspended' } }),
        ]);
        expect(await silently(visit)).toBe('code');
      });

      it('ends every visit by itself, though nobody comes again', async () => {
        const visit = await openVisit(nodes, nodes.newPerson(), source);
        await nodes.one.passerelle.policies.suspend('pro-particuliers', by);
        await nodes.two.passerelle.worker.run();
        expect(await endReasons(visit)).toEqual(['policy_suspended']);
        expect(noticesTo(visit)).toHaveLength(1);
      });
    });

  it('a policy suspended by the configuration refuses and revokes nothing', async () => {
    const visit = await openVisit(nodes, nodes.newPerson());
    nodes.one.policies.splice(0, 1, policy({ status: 'suspended' }));
    expect(await grantedUses(nodes.two, visit)).toEqual([]);
    nodes.one.policies.splice(0, 1, policy());
    expect(await grantedUses(nodes.two, visit, ofTheOldLogin)).toEqual([]);
    expect(await silently(visit)).toBe('code');
  });

  it('T36: a feed that is silent for longer than the policy allows stops switches, not visits; heard again, they resume', async () => {
    const visit = await openVisit(nodes, nodes.newPerson());
    nodes.one.policies.splice(0, 1, policy({ eventFeeds: { issuers: ['https://a.example', 'https://b.example'], maxSilence: 60 } }));
    expect(await silently(visit)).toBe('access_denied');
    await nodes.store.feeds.heard('https://a.example', nodes.now());
    expect(await silently(visit)).toBe('access_denied');
    await nodes.store.feeds.heard('https://b.example', nodes.now());
    expect(await silently(visit)).toBe('code');
    nodes.advance(59);
    expect(await silently(visit)).toBe('code');
    nodes.advance(2);
    expect(await silently(visit)).toBe('access_denied');
    expect(await grantedUses(nodes.two, visit, ['introspection', 'userinfo'])).toEqual(['introspection', 'userinfo']);
    for (const issuer of ['https://a.example', 'https://b.example']) await nodes.store.feeds.heard(issuer, nodes.now());
    expect(await silently(visit)).toBe('code');
  });
});
