/**
 * T48: the primary of three MongoDB members is killed with SIGKILL while two nodes revoke. The ledger is here, outside of the database: every
 * revocation that was acknowledged is there afterwards, none is half written, and one whose outcome nobody knew is done when it is tried again.
 */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { AccountLink } from '../../src/linking/account-link.ts';
import { firstBrokenEntry } from '../../src/linking/history.ts';
import { deriveFrom, tryUse, usesFrom } from '../races/derived.ts';
import { isLong, patience, report } from '../races/rounds.ts';
import { describeOnMongo } from '../storage/on-mongo.ts';
import { linkedCustomer } from '../world/customers.ts';
import { type Cluster, openCluster } from '../world/nodes.ts';
import { type ReplicaSet, startReplicaSet } from './replica-set.ts';

const kills = isLong ? 3 : 1;
const customers = isLong ? 300 : 60;
const lanes = 4;

interface Ledger {
  readonly acknowledged: ReadonlySet<string>;
  readonly unknown: ReadonlySet<string>;
}

describeOnMongo('kill -9 of the primary', () => {
  let members: ReplicaSet;
  let cluster: Cluster;
  beforeAll(async () => {
    members = await startReplicaSet();
    cluster = await openCluster('mongo', { mongoUri: members.uri });
  }, patience);
  afterAll(async () => {
    await cluster?.close();
    await members?.stop();
  }, patience);

  const linkOf = async (linkId: string): Promise<AccountLink> => {
    const link = await cluster.demo.store.links.find(linkId);
    if (!link) throw new Error('a link is gone');
    return link;
  };

  for (let kill = 1; kill <= kills; kill += 1) {
    it(
      `T48: after acknowledgements loses no revocation (${kill} of ${kills})`,
      async () => {
        const watched = await deriveFrom(cluster, cluster.nodes[0], 'pro');
        const linkIds = [watched.customer.linkId];
        while (linkIds.length < customers) linkIds.push((await linkedCustomer(cluster)).linkId);
        const before = new Map(await Promise.all(linkIds.map(async (linkId) => [linkId, await linkOf(linkId)] as const)));

        const target = await members.aimAtPrimary();
        const ledger = await revokeAll(linkIds, target.kill);
        await members.writable();
        for (const link of await Promise.all(linkIds.map(linkOf))) {
          // I1 and I6: what was acknowledged is there; what is unknown was done or was not, and nothing in between.
          if (ledger.acknowledged.has(link.id) || link.status === 'revoked') expectRevoked(link);
          else expect(link).toEqual(before.get(link.id));
        }
        for (const linkId of ledger.unknown)
          expect(['revoked', 'ended']).toContain(await cluster.nodes[0].commands.revoke(linkId, 'adviser'));
        // I2: nothing derived is usable, on either node.
        for (const node of cluster.nodes)
          for (const use of usesFrom('pro')) expect([use, (await tryUse(node, watched, use)).granted]).toEqual([use, false]);

        await target.restart();
        await members.writable();
        await cluster.nodes[1].commands.work();
        for (const link of await Promise.all(linkIds.map(linkOf))) {
          expectRevoked(link);
          expect(link.outbox).toEqual([]);
        }
        const { acknowledged, unknown } = ledger;
        report({
          name: `T48 primary killed, ${kill}`,
          rounds: customers,
          failures: 0,
          acknowledged: acknowledged.size,
          unknown: unknown.size,
        });
      },
      patience,
    );
  }

  /** Two lanes for each node; the primary dies after a third, others being under way. */
  async function revokeAll(linkIds: readonly string[], kill: () => void): Promise<Ledger> {
    const waiting = [...linkIds];
    const [acknowledged, unknown] = [new Set<string>(), new Set<string>()];
    let leftAtDeath = 0;
    async function drive(lane: number): Promise<void> {
      const { commands } = cluster.nodes[lane % 2 === 0 ? 0 : 1];
      for (let linkId = waiting.pop(); linkId !== undefined; linkId = waiting.pop()) {
        const answer = await commands.revoke(linkId, 'adviser').catch(() => undefined);
        (answer === undefined ? unknown : acknowledged).add(linkId);
        if (leftAtDeath > 0 || acknowledged.size < customers / 3) continue;
        leftAtDeath = waiting.length;
        kill();
      }
    }
    await Promise.all(Array.from({ length: lanes }, (_, lane) => drive(lane)));
    expect(leftAtDeath).toBeGreaterThan(0);
    return { acknowledged, unknown };
  }
});

/** Whole: the state, its time, its reason, and one entry in an unbroken chain. */
function expectRevoked(link: AccountLink): void {
  expect(link).toMatchObject({ status: 'revoked', revocationReason: 'adviser', endedAt: expect.any(Date) });
  expect(link.history.map(({ event }) => event)).toEqual(['consented', 'approval_requested', 'activated', 'revoked']);
  expect(firstBrokenEntry(link.id, link.history)).toBeUndefined();
}
