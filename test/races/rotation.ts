/**
 * T62: sessions whose ids are rotated by a step-up, under a load of questions about the tokens that hang on them, on both nodes. A step-up
 * in P is nothing to Q: no answer is wrong. One in Q ends the linked login, once and for ever, and is nothing to P.
 */
import { it } from '@jest/globals';
import type { Answer, Browser } from '../world/browser.ts';
import { linkedCustomer } from '../world/customers.ts';
import type { Cluster, ClusterNode } from '../world/nodes.ts';
import type { Tokens } from '../world/outside.ts';
import { clientOf, hasField, type SpaceName, secretCodes } from '../world/people.ts';
import { patience, race, rounds } from './rounds.ts';

/** Questions on their way at any moment, on each node. */
const load = 3;

export function rotation(kind: string, cluster: () => Cluster): void {
  it(
    'T62: a step-up in P under a load of questions about Q: no answer is wrong; one in Q ends the linked tokens once, and nothing of P',
    async () => {
      let [asked, before, after] = [0, 0, 0];
      await race(
        cluster(),
        `T62 questions while sessions are rotated, ${kind}`,
        async (number) => {
          const [first, second] = cluster().nodes;
          const node = number % 2 === 0 ? first : second;
          const customer = await linkedCustomer(cluster());
          const browser = cluster().openBrowser(node, first, second);
          const source = await node.authorize(browser, clientOf.pro);
          const signedIn = await browser.submit(
            source,
            { identifier: customer.pro, secret_code: secretCodes.pro },
            hasField('secret_code'),
          );
          const { tokens: ofSource } = await node.exchange(clientOf.pro, signedIn);
          const { tokens: linked } = await node.exchange(
            clientOf.particuliers,
            await node.authorize(browser, clientOf.particuliers, { linked_from: 'pro' }),
          );

          const inSource = await stepUp(node, browser, 'pro', customer.pro);
          const duringSource = await askedMeanwhile([ofSource, linked], inSource);
          asked += duringSource.length;
          const wrong = duringSource.filter(({ yes }) => !yes).length;
          if (wrong > 0) return [`${wrong} of ${duringSource.length} answers were wrong during the step-up in P`];

          const inTarget = await stepUp(node, browser, 'particuliers');
          const duringTarget = await askedMeanwhile([ofSource, linked], inTarget);

          asked += duringTarget.length;
          const aboutLinked = duringTarget.filter(({ about }) => about === linked);
          before += aboutLinked.filter(({ yes }) => yes).length;
          after += aboutLinked.filter(({ yes }) => !yes).length;
          const wrongOfSource = duringTarget.filter(({ about, yes }) => about === ofSource && !yes).length;
          // Asked after a no was there, and answered yes.
          const revived = aboutLinked.filter(({ yes, from }) => yes && aboutLinked.some((earlier) => !earlier.yes && earlier.until < from));
          return [
            ...(wrongOfSource === 0 ? [] : [`${wrongOfSource} answers about P were wrong during the step-up in Q`]),
            ...(revived.length === 0 ? [] : [`${revived.length} answers revived the linked tokens`]),
            ...(await endOf(ofSource, linked)),
          ];
        },
        // The load is the race's own.
        { times: rounds(4), lanes: 1, notes: () => ({ questions: asked, 'linked: yes before': before, 'no after': after }) },
      );
    },
    patience,
  );

  /** Introspection and userinfo, all the time that the step-up takes. */
  async function askedMeanwhile(about: readonly Tokens[], work: () => Promise<Answer>): Promise<readonly Question[]> {
    const questions: Question[] = [];
    let over = false;
    const asking = cluster().nodes.flatMap((node) =>
      Array.from({ length: load }, async (_, index) => {
        for (let number = index; !over; number += 1) {
          const token = about[number % about.length] as Tokens;
          const from = performance.now();
          const yes = number % 3 === 2 ? (await node.userinfo(token)).status === 200 : (await node.introspect(token))['active'] === true;
          questions.push({ about: token, yes, from, until: performance.now() });
        }
      }),
    );
    const done = await work().finally(() => {
      over = true;
    });
    await Promise.all(asking);
    if (!done.left?.searchParams.has('code'))
      throw new Error(`the step-up ended with ${done.status} ${done.left?.search ?? done.url.pathname}`);
    return questions;
  }

  async function endOf(ofSource: Tokens, linked: Tokens): Promise<string[]> {
    const found: string[] = [];
    for (const node of cluster().nodes) {
      if ((await node.introspect(ofSource))['active'] !== true) found.push('the token of the source is dead');
      if ((await node.introspect(linked))['active'] === true) found.push('the linked token outlives the step-up');
    }
    return found;
  }
}

interface Question {
  readonly about: Tokens;
  readonly yes: boolean;
  /** By `performance.now()`: when it was asked, and when its answer was there. */
  readonly from: number;
  readonly until: number;
}

/** The login page of a step-up, filled in; the button is still to be pressed. */
async function stepUp(node: ClusterNode, browser: Browser, space: SpaceName, identifier?: string): Promise<() => Promise<Answer>> {
  const page = await node.authorize(browser, clientOf[space], { prompt: 'login' });
  const filled = { ...(identifier !== undefined && { identifier }), secret_code: secretCodes[space] };
  return () => browser.submit(page, filled, hasField('secret_code'));
}
