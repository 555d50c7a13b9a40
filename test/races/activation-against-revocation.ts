/**
 * T40: an approved activation is collected on one node while it is revoked on the other, at every offset from 0 to 50 ms: the adviser
 * revokes, the company gets a new administrator, the policy is suspended. Whoever was acknowledged last, the gateway is not open.
 */
import { setTimeout } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import { accountOf, type Customer } from '../world/customers.ts';
import type { Cluster, ClusterNode } from '../world/nodes.ts';
import { type Consented, collect, consentOn, linkOf, openings } from './activations.ts';
import { offsetOf, patience, race, rounds, sway } from './rounds.ts';

interface Revocation {
  readonly name: string;
  readonly happens: (node: ClusterNode, cluster: Cluster, consented: Consented) => Promise<unknown>;
  /** A suspension ends no link: it closes it, for everybody, until it is lifted. */
  readonly endsLink: boolean;
  readonly after?: (node: ClusterNode) => Promise<unknown>;
}

const accountIdOf = async (cluster: Cluster, { pro }: Customer) => (await accountOf(cluster, 'pro', pro)).accountId;
const policy = 'pro-particuliers';

const revocations: readonly Revocation[] = [
  {
    name: 'the adviser revokes',
    endsLink: true,
    happens: async ({ commands }, cluster, { customer }) => commands.revokeAllOf(await accountIdOf(cluster, customer), 'adviser'),
  },
  {
    name: 'the administrator changes',
    endsLink: true,
    happens: async (node, cluster, { customer }) =>
      cluster.bank.push(node, 'urn:passerelle:event:administrator-changed', await accountIdOf(cluster, customer)),
  },
  {
    name: 'the policy is suspended',
    endsLink: false,
    happens: ({ commands }) => commands.suspend(policy),
    after: ({ commands }) => commands.resume(policy),
  },
];

export function activationAgainstRevocation(kind: string, cluster: () => Cluster): void {
  it('opens the gateway on both nodes while nothing is revoked', async () => {
    for (const node of cluster().nodes) {
      const consented = await consentOn(cluster(), node);
      const open = await openings(cluster(), consented, await collect(node, consented));
      expect(new Set(open)).toEqual(new Set(['the code is exchanged', 'the linked session is open', 'a switch is possible']));
    }
  });

  for (const { name, happens, endsLink, after } of revocations) {
    it(
      `T40: ${name}: the gateway is closed afterwards, at every offset`,
      async () => {
        const times = rounds(6);
        let activatedFirst = 0;
        const even = sway();
        await race(
          cluster(),
          `T40 activation, ${name}, ${kind}`,
          async (number) => {
            const [first, second] = cluster().nodes;
            const [activating, revoking] = number % 2 === 0 ? [first, second] : [second, first];
            const consented = await consentOn(cluster(), activating);
            const waits = even.waits(offsetOf(number, times));
            const collecting = setTimeout(waits.first).then(() => collect(activating, consented));
            await setTimeout(waits.second);
            await happens(revoking, cluster(), consented);
            const answer = await collecting;
            const link = await linkOf(cluster(), consented);
            if (link.activatedAt) activatedFirst += 1;
            even.was(link.activatedAt !== undefined);
            const open = await openings(cluster(), consented, answer);
            await after?.(revoking);
            // What the activation gave out stays dead when a suspension is lifted.
            const revived = after ? await openings(cluster(), consented, answer, 'what it gave out') : [];
            return [...(endsLink && link.status === 'active' ? ['the link is active'] : []), ...open, ...revived];
          },
          // A suspension is everybody's.
          { times, lanes: endsLink ? 3 : 1, notes: () => ({ 'activated first': activatedFirst }) },
        );
      },
      patience,
    );
  }
}
