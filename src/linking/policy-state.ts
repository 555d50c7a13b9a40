/**
 * The kill switch of a link policy: suspended or in force, for all nodes at once, because every use reads it. The epoch grows with every
 * change, and a linked login lives in the epoch it was opened in: what a suspension ended stays ended when it is lifted, and
 * no clocks are compared.
 */
import type { Actor } from './history.ts';
import type { Cascade } from './linked-login.ts';

export interface PolicyState {
  readonly policyId: string;
  readonly suspended: boolean;
  readonly epoch: number;
  readonly changedAt: Date;
  readonly changedBy: Actor;
  /** Whether the logins of earlier epochs are still to be ended one by one; the fence refuses them already. */
  readonly cascade: Cascade;
}

/** MUST throw when it cannot answer. Writes are acknowledged by a majority before they are reported done. */
export interface PolicyStateStore {
  /** Undefined for a policy that was never suspended: in force, in epoch 0. */
  find(policyId: string): Promise<PolicyState | undefined>;
  all(): Promise<readonly PolicyState[]>;
  /** Writes `next` if the stored epoch is `next.epoch - 1` (none is 0); MUST answer `true` to exactly one of parallel callers. */
  replace(next: PolicyState): Promise<boolean>;
  /** The cascade of this epoch is done; a later epoch's stays due. */
  cascaded(policyId: string, epoch: number): Promise<void>;
}
