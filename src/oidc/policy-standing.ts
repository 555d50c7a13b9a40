/**
 * Whether a policy is in force now: not suspended in the configuration or by the kill switch, which every use reads (T39), and with the
 * feeds of security events that it wants alive (T36).
 */
import type { Check } from '../linking/eligibility.ts';
import type { LinkPolicy } from '../linking/link-policy.ts';
import type { Parts } from './parts.ts';

export interface Standing {
  /** In which linked logins that are opened now will live. */
  readonly epoch: number;
  readonly checks: readonly Check[];
}

export type StandingOf = (policy: LinkPolicy) => Promise<Standing>;

export function createPolicyStanding({ store, clock }: Parts): StandingOf {
  return async function standingOf(policy) {
    const [state, silent] = await Promise.all([store.policyStates.find(policy.id), isSilent(policy)]);
    const suspended = policy.status !== 'active' || state?.suspended === true;
    return {
      epoch: state?.epoch ?? 0,
      checks: [
        { check: 'policy', refusal: suspended ? 'policy_suspended' : undefined },
        { check: 'event_feed', refusal: silent ? 'events_silent' : undefined },
      ],
    };
  };

  /** A feed that was never heard is silent: nobody knows whether it works. */
  async function isSilent({ eventFeeds }: LinkPolicy): Promise<boolean> {
    if (!eventFeeds) return false;
    const since = clock().getTime() - eventFeeds.maxSilence * 1000;
    const heard = await Promise.all(eventFeeds.issuers.map((issuer) => store.feeds.lastHeard(issuer)));
    return heard.some((at) => at === undefined || at.getTime() < since);
  }
}
