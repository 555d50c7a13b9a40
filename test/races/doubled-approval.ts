/**
 * T15: one approval, four tabs of one browser, many loads of their waiting pages, two nodes. Once with a service that gives its answer to
 * everybody who asks, so that only our own write decides who activates; once with one that gives it out a single time, as CIBA wants, so that
 * whoever got it must not lose it to the others.
 */
import { afterEach, it } from '@jest/globals';
import type { Answer } from '../world/browser.ts';
import { newCustomer } from '../world/customers.ts';
import type { Willingness } from '../world/node-approver.ts';
import type { Cluster } from '../world/nodes.ts';
import { untilSettled } from '../world/people.ts';
import { accept, consentPage, linksOf, on, signedInOn, waitingPageOf } from './activations.ts';
import { isLong, patience, race, rounds } from './rounds.ts';

const tabs = 4;
const loads = isLong ? 50 : 20;

const services: readonly (Willingness & { readonly name: string })[] = [
  { name: 'given to everybody who asks', intervalSeconds: 0, once: false },
  { name: 'given out once', intervalSeconds: 0.02, once: true },
];

export function doubledApproval(kind: string, cluster: () => Cluster): void {
  const told = async (event: string) => {
    const [first, second] = cluster().nodes;
    return (await first.told(event)) + (await second.told(event));
  };
  /** So far. */
  const count = async () => ({ pushes: await told('activation.approval_requested'), transitions: await told('activation.activated') });
  const be = (willingness: Willingness) => Promise.all(cluster().nodes.map(({ commands }) => commands.approve(willingness)));
  // As other races want it.
  afterEach(() => be({ intervalSeconds: 0, once: false }));

  for (const { name, ...willingness } of services) {
    it(
      `T15, T17: ${loads} loads of ${tabs} waiting pages, the approval ${name}: one push, one transition, every tab ends well`,
      async () => {
        await be(willingness);
        await race(cluster(), `T15 approval, ${loads} at once, ${name}, ${kind}`, collectTogether, { times: rounds(2), lanes: 1 });
      },
      patience,
    );
  }

  async function collectTogether(number: number): Promise<string[]> {
    const { nodes } = cluster();
    const nodeAt = (index: number) => nodes[(number + index) % 2 === 0 ? 0 : 1];
    const customer = await newCustomer(cluster());
    const browser = await signedInOn(cluster(), nodeAt(0), customer);
    const before = await count();
    const pages: Answer[] = [];
    while (pages.length < tabs) pages.push(await consentPage(nodeAt(pages.length), browser));
    const accepted = await Promise.all(pages.map((page, index) => accept(nodeAt(index + 1), browser, page)));
    const waiting = accepted.map(waitingPageOf);
    const ends = await Promise.all(
      Array.from({ length: loads }, async (_, index) => {
        const tab = index % tabs;
        const url = on(nodeAt(Math.floor(index / tabs)), waiting[tab] as URL);
        return { tab, answer: await untilSettled(browser, await browser.get(url)) };
      }),
    );
    const after = await count();
    const [pushes, transitions] = [after.pushes - before.pushes, after.transitions - before.transitions];
    const links = await linksOf(cluster(), customer);
    const events = links.map(({ status, history }) => [status, ...history.map(({ event }) => event)].join(' '));
    return [
      ...(pushes === 1 && transitions === 1 ? [] : [`${pushes} pushes, ${transitions} transitions`]),
      ...(events.join() === 'active consented approval_requested activated' ? [] : [`the links are: ${events.join()}`]),
      ...waiting.flatMap((_, tab) => endOf(ends.filter((end) => end.tab === tab).map(({ answer }) => answer))),
    ];
  }
}

/** Of the loads of one tab one resumes its interaction; the others come too late for it, and are told so by a page. */
function endOf(answers: readonly Answer[]): string[] {
  const codes = answers.filter(({ left }) => left?.searchParams.has('code'));
  const others = answers.filter(({ left }) => !left?.searchParams.has('code'));
  return [
    ...(codes.length === 1 ? [] : [`a tab got ${codes.length} codes`]),
    ...others
      .filter(({ status }) => status !== 400)
      .map(({ status, url, left }) => `a load ended with ${status} ${left?.search ?? url.pathname}`),
  ];
}
