/** How long after the acknowledgement of a revocation a relying party has its logout token. It comes, with the right `sub` and `sid`; the time is information. */
import { expect, it } from '@jest/globals';
import { decodeJwt } from 'jose';
import type { Cluster } from '../world/nodes.ts';
import { deriveFrom } from './derived.ts';
import { patience, report, rounds } from './rounds.ts';

const most = 100;

export function noticeOfRevocation(kind: string, cluster: () => Cluster): void {
  it(
    'reaches the relying party of the linked session, with its sub and its sid',
    async () => {
      const { nodes, inbox } = cluster();
      for (const { commands } of nodes) await commands.startWorker();
      const times: number[] = [];
      for (let number = 0; number < Math.min(rounds(), most); number += 1) {
        const { customer, tokens } = await deriveFrom(cluster(), nodes[0], 'pro');
        const { sub, sid } = decodeJwt(tokens.id_token);
        await nodes[number % 2 === 0 ? 0 : 1].commands.revoke(customer.linkId, 'adviser');
        const acknowledged = performance.now();
        const { claims, at } = await inbox.next(String(sid));
        expect(claims).toMatchObject({ sub, sid });
        times.push(at - acknowledged);
      }
      for (const { commands } of nodes) await commands.stopWorker();
      times.sort((a, b) => a - b);
      const milliseconds = (value: number | undefined) => Math.round(value ?? 0);
      report({
        name: `notice of a revocation, ${kind}`,
        rounds: times.length,
        'median ms': milliseconds(times[Math.floor(times.length / 2)]),
        'worst ms': milliseconds(times.at(-1)),
      });
    },
    patience,
  );
}
