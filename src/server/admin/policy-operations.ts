/** Link policies and their kill switch: suspended or resumed for all nodes at once, each as often as one likes. */
import { z } from 'zod';
import type { Actor } from '../../linking/history.ts';
import type { AdminDeps } from './deps.ts';
import { answered, type Operation, operation, refused } from './operation.ts';
import { policyView } from './views.ts';
import * as wire from './wire.ts';

const params = z.strictObject({ policy_id: wire.space });
const body = z.strictObject({ actor: wire.actor });

export function policyOperations({ passerelle: { policies } }: AdminDeps): readonly Operation[] {
  return [
    operation({
      id: 'listPolicies',
      method: 'get',
      path: '/policies',
      scope: 'policies:suspend',
      tag: 'Policies',
      summary: 'The link policies, and which of them are suspended',
      answer: z.strictObject({ policies: z.array(wire.policy) }),
      refusals: [],
      handle: async () => answered({ policies: (await policies.list()).map(policyView) }),
    }),
    operation({
      id: 'suspendPolicy',
      method: 'post',
      path: '/policies/{policy_id}/suspend',
      scope: 'policies:suspend',
      tag: 'Policies',
      summary: 'Suspend a policy',
      description:
        'No switch, no activation, and every linked login of the policy ends, effective at the next request on every node. Links stay.',
      params,
      body,
      answer: wire.policy,
      refusals: ['unknown_policy'],
      async handle({ params: { policy_id: id }, body: { actor }, caller: { clientId } }) {
        await policies.suspend(id, { actor: operator(actor), clientId });
        return shown(id);
      },
    }),
    operation({
      id: 'resumePolicy',
      method: 'post',
      path: '/policies/{policy_id}/resume',
      scope: 'policies:suspend',
      tag: 'Policies',
      summary: 'Resume a policy',
      description: 'New switches are possible again; logins that were ended stay ended.',
      params,
      body,
      answer: wire.policy,
      refusals: ['unknown_policy', 'suspended_in_configuration'],
      async handle({ params: { policy_id: id }, body: { actor }, caller: { clientId } }) {
        await policies.resume(id, { actor: operator(actor), clientId });
        const now = await shown(id);
        // To answer that it is in force would be a lie: only the security team's file can say so.
        return now.ok && now.answer.status === 'suspended' && now.answer.suspended_by === undefined
          ? refused('suspended_in_configuration')
          : now;
      },
    }),
  ];

  async function shown(id: string) {
    const policy = (await policies.list()).find((known) => known.id === id);
    return policy ? answered(policyView(policy)) : refused('unknown_policy');
  }
}

function operator(actor: string): Actor {
  return `operator:${actor}`;
}
