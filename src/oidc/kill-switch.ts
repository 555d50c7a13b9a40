/**
 * `passerelle.policies`: suspending a link policy and resuming it. One document that every use reads, so that it is effective at the next
 * request on every node; the linked logins of the epochs before are then ended one by one by the worker.
 */

import { policyById } from '../linking/link-policy.ts';
import type { PolicyState } from '../linking/policy-state.ts';
import type { Parts } from './parts.ts';
import type { By, Policies } from './passerelle-types.ts';

/** More operators at once than any bank has. */
const maximumRaces = 20;

export function createKillSwitch({ store, clock, emit, nudge, options }: Parts): Policies {
  return {
    async list() {
      const states = new Map((await store.policyStates.all()).map((state) => [state.policyId, state]));
      return options.policies().map((policy) => {
        const state = states.get(policy.id);
        return state?.suspended
          ? { ...policy, status: 'suspended' as const, suspendedBy: state.changedBy, suspendedAt: state.changedAt }
          : policy;
      });
    },
    suspend: (policyId, by) => change(policyId, true, by),
    resume: (policyId, by) => change(policyId, false, by),
  };

  async function change(policyId: string, suspended: boolean, { actor, clientId }: By): Promise<'changed' | 'unchanged' | 'unknown'> {
    if (!policyById(options.policies(), policyId)) return 'unknown';
    for (let race = 0; race < maximumRaces; race += 1) {
      const state = await store.policyStates.find(policyId);
      if ((state?.suspended ?? false) === suspended) return 'unchanged';
      const epoch = (state?.epoch ?? 0) + 1;
      const next: PolicyState = { policyId, suspended, epoch, changedAt: clock(), changedBy: actor, cascade: 'due' };
      if (!(await store.policyStates.replace(next))) continue;
      emit({ event: suspended ? 'policy.suspended' : 'policy.resumed', policy: policyId, actor, client: clientId });
      nudge();
      return 'changed';
    }
    throw new Error(`policy was changed by others ${maximumRaces} times in a row`);
  }
}
