/** On two nodes of one store: a use, an activation, a switch or a question, and meanwhile what ends or moves what it rests on. One cluster for all of it. */
import { afterAll, beforeAll } from '@jest/globals';
import { describeOnStores } from '../ground/stores.ts';
import { type Cluster, openCluster } from '../world/nodes.ts';
import { activationAgainstRevocation } from './activation-against-revocation.ts';
import { noticeOfRevocation } from './notice.ts';
import { revokedElsewhere } from './revoked-elsewhere.ts';
import { rotation } from './rotation.ts';
import { patience } from './rounds.ts';
import { switchAgainstDeactivation } from './switch-against-deactivation.ts';
import { useAgainstRevocation } from './use-against-revocation.ts';

describeOnStores('meanwhile on two nodes', (kind) => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await openCluster(kind);
  }, patience);
  afterAll(() => cluster.close(), patience);

  revokedElsewhere(kind, () => cluster);
  useAgainstRevocation(kind, () => cluster);
  activationAgainstRevocation(kind, () => cluster);
  switchAgainstDeactivation(kind, () => cluster);
  rotation(kind, () => cluster);
  // Its worker works.
  noticeOfRevocation(kind, () => cluster);
});
