/** The session's id is rotated at a step-up: what is asked in the very moment before the new document is written must get the right answer. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createMemoryStore } from '../../src/storage/memory/memory-store.ts';
import { accountOf, linkedCustomer } from '../world/customers.ts';
import { hasField, login, secretCodes, switchFrom } from '../world/people.ts';
import { openWorld, type World } from '../world/world.ts';

describe('while the session of a step-up is being written', () => {
  let world: World;
  let beforeWrite: () => Promise<void> = async () => {};
  beforeAll(async () => {
    const store = createMemoryStore({ clock: () => new Date() });
    const artifacts: typeof store.artifacts = (model) => {
      const inner = store.artifacts(model);
      if (model !== 'Session') return inner;
      const upsert: typeof inner.upsert = async (...written) => {
        await beforeWrite();
        return inner.upsert(...written);
      };
      return { ...inner, upsert };
    };
    world = await openWorld('memory', { store: { ...store, artifacts } });
  });
  afterAll(() => world.close());

  /** Asks the code on a page, and the question each time that a session is about to be written. */
  async function askedMeanwhile(question: () => Promise<unknown>, steppingUp: () => Promise<unknown>): Promise<unknown[]> {
    const answers: unknown[] = [];
    beforeWrite = async () => void answers.push(await question());
    await steppingUp();
    beforeWrite = async () => {};
    return answers;
  }

  it('T62: the tokens of a direct session that is asked its code again are active', async () => {
    const customer = await linkedCustomer(world);
    const browser = world.openBrowser();
    const { tokens } = await world.exchange('outside-pro', await login(world, browser, 'pro', customer.pro));
    const page = await world.authorize(browser, 'outside-pro', { prompt: 'login' });
    const before = browser.cookie('session.pro');
    const answers = await askedMeanwhile(
      async () => (await world.introspect(tokens)).active,
      () => browser.submit(page, { identifier: customer.pro, secret_code: secretCodes.pro }, hasField('secret_code')),
    );
    expect(answers.length).toBeGreaterThan(0);
    expect(new Set(answers)).toEqual(new Set([true]));
    expect(browser.cookie('session.pro')).not.toBe(before);
  });

  it("T62: until the direct session is written the tokens of the source and those of the linked login are active, then only the source's", async () => {
    const customer = await linkedCustomer(world);
    const browser = world.openBrowser();
    const source = await world.exchange('outside-pro', await login(world, browser, 'pro', customer.pro));
    const opened = await world.authorize(browser, 'outside-particuliers', { linked_from: 'pro' });
    const linked = await world.exchange('outside-particuliers', opened);
    const page = await world.authorize(browser, 'outside-particuliers', { prompt: 'login' });
    const answers = await askedMeanwhile(
      async () => [(await world.introspect(source.tokens)).active, (await world.introspect(linked.tokens)).active],
      () => browser.submit(page, { secret_code: secretCodes.particuliers }, hasField('secret_code')),
    );
    expect(answers.length).toBeGreaterThan(0);
    for (const answer of answers) expect(answer).toEqual([true, true]);
    expect((await world.introspect(source.tokens)).active).toBe(true);
    expect((await world.introspect(linked.tokens)).active).toBe(false);
  });

  it('T61: a session that could not be written leaves the linked login as it was and nobody signed in more strongly', async () => {
    const customer = await linkedCustomer(world);
    const browser = world.openBrowser();
    await switchFrom(world, browser, 'pro', customer.pro);
    const page = await world.authorize(browser, 'outside-particuliers', { prompt: 'login' });
    beforeWrite = async () => {
      throw new Error('the store is away');
    };
    const failed = await browser.submit(page, { secret_code: secretCodes.particuliers }, hasField('secret_code'));
    beforeWrite = async () => {};
    expect(failed.status).toBe(503);
    const silent = await world.authorize(browser, 'outside-particuliers', { prompt: 'none' });
    const { tokens } = await world.exchange('outside-particuliers', silent);
    expect(await world.introspect(tokens)).toMatchObject({ active: true, acr: 'urn:passerelle:acr:linked' });
    const { accountId } = await accountOf(world, 'particuliers', customer.particuliers);
    expect(await world.demo.server.passerelle.links.uses(accountId)).not.toMatchObject([{ endedAt: expect.any(Date) }]);
  });
});
