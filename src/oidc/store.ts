/** Everything Passerelle keeps, as one value to pass in: `createMemoryStore()` or `createMongoStore(…)`. */
import type { AccountLinkStore } from '../linking/account-link.ts';
import type { EventFeedStore } from '../linking/event-feed.ts';
import type { LinkedLoginStore } from '../linking/linked-login.ts';
import type { DeliveryStore } from '../linking/outbox.ts';
import type { PolicyStateStore } from '../linking/policy-state.ts';
import type { ArtifactStoreFor, ReplayStore } from './artifact-store.ts';

export interface PasserelleStore {
  readonly artifacts: ArtifactStoreFor;
  readonly replay: ReplayStore;
  readonly links: AccountLinkStore;
  readonly linkedLogins: LinkedLoginStore;
  readonly policyStates: PolicyStateStore;
  readonly deliveries: DeliveryStore;
  readonly feeds: EventFeedStore;
}
