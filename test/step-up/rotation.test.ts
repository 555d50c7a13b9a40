/** The session's id is rotated at a step-up: what is asked in the very moment before the new document is written must get the right answer. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createMemoryStore } from '../../src/storage/memory/memory-store.ts';
import { accountOf, linkedCustomer } from '../world/customers.ts';
import type { Tokens } from '../world/outside.ts';
import { hasButton, hasField, login, secretCodes, switchFrom } from '../world/people.ts';
import { openWorld, type World } from '../world/world.ts';

type Sessions = ReturnType<ReturnType<typeof createMemoryStore>['artifacts']>;

type Ending = (sessions: Sessions, ...which: Parameters<Sessions['consume']>) => Promise<boolean>;

const replyLost: Ending = async (sessions, ...which) => {
  await sessions.consume(...which);
  throw new Error('connection reset by peer');
};
/** A sign-out in another tab was first. */
const overtaken: Ending = async (sessions, id) => {
  await sessions.consume(id);
  throw new Error('connection refused');
};
const notDone: Ending = async () => {
  throw new Error('connection refused');
};

describe('while the session of a step-up is being written', () => {
  let world: World;
  let beforeWrite: () => Promise<void> = async () => {};
  /** What becomes of the next calls that end a session's document. */
  let endings: Ending[] = [];
  beforeAll(async () => {
    const store = createMemoryStore({ clock: () => new Date() });
    const artifacts: typeof store.artifacts = (model) => {
      const inner = store.artifacts(model);
      if (model !== 'Session') return inner;
      const upsert: typeof inner.upsert = async (...written) => {
        await beforeWrite();
        return inner.upsert(...written);
      };
      const consume: typeof inner.consume = async (...which) => {
        const ending = endings.shift();
        return ending ? ending(inner, ...which) : inner.consume(...which);
      };
      return { ...inner, upsert, consume };
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

  async function steppingUp() {
    const customer = await linkedCustomer(world);
    const browser = world.openBrowser();
    await switchFrom(world, browser, 'pro', customer.pro);
    const linked = await world.exchange('outside-particuliers', await world.authorize(browser, 'outside-particuliers', { prompt: 'none' }));
    const page = await world.authorize(browser, 'outside-particuliers', { prompt: 'login' });
    return {
      browser,
      linked,
      stepUp: () => browser.submit(page, { secret_code: secretCodes.particuliers }, hasField('secret_code')),
      silent: () => world.authorize(browser, 'outside-particuliers', { prompt: 'none' }),
    };
  }

  it('T61: who stepped up is signed in directly, though the reply that ended the linked session was lost', async () => {
    const { linked, stepUp, silent } = await steppingUp();
    endings = [replyLost];
    await stepUp();
    expect(endings).toEqual([]);
    const { tokens } = await world.exchange('outside-particuliers', await silent());
    expect(await world.introspect(tokens)).toMatchObject({ active: true, acr: 'urn:passerelle:acr:code' });
    expect((await world.introspect(linked.tokens)).active).toBe(false);
  });

  it('T61: who was asked their code again is still signed in, though the reply that ended the old document was lost', async () => {
    const customer = await linkedCustomer(world);
    const browser = world.openBrowser();
    const { tokens } = await world.exchange('outside-pro', await login(world, browser, 'pro', customer.pro));
    const page = await world.authorize(browser, 'outside-pro', { prompt: 'login' });
    const before = browser.cookie('session.pro');
    endings = [replyLost];
    await browser.submit(page, { identifier: customer.pro, secret_code: secretCodes.pro }, hasField('secret_code'));
    expect(endings).toEqual([]);
    expect((await world.authorize(browser, 'outside-pro', { prompt: 'none' })).left?.searchParams.has('code')).toBe(true);
    expect((await world.introspect(tokens)).active).toBe(true);
    expect(browser.cookie('session.pro')).not.toBe(before);
  });

  it.each([
    ['once', [overtaken]],
    ['again and again', [overtaken, notDone]],
  ])('T52: a sign-out that came first holds, where to end the old document fails %s', async (_, faults) => {
    const { linked, stepUp, silent } = await steppingUp();
    endings = [...faults];
    await stepUp();
    expect(endings).toEqual([]);
    expect((await silent()).left?.searchParams.get('error')).toBe('login_required');
    expect((await world.introspect(linked.tokens)).active).toBe(false);
  });

  it('T52: a sign-out ends the direct session that its linked session has become meanwhile', async () => {
    const { browser, stepUp, silent } = await steppingUp();
    const page = await browser.get('/sign-out');
    let stepped: Tokens | undefined;
    endings = [
      async (sessions, ...which) => {
        stepped = (await world.exchange('outside-particuliers', await stepUp())).tokens;
        return sessions.consume(...which);
      },
    ];
    await browser.submit(page, { space: 'particuliers' }, hasButton('space'));
    expect(endings).toEqual([]);
    expect(stepped && (await world.introspect(stepped)).active).toBe(false);
    expect((await silent()).left?.searchParams.get('error')).toBe('login_required');
  });
});
