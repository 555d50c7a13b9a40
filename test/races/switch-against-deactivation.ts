/**
 * T21: the customer deactivates on one node while a tab of theirs switches, and redeems the code, on the other, at every offset from 0 to
 * 50 ms. The switch may still be answered; once the page of the deactivation is there, nothing that it gave is worth anything.
 */
import { setTimeout } from 'node:timers/promises';
import { it } from '@jest/globals';
import type { Answer, Browser } from '../world/browser.ts';
import { linkedCustomer } from '../world/customers.ts';
import type { Cluster, ClusterNode } from '../world/nodes.ts';
import type { Tokens } from '../world/outside.ts';
import { clientOf, hasButton } from '../world/people.ts';
import { on, openings, signedInOn } from './activations.ts';
import { offsetOf, patience, race, rounds, sway } from './rounds.ts';

interface Switched {
  readonly answer: Answer;
  readonly tokens: Tokens | undefined;
}

export function switchAgainstDeactivation(kind: string, cluster: () => Cluster): void {
  it(
    'T21: a switch while the customer deactivates: nothing of it is usable afterwards, at every offset',
    async () => {
      const times = rounds(6);
      // Either the answer of the switch is to come about when the acknowledgement does, or that of the code.
      const [evenOpened, evenRedeemed] = [sway(), sway()];
      let [opened, redeemed] = [0, 0];
      await race(
        cluster(),
        `T21 switch against deactivation, ${kind}`,
        async (number) => {
          const [first, second] = cluster().nodes;
          const [switching, closing] = number % 2 === 0 ? [first, second] : [second, first];
          const customer = await linkedCustomer(cluster());
          const browser = await signedInOn(cluster(), switching, customer);
          // The same browser, or one more of the customer's.
          const other = number % 4 < 2 ? browser : await signedInOn(cluster(), closing, customer);
          const confirm = await confirmation(closing, other);
          const even = number % 3 === 0 ? evenOpened : evenRedeemed;
          const waits = even.waits(offsetOf(number, times));
          const switched = setTimeout(waits.first).then(() => switchAndRedeem(switching, browser));
          await setTimeout(waits.second);
          const closed = await confirm();
          if (closed.status !== 200) return [`the deactivation is answered ${closed.status}`];
          const { answer, tokens } = await switched;
          const wasOpened = answer.left?.searchParams.has('code') === true;
          if (wasOpened) opened += 1;
          const wasRedeemed = tokens?.access_token !== undefined;
          if (wasRedeemed) redeemed += 1;
          even.was(even === evenOpened ? wasOpened : wasRedeemed);
          return [...(await usable(tokens)), ...(await openings(cluster(), { browser }, answer))];
        },
        { times, notes: () => ({ 'switched first': opened, 'code redeemed in time': redeemed }) },
      );
    },
    patience,
  );

  async function usable(tokens: Tokens | undefined): Promise<string[]> {
    if (tokens?.access_token === undefined) return [];
    const found: string[] = [];
    for (const node of cluster().nodes) {
      if ((await node.introspect(tokens))['active'] === true) found.push('the token is active');
      if ((await node.userinfo(tokens)).status === 200) found.push('the token opens userinfo');
      if ((await node.refresh(clientOf.particuliers, tokens)).status === 200) found.push('the token is refreshed');
    }
    return found;
  }
}

async function switchAndRedeem(node: ClusterNode, browser: Browser): Promise<Switched> {
  const answer = await node.authorize(browser, clientOf.particuliers, { linked_from: 'pro', prompt: 'none' });
  if (!answer.left?.searchParams.has('code')) return { answer, tokens: undefined };
  return { answer, tokens: (await node.exchange(clientOf.particuliers, answer)).tokens };
}

/** The preferences up to the last button, which is still to be pressed. */
async function confirmation(node: ClusterNode, browser: Browser): Promise<() => Promise<Answer>> {
  const page = await browser.get(on(node, new URL('/preferences?space=pro', node.url)));
  const asked = await browser.submit(page, { decision: 'deactivate' }, hasButton('decision', 'deactivate'));
  if (!asked.forms.some(hasButton('decision', 'confirm'))) throw new Error(`no confirmation: ${asked.status} ${asked.url.pathname}`);
  return () => browser.submit(asked, { decision: 'confirm' }, hasButton('decision', 'confirm'));
}
