/** Everything Passerelle keeps, as one value to pass in: `createMemoryStore()` or `createMongoStore(…)`. */
import type { AccountLinkStore } from '../linking/account-link.ts';
import type { LinkedLoginStore } from '../linking/linked-login.ts';
import type { ArtifactStoreFor, ReplayStore } from './artifact-store.ts';

export interface PasserelleStore {
  readonly artifacts: ArtifactStoreFor;
  readonly replay: ReplayStore;
  readonly links: AccountLinkStore;
  readonly linkedLogins: LinkedLoginStore;
}
