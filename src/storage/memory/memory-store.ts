/**
 * Everything Passerelle keeps, in the memory of one process: for a first look, for tests and for nothing else, since it is
 * lost on exit and no second node sees it. It passes the same contracts as the Mongo store and is no kinder: values are
 * copied on the way in and out, and with `latency` every call takes its time on the way there and back.
 */
import type { PasserelleStore } from '../../oidc/store.ts';
import type { AccountStore } from '../../server/directory/account-store.ts';
import { accountLinksInMemory } from './account-links.ts';
import { accountsInMemory } from './accounts.ts';
import { artifactsInMemory } from './artifacts.ts';
import { deliveriesInMemory } from './deliveries.ts';
import { eventFeedsInMemory } from './event-feeds.ts';
import { linkedLoginsInMemory } from './linked-logins.ts';
import { policyStatesInMemory } from './policy-states.ts';
import { replayInMemory } from './replay.ts';
import { roundTripFactory } from './round-trip.ts';

export interface MemoryStoreOptions {
  readonly clock: () => Date;
  /** Awaited before and after each call's work, so that races which a network would show are shown here too. */
  readonly latency?: () => Promise<void>;
}

export interface MemoryStore extends PasserelleStore {
  readonly accounts: AccountStore;
  /** Every later call throws, as it does on a database that was disconnected. */
  close(): Promise<void>;
}

export function createMemoryStore({ clock, latency }: MemoryStoreOptions): MemoryStore {
  let open = true;
  const roundTrip = roundTripFactory({ isOpen: () => open, ...(latency && { latency }) });
  const deps = { clock, roundTrip };
  return {
    artifacts: artifactsInMemory(deps),
    replay: replayInMemory(deps),
    links: accountLinksInMemory(deps),
    linkedLogins: linkedLoginsInMemory(deps),
    policyStates: policyStatesInMemory(deps),
    deliveries: deliveriesInMemory(deps),
    feeds: eventFeedsInMemory(deps),
    accounts: accountsInMemory(deps),
    async close() {
      open = false;
    },
  };
}
