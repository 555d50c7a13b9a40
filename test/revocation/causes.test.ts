/** Every reason why a link ends, from either account and in both directions: done on one node, nothing is usable at the next request on the other. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { RevocationReason } from '../../src/linking/reasons.ts';
import { type By, historyFaults } from '../../src/oidc/passerelle.ts';
import { account, policy } from '../extension/bare-host.ts';
import { describeOnStores } from '../ground/stores.ts';
import { type Nodes, otherSpace, spaceNames, startNodes } from './nodes.ts';
import { activeLink, grantedUses, openVisit, uses } from './visits.ts';

/** Who tells, by reason: those that come from outside, by the account that they name. */
const told: readonly (readonly [RevocationReason, By])[] = [
  ['customer', { actor: 'account:somebody', clientId: 'rp-pro' }],
  ['secret_reset', { actor: 'issuer:https://bank.example' }],
  ['secret_changed', { actor: 'provider' }],
  ['administrator_changed', { actor: 'issuer:https://bank.example' }],
  ['identifier_changed', { actor: 'issuer:https://bank.example' }],
  ['adviser', { actor: 'operator:adviser-7', clientId: 'adviser-desk' }],
  ['account_closed', { actor: 'issuer:https://bank.example' }],
];

describeOnStores('T39: the next request on another node', (kind) => {
  let nodes: Nodes;
  beforeAll(async () => {
    nodes = await startNodes(kind, { requestId: () => 'req-7' });
  });
  afterEach(() => {
    nodes.one.policies.splice(0, nodes.one.policies.length, policy());
    nodes.resetClock();
  });
  afterAll(() => nodes.close());

  async function linkOf(person: string) {
    const [link] = await nodes.two.passerelle.links.list(`pro-${person}`);
    if (!link) throw new Error('no link');
    return link;
  }

  for (const source of spaceNames) {
    describe(`from ${source} to ${otherSpace(source)}`, () => {
      it('is granted, each use, while nothing has happened', async () => {
        const visit = await openVisit(nodes, nodes.newPerson(), source);
        expect(await grantedUses(nodes.two, visit)).toEqual(uses);
      });

      for (const [reason, by] of told)
        for (const side of spaceNames)
          it(`T25: is refused, each use, after ${reason} of the account of ${side}; the history says why, by whom and on whose request`, async () => {
            const visit = await openVisit(nodes, nodes.newPerson(), source);
            const actor = by.actor === 'account:somebody' ? (`account:${side}-${visit.person}` as const) : by.actor;
            expect(await nodes.one.passerelle.links.revokeAllOf(`${side}-${visit.person}`, { ...by, actor, reason })).toBe(1);
            expect(await grantedUses(nodes.two, visit)).toEqual([]);
            const link = await linkOf(visit.person);
            expect(link).toMatchObject({ status: 'revoked', revocationReason: reason });
            const written = actor.startsWith('account:') ? (side === 'pro' ? 'activating_account' : 'other_account') : actor;
            expect(link.history.at(-1)).toMatchObject({ event: 'revoked', reason, actor: written, requestId: 'req-7' });
            expect(link.history.at(-1)?.clientId).toBe(by.clientId);
            expect(historyFaults(link)).toEqual([]);
            expect(await nodes.one.passerelle.links.revokeAllOf(`${side}-${visit.person}`, { ...by, actor, reason })).toBe(0);
          });

      const found: readonly (readonly [string, RevocationReason, (person: string) => unknown])[] = [
        ...spaceNames.flatMap((side) => [
          [
            `the credentials version of ${side} is different and nobody told`,
            'credential_version',
            (person: string) => nodes.one.accounts.set(`${side}-${person}`, account(side, person, { credentialsVersion: 'v2' })),
          ] as const,
          [
            `the account of ${side} is closed and nobody told`,
            'account_closed',
            (person: string) => nodes.one.accounts.set(`${side}-${person}`, account(side, person, { status: 'closed' })),
          ] as const,
          [`the account of ${side} is gone`, 'account_closed', (person: string) => nodes.one.accounts.delete(`${side}-${person}`)] as const,
        ]),
        ['the policy is withdrawn', 'policy', () => nodes.one.policies.splice(0, 1, policy({ status: 'withdrawn' }))],
        ['the life of the link is over', 'expired', () => nodes.advance(601)],
      ];

      for (const [cause, reason, happens] of found)
        it(`T25: is refused, each use, when ${cause}, and the link is revoked at sight: ${reason}`, async () => {
          nodes.one.policies.splice(0, 1, policy({ lives: { ...policy().lives, link: 600 } }));
          const visit = await openVisit(nodes, nodes.newPerson(), source);
          await happens(visit.person);
          expect(await grantedUses(nodes.two, visit)).toEqual([]);
          const link = await linkOf(visit.person);
          expect(link).toMatchObject({ status: 'revoked', revocationReason: reason });
          expect(link.history.at(-1)).toMatchObject({ event: 'revoked', reason, actor: 'provider' });
          expect(link.history.filter(({ event }) => event === 'revoked')).toHaveLength(1);
          expect(historyFaults(link)).toEqual([]);
        });

      it('T61: is refused, each use, by a node that does not know the policy, which writes nothing: known again, the visit goes on', async () => {
        const visit = await openVisit(nodes, nodes.newPerson(), source);
        const before = await linkOf(visit.person);
        nodes.one.policies.splice(0, 1);
        expect(await grantedUses(nodes.two, visit)).toEqual([]);
        nodes.one.policies.push(policy());
        expect(await linkOf(visit.person)).toEqual(before);
        const stillUsable = ['silent switch', 'linked session', 'userinfo', 'introspection', 'linked accounts'] as const;
        expect(await grantedUses(nodes.two, visit, stillUsable)).toEqual(stillUsable);
      });
    });
  }

  it('T39: a revocation that was found by both nodes at once is written once', async () => {
    const visit = await openVisit(nodes, nodes.newPerson());
    nodes.one.accounts.set(`pro-${visit.person}`, account('pro', visit.person, { credentialsVersion: 'v2' }));
    const asked = Array.from({ length: 10 }, (_, index) =>
      grantedUses(index % 2 ? nodes.one : nodes.two, visit, ['introspection', 'userinfo']),
    );
    expect((await Promise.all(asked)).flat()).toEqual([]);
    const { history } = await linkOf(visit.person);
    expect(history.filter(({ event }) => event === 'revoked')).toHaveLength(1);
  });

  it('an unknown link is unknown, an ended one ended, and neither is an error', async () => {
    const { passerelle } = nodes.two;
    const visit = await openVisit(nodes, nodes.newPerson());
    const how = { reason: 'adviser', actor: 'operator:adviser-7' } as const;
    const { id = '' } = (await activeLink(nodes, visit.person)) ?? {};
    expect([await passerelle.links.revoke('no-such-link', how), await passerelle.links.revoke(id, how)]).toEqual(['unknown', 'revoked']);
    expect(await passerelle.links.revoke(id, { ...how, reason: 'customer' })).toBe('ended');
    expect((await linkOf(visit.person)).revocationReason).toBe('adviser');
  });
});
