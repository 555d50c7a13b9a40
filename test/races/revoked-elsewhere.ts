/** T39: revoked on one node, used on another at once. The first request after the acknowledgement is refused, whatever its kind. */
import { expect, it } from '@jest/globals';
import type { Cluster } from '../world/nodes.ts';
import { deriveFrom, tryUse, usesFrom } from './derived.ts';
import { patience, race } from './rounds.ts';

export function revokedElsewhere(kind: string, cluster: () => Cluster): void {
  for (const source of ['pro', 'particuliers'] as const) {
    it(`every use from ${source} is granted on both nodes while nothing has happened`, async () => {
      for (const node of cluster().nodes) {
        const derived = await deriveFrom(cluster(), cluster().nodes[0], source);
        for (const use of usesFrom(source)) expect([use, (await tryUse(node, derived, use)).granted]).toEqual([use, true]);
      }
    });

    it(
      `T39: every use from ${source} is refused on both at the next request`,
      async () => {
        await race(cluster(), `T39 use elsewhere, from ${source}, ${kind}`, async (number) => {
          const [first, second] = cluster().nodes;
          const [here, there] = number % 2 === 0 ? [first, second] : [second, first];
          const derived = await deriveFrom(cluster(), here, source);
          await here.commands.revoke(derived.customer.linkId, 'adviser');
          const asked = usesFrom(source).map(async (use) => [use, (await tryUse(there, derived, use)).granted] as const);
          const here2 = usesFrom(source).map(async (use) => [use, (await tryUse(here, derived, use)).granted] as const);
          return (await Promise.all([...asked, ...here2])).flatMap(([use, granted]) => (granted ? [`${use} was granted`] : []));
        });
      },
      patience,
    );
  }
}
