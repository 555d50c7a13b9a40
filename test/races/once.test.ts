/** On two nodes of one store: what may happen once, and is asked for many times at the same moment. One cluster for all of it. */
import { afterAll, beforeAll } from '@jest/globals';
import { describeOnStores } from '../ground/stores.ts';
import { type Cluster, openCluster } from '../world/nodes.ts';
import { doubledApproval } from './doubled-approval.ts';
import { patience } from './rounds.ts';
import { singleUse } from './single-use.ts';
import { twoActivations } from './two-activations.ts';

describeOnStores('once on two nodes', (kind) => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await openCluster(kind);
  }, patience);
  afterAll(() => cluster.close(), patience);

  singleUse(kind, () => cluster);
  doubledApproval(kind, () => cluster);
  twoActivations(kind, () => cluster);
});
