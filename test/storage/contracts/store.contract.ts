/** Every contract of a store, in one call: a new kind of store is proved by a test file of a few lines. */
import { describe } from '@jest/globals';
import { accountLinkStoreContract } from './account-link-store.contract.ts';
import { accountStoreContract } from './account-store.contract.ts';
import { artifactStoreContract } from './artifact-store.contract.ts';
import { concurrencyContract } from './concurrency.contract.ts';
import { deliveryStoreContract } from './delivery-store.contract.ts';
import { eventFeedStoreContract } from './event-feed-store.contract.ts';
import { linkedLoginStoreContract } from './linked-login-store.contract.ts';
import { policyStateStoreContract } from './policy-state-store.contract.ts';
import { replayStoreContract } from './replay-store.contract.ts';
import type { Subject } from './subject.ts';

export function storeContract(subject: () => Subject): void {
  describe('artifacts', () => artifactStoreContract(subject));
  describe('replay', () => replayStoreContract(subject));
  describe('account links', () => accountLinkStoreContract(subject));
  describe('linked logins', () => linkedLoginStoreContract(subject));
  describe('policy states', () => policyStateStoreContract(subject));
  describe('deliveries', () => deliveryStoreContract(subject));
  describe('event feeds', () => eventFeedStoreContract(subject));
  describe('accounts', () => accountStoreContract(subject));
  describe('races', () => concurrencyContract(subject));
}
