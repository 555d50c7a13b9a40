/**
 * A node is killed with SIGKILL before and after each call to the store that a revocation makes, its cascade included. Then either
 * nothing has happened, or the link is revoked; and whoever works next, the node started again or another one, brings it to its end.
 */
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { isLong, patience, report } from '../races/rounds.ts';
import { describeOnMongo } from '../storage/on-mongo.ts';
import { accountOf } from '../world/customers.ts';
import type { Moment } from '../world/node-store.ts';
import { type Cluster, type ClusterNode, openCluster } from '../world/nodes.ts';
import { aftermathOf, type Doomed, doom, expectEnd } from './revocation-on-trial.ts';

/** Seconds: a lease that a dead node held has run out by then. */
const beyondLeases = 20;

interface Way {
  readonly name: string;
  readonly reason: string;
  /** How many of the points a short run takes, spread over all of them. */
  readonly few: number;
  readonly revoke: (cluster: Cluster, node: ClusterNode, doomed: Doomed) => Promise<unknown>;
}

interface Point {
  readonly name: string;
  readonly call: number;
  readonly moment: Moment;
}

const ways: readonly Way[] = [
  {
    name: 'by the adviser',
    reason: 'adviser',
    few: 5,
    revoke: (_cluster, { commands }, { derived }) => commands.revoke(derived.customer.linkId, 'adviser'),
  },
  {
    name: 'by a security event',
    reason: 'administrator_changed',
    few: 2,
    revoke: async (cluster, node, { derived }) => {
      const { accountId } = await accountOf(cluster, 'pro', derived.customer.pro);
      await cluster.bank.push(node, 'urn:passerelle:event:administrator-changed', accountId);
    },
  },
];

describeOnMongo('kill -9 of a node that revokes', () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await openCluster('mongo');
  }, patience);
  afterAll(() => cluster.close(), patience);

  for (const { name, reason, few, revoke } of ways) {
    it(
      `T48: ${name}: at each storage call it leaves nothing, or a revoked link whose cascade completes`,
      async () => {
        const all = await pointsOf(revoke, reason);
        const points = isLong ? all : all.filter((_, index) => index % Math.ceil(all.length / few) === 1);
        let [nothing, deaths] = [0, 0];
        let next = cluster.startNode();
        async function tryAt(point: Point, heirIs: 'the next' | 'another'): Promise<void> {
          const node = await next;
          next = cluster.startNode();
          const doomed = await doom(cluster);
          await node.commands.watchCalls(point);
          const acknowledged = await survives(revoke(cluster, node, doomed), node);
          if (!(await survives(node.commands.work(), node))) deaths += 1;

          const aftermath = await aftermathOf(cluster, doomed);
          if (acknowledged) expect(aftermath).toBe('revoked');
          if (aftermath === 'nothing') {
            nothing += 1;
            // Whoever asked does not know, and asks again.
            await revoke(cluster, cluster.nodes[0], doomed);
          }
          const heir = heirIs === 'another' ? cluster.nodes[1] : await next;
          await heir.commands.advance(beyondLeases);
          await heir.commands.work();
          await expectEnd(cluster, doomed, reason);
          await node.close();
        }
        try {
          for (const [index, point] of points.entries()) {
            await tryAt(point, index % 2 === 0 ? 'another' : 'the next').catch((cause: unknown) => {
              throw new Error(`killed ${point.moment} call ${point.call}, ${point.name}`, { cause });
            });
          }
        } finally {
          await (await next).close();
        }
        report({ name: `node killed, revocation ${name}`, rounds: points.length, failures: 0, deaths, 'left nothing': nothing });
        expect(deaths).toBeGreaterThan(0);
      },
      patience + (isLong ? 1_200_000 : 60_000),
    );
  }

  /** Every call that a revocation and its cascade make when nobody dies, each with the moment before and the one after. */
  async function pointsOf(revoke: Way['revoke'], reason: string): Promise<readonly Point[]> {
    const [node] = cluster.nodes;
    const doomed = await doom(cluster);
    await node.commands.watchCalls();
    await revoke(cluster, node, doomed);
    await node.commands.work();
    const names = await node.commands.calls();
    await expectEnd(cluster, doomed, reason);
    return names.flatMap((name, call) => (['before', 'after'] as const).map((moment) => ({ name, call, moment })));
  }
});

/** Whether the node has lived to answer; what fails for another reason is a fault. */
async function survives(answer: Promise<unknown>, node: ClusterNode): Promise<boolean> {
  try {
    await answer;
    return true;
  } catch (error) {
    const ended = await Promise.race([node.ended.then(() => true), setTimeout(5_000, false)]);
    if (ended) return false;
    throw error;
  }
}
