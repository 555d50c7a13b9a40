/** The kill switches of link policies, in memory. */
import type { PolicyState, PolicyStateStore } from '../../linking/policy-state.ts';
import { requireText } from '../require-text.ts';
import type { RoundTrip } from './round-trip.ts';

export function policyStatesInMemory({ roundTrip }: { roundTrip: RoundTrip }): PolicyStateStore {
  const states = new Map<string, PolicyState>();
  return {
    async find(policyId) {
      requireText(policyId, 'policyId');
      return roundTrip(() => structuredClone(states.get(policyId)));
    },
    async all() {
      return roundTrip(() => structuredClone([...states.values()]));
    },
    async replace(next) {
      requireText(next.policyId, 'policyId');
      const copy = structuredClone(next);
      return roundTrip(() => {
        if ((states.get(copy.policyId)?.epoch ?? 0) !== copy.epoch - 1) return false;
        states.set(copy.policyId, copy);
        return true;
      });
    },
    async cascaded(policyId, epoch) {
      requireText(policyId, 'policyId');
      await roundTrip(() => {
        const state = states.get(policyId);
        if (state?.epoch === epoch) states.set(policyId, { ...state, cascade: 'done' });
      });
    },
  };
}
