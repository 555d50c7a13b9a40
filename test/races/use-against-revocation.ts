/**
 * T21: every use at the same moment as a revocation on the other node. What is under way may still be answered; what it gave out, and
 * everything that was given out before, is worth nothing on any node once the revocation was acknowledged.
 */
import { setTimeout } from 'node:timers/promises';
import { it } from '@jest/globals';
import type { Cluster } from '../world/nodes.ts';
import { clientOf } from '../world/people.ts';
import { type Derived, deriveFrom, type Gained, tryUse, type Use, usesFrom } from './derived.ts';
import { patience, race } from './rounds.ts';

/** Milliseconds: within this, uses and revocation start. A use takes about as long. */
const window = 12;

/** Tried last: a second time they are a replay, which kills the family whatever became of the link. */
const spending: ReadonlySet<Use> = new Set(['code', 'refresh token']);

export function useAgainstRevocation(kind: string, cluster: () => Cluster): void {
  for (const source of ['pro', 'particuliers'] as const) {
    it(
      `T21: from ${source}: after the acknowledgement nothing is usable on either node, however late it was given`,
      async () => {
        let grantedInTime = 0;
        await race(
          cluster(),
          `T21 use against revocation, from ${source}, ${kind}`,
          async (number) => {
            const [first, second] = cluster().nodes;
            const [using, revoking] = number % 2 === 0 ? [first, second] : [second, first];
            const derived = await deriveFrom(cluster(), using, source);
            const raced = usesFrom(source).map(async (use) => {
              await setTimeout(Math.random() * window);
              return { use, ...(await tryUse(using, derived, use)) };
            });
            await setTimeout(Math.random() * window);
            await revoking.commands.revoke(derived.customer.linkId, 'adviser');
            const gained = await Promise.all(raced);
            grantedInTime += gained.filter(({ granted }) => granted).length;
            return [
              ...(await usesLeft(derived, (use) => !spending.has(use))),
              ...(await usable(derived, gained)),
              ...(await usesLeft(derived, (use) => spending.has(use))),
            ];
          },
          { notes: () => ({ 'uses granted': grantedInTime }) },
        );
      },
      patience,
    );
  }

  async function usable({ target }: Derived, gained: readonly (Gained & { readonly use: Use })[]): Promise<string[]> {
    const found: string[] = [];
    for (const { use, tokens, code } of gained) {
      const client = use === 'linked-account grant' ? clientOf.pro : clientOf[target];
      for (const node of cluster().nodes) {
        if (tokens && (await node.introspect(tokens))['active'] === true) found.push(`a token of ${use} is active`);
        if (tokens && (await node.userinfo(tokens)).status === 200) found.push(`a token of ${use} opens userinfo`);
        if (tokens?.refresh_token !== undefined && (await node.refresh(client, tokens)).status === 200) found.push(`${use} is refreshed`);
        if (code && (await node.exchange(client, code)).status === 200) found.push(`a code of ${use} is exchanged`);
      }
    }
    return found;
  }

  async function usesLeft(derived: Derived, which: (use: Use) => boolean): Promise<string[]> {
    const found: string[] = [];
    for (const node of cluster().nodes)
      for (const use of usesFrom(derived.source).filter(which))
        if ((await tryUse(node, derived, use)).granted) found.push(`${use} is granted`);
    return found;
  }
}
