/** A code and a rotated refresh token, twenty times at once on two nodes: one is answered, and because it may be the thief's, all of it dies. */
import { afterAll, beforeAll, it } from '@jest/globals';
import { describeOnStores } from '../ground/stores.ts';
import { newCustomer } from '../world/customers.ts';
import { type Cluster, type ClusterNode, openCluster } from '../world/nodes.ts';
import type { TokenAnswer } from '../world/outside.ts';
import { clientOf, login } from '../world/people.ts';
import { patience, race } from './rounds.ts';

const uses = 20;

describeOnStores('single use on two nodes', (kind) => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await openCluster(kind);
  }, patience);
  afterAll(() => cluster.close(), patience);

  const onBoth = (use: (node: ClusterNode) => Promise<TokenAnswer>) =>
    Promise.all(Array.from({ length: uses }, (_, index) => use(cluster.nodes[index % 2 === 0 ? 0 : 1])));

  async function faultsIn(answers: readonly TokenAnswer[]): Promise<string[]> {
    const winners = answers.filter(({ status }) => status === 200);
    const losers = answers.filter(({ status, tokens }) => status === 400 && tokens.error === 'invalid_grant');
    const alive = await Promise.all(
      winners.flatMap(({ tokens }) => cluster.nodes.map(async (node) => (await node.introspect(tokens))['active'] === true)),
    );
    return [
      ...(winners.length === 1 ? [] : [`${winners.length} of ${uses} were answered`]),
      ...(losers.length === uses - 1 ? [] : [`${losers.length} were refused with invalid_grant`]),
      ...(alive.includes(true) ? ['a token is active afterwards'] : []),
    ];
  }

  async function signIn() {
    const customer = await newCustomer(cluster);
    return login(cluster.nodes[0], cluster.openBrowser(cluster.nodes[0]), 'pro', customer.pro);
  }

  it(
    `T19: ${uses} exchanges of one code: one is answered, and its tokens are dead`,
    async () => {
      await race(cluster, `T19 code, ${uses} at once, ${kind}`, async () => {
        const answer = await signIn();
        return faultsIn(await onBoth((node) => node.exchange(clientOf.pro, answer)));
      });
    },
    patience,
  );

  it(
    `T20: ${uses} uses of one refresh token: one is answered, and the whole family is dead`,
    async () => {
      await race(cluster, `T20 refresh token, ${uses} at once, ${kind}`, async () => {
        const { tokens } = await cluster.nodes[0].exchange(clientOf.pro, await signIn());
        const faults = await faultsIn(await onBoth((node) => node.refresh(clientOf.pro, tokens)));
        return (await cluster.nodes[1].introspect(tokens))['active'] === true ? [...faults, 'the first access token is active'] : faults;
      });
    },
    patience,
  );
});
