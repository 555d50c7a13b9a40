/**
 * T15, held still: two requests read the pending link before either has written anything, and the one that gets the approval writes
 * it last. The other one must neither ask the approver, whose answer is given once, nor end the link.
 */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { AccountLinkStore } from '../../src/linking/account-link.ts';
import { describeOnStores } from '../ground/stores.ts';
import type { Answer } from '../world/browser.ts';
import { openWorld, type World } from '../world/world.ts';
import { accept, askToOpen, codeAt, collect, newCustomer, newestLink, toWaiting } from './journey.ts';

describeOnStores('T15: two tabs ask for one approval at the same moment', (kind) => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld(kind);
  });
  afterAll(() => world.close());

  it('the approval is collected once and activates the link once, both tabs end well', async () => {
    const customer = await newCustomer(world);
    const browser = world.openBrowser();
    const tab = await toWaiting(world, browser, customer);
    const otherTab = await accept(browser, await askToOpen(world, browser));
    await world.phone.answer(customer.pro, 'approve');
    world.advance(1);
    await heldStill(world.demo.store.links, () => [browser.get(tab.url), browser.get(otherTab.url)]);
    expect((await newestLink(world, customer)).history.map(({ event }) => event)).toEqual(['consented', 'approval_requested', 'activated']);
    const ends = [await collect(world, browser, tab), await collect(world, browser, otherTab)];
    expect(ends.filter(({ status }) => status >= 500)).toEqual([]);
    expect(codeAt(await askToOpen(world, browser, { prompt: 'none' }))).toEqual(expect.any(String));
  });
});

/** Both first writes wait for each other; the write that activates waits for the answer to the other request. */
async function heldStill(links: AccountLinkStore, start: () => readonly Promise<Answer>[]): Promise<void> {
  const replace = links.replace.bind(links);
  const [bothAsked, oneAnswered] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  let asked = 0;
  links.replace = async (next) => {
    asked += 1;
    if (asked === 2) bothAsked.resolve();
    await bothAsked.promise;
    if (next.status === 'active') await oneAnswered.promise;
    return replace(next);
  };
  try {
    const answers = start();
    await Promise.race(answers);
    oneAnswered.resolve();
    await Promise.all(answers);
  } finally {
    links.replace = replace;
  }
}
