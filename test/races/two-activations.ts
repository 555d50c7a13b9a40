/** Two activations that exclude each other: of one pair of accounts from two browsers, and of one personal account from two companies. */
import { it } from '@jest/globals';
import type { Answer } from '../world/browser.ts';
import { accountOf, newCustomer, secondCompany } from '../world/customers.ts';
import type { Cluster, ClusterNode } from '../world/nodes.ts';
import { clientOf, untilSettled } from '../world/people.ts';
import { accept, collect, consentOn, consentPage, linksOf, openings, signedInOn, waitingPageOf } from './activations.ts';
import { patience, race } from './rounds.ts';

const underWay = 'Une activation est déjà en attente pour ce compte';
const linkedElsewhere = 'est déjà relié';

export function twoActivations(kind: string, cluster: () => Cluster): void {
  /** Each of the two begins as often. */
  const inTurn = (number: number): readonly [ClusterNode, ClusterNode] => {
    const [first, second] = cluster().nodes;
    return number % 2 === 0 ? [first, second] : [second, first];
  };

  it(
    'T17: of one pair, accepted in two browsers at once: one open approval, the other is told so, and one link',
    async () => {
      let firstWon = 0;
      await race(
        cluster(),
        `T17 two browsers activate one pair, ${kind}`,
        async (number) => {
          const nodes = inTurn(number);
          const customer = await newCustomer(cluster());
          const starts = await Promise.all(
            nodes.map(async (node) => {
              const browser = await signedInOn(cluster(), node, customer);
              return { node, browser, page: await consentPage(node, browser) };
            }),
          );
          const answers = await Promise.all(starts.map(({ node, browser, page }) => accept(node, browser, page)));
          const opened = await linksOf(cluster(), customer);
          const winner = answers.findIndex(({ status }) => status === 303);
          const loser = answers[1 - winner];
          if (winner === -1 || !loser) return [`nobody waits: ${answers.map(({ status }) => status).join()}`];
          if (winner === 0) firstWon += 1;
          const faults = [
            ...(isPage(loser, 409, underWay) ? [] : [`the other is told ${loser.status} ${loser.headers.location ?? ''}`]),
            ...(opened.map(({ status }) => status).join() === 'pending' ? [] : [`open at once: ${opened.length}`]),
          ];
          const { node, browser } = starts[winner] as (typeof starts)[number];
          const end = await collect(node, { browser, waiting: waitingPageOf(answers[winner] as Answer) });
          if (!end.left?.searchParams.has('code')) faults.push(`the first ends with ${end.status} ${end.url.pathname}`);
          // A login of before the activation is no source, unless it was in the same second (T3): a login page, or the open gateway.
          const again = starts[1 - winner] as (typeof starts)[number];
          const next = await again.browser.get(again.page.url);
          if (!next.url.pathname.startsWith('/login/') && !next.left?.searchParams.has('code'))
            faults.push(`the other goes on to ${next.status} ${next.url.pathname} ${next.left?.search ?? ''}`);
          const remaining = (await linksOf(cluster(), customer)).map(({ status }) => status).join();
          return remaining === 'active' ? faults : [...faults, `the links are: ${remaining}`];
        },
        { notes: () => ({ 'first browser won': firstWon }) },
      );
    },
    patience,
  );

  it(
    'T15: of one personal account by two companies, approved and collected at once: one link, and the other is told why not',
    async () => {
      let firstWon = 0;
      await race(
        cluster(),
        `T15 two companies activate one personal account, ${kind}`,
        async (number) => {
          const nodes = inTurn(number);
          const customer = await newCustomer(cluster());
          const companies = [customer, await secondCompany(cluster(), customer)];
          const consents = await Promise.all(nodes.map((node, index) => consentOn(cluster(), node, companies[index])));
          const ends = await Promise.all(
            nodes.map(async (node, index) => {
              const consented = consents[index] as (typeof consents)[number];
              return untilSettled(consented.browser, await collect(node, consented));
            }),
          );
          const winner = ends.findIndex(({ left }) => left?.searchParams.has('code'));
          const loser = ends[1 - winner];
          if (winner === -1 || !loser) return [`nobody is linked: ${ends.map(({ status }) => status).join()}`];
          if (winner === 0) firstWon += 1;
          const { accountId } = await accountOf(cluster(), 'particuliers', customer.particuliers);
          const links = await cluster().demo.store.links.allOf(accountId);
          const refused = consents[1 - winner] as (typeof consents)[number];
          const next = await nodes[0].authorize(refused.browser, clientOf.particuliers, { linked_from: 'pro', prompt: 'none' });
          return [
            ...(links
              .map(({ status }) => status)
              .toSorted()
              .join() === 'active,expired'
              ? []
              : [`links: ${links.map(({ status }) => status).join()}`]),
            ...(isPage(loser, 200, linkedElsewhere) ? [] : [`the other is told ${loser.status} ${loser.url.pathname} ${textOf(loser)}`]),
            ...(next.left?.searchParams.get('error') === 'access_denied'
              ? []
              : [`the other asks again: ${next.left?.search ?? next.status}`]),
            ...(await openings(cluster(), refused, loser)),
          ];
        },
        { notes: () => ({ 'first company won': firstWon }) },
      );
    },
    patience,
  );
}

function isPage(answer: Answer, status: number, text: string): boolean {
  return answer.status === status && answer.left === undefined && textOf(answer).includes(text);
}

function textOf({ text }: Answer): string {
  return text.replace(/<[^>]+>|\s+/g, ' ').slice(0, 2000);
}
