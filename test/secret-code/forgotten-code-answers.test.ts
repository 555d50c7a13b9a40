/** Code oublié says nothing of the identifier (T42), and does not wear the phone out (T17): page against page, time against time. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { nanoid } from 'nanoid';
import { createForgottenCodeRecords } from '../../src/server/credentials/forgotten-code-records.ts';
import { createForgottenCodes } from '../../src/server/credentials/forgotten-codes.ts';
import type { StrongApprovalAnswer } from '../../src/server/strong-login/strong-approvals-port.ts';
import { createMemoryStore } from '../../src/storage/memory/memory-store.ts';
import { describeOnStores } from '../ground/stores.ts';
import { storedAccount } from '../storage/contracts/samples.ts';
import { newCustomer } from '../world/customers.ts';
import { otherSpace, type SpaceName } from '../world/people.ts';
import { openWorld, type World } from '../world/world.ts';
import { forget, requestsOnPhone } from './forgotten.ts';

describeOnStores('the answers of /forgotten-code', (kind) => {
  let world: World;
  beforeAll(async () => {
    const login_limits = { failures_per_address_and_minute: 10_000, code_resets_per_account_and_hour: 3 };
    world = await openWorld(kind, { overlay: { login_limits, lives: { pending_link: '20s' } } });
  });
  afterAll(() => world.close());

  it('T42: are the same for a known, unknown, blocked, closed identifier, one without an app, one too often, one whose phone is busy', async () => {
    for (const space of ['pro', 'particuliers'] as const) {
      const [known, busy, worn] = [await newCustomer(world), await newCustomer(world), await newCustomer(world)];
      await forget(world.openBrowser(), space, busy[space]);
      for (let round = 0; round < 3; round += 1) await forget(world.openBrowser(), space, worn[space]);
      const identifiers = [
        known[space],
        '99999999',
        (await newCustomer(world, { [space]: { status: 'blocked' } }))[space],
        (await newCustomer(world, { [space]: { status: 'closed' } }))[space],
        (await newCustomer(world, { [space]: { authenticator: false } }))[space],
        worn[space],
        busy[space],
        known[otherSpace(space)],
      ];
      const answers = await Promise.all(identifiers.map((identifier) => traced(space, identifier)));
      for (const answer of answers) expect(answer).toEqual(answers[0]);
      expect(answers[0]?.posted.location).toBe('/forgotten-code/ID');
    }
  });

  it('T42: are the same when nobody has answered in time', async () => {
    const known = await newCustomer(world);
    const pages = await Promise.all(
      [known.pro, '99999998'].map(async (identifier) => {
        const browser = world.openBrowser();
        return { browser, waiting: await forget(browser, 'pro', identifier) };
      }),
    );
    await requestsOnPhone(world, known.pro);
    world.advance(21);
    const expired = await Promise.all(pages.map(async ({ browser, waiting }) => browser.get(waiting.url)));
    expect(expired.map(({ status }) => status)).toEqual([200, 200]);
    expect(expired[0]?.text).toContain('La demande n’a pas abouti à temps');
    expect(expired[1]?.text).toBe(expired[0]?.text);
  });

  it('T17: the phone is asked for an account so often in an hour and no more, whoever asks', async () => {
    const { pro } = await newCustomer(world);
    for (let round = 1; round <= 5; round += 1) {
      const browser = world.openBrowser();
      const waiting = await forget(browser, 'pro', pro);
      await requestsOnPhone(world, pro, Math.min(round, 3));
      await browser.submit(waiting, { decision: 'cancel' });
    }
    expect(await world.phone.list(pro)).toHaveLength(3);
  });

  /** What a prober sees, without what is random by design. */
  async function traced(space: SpaceName, identifier: string) {
    const browser = world.openBrowser();
    const form = (await browser.get(`/forgotten-code?space=${space}`)).forms[0];
    const posted = await browser.request('POST', form?.action ?? '', { ...form?.hidden, identifier });
    const location = posted.headers.location ?? '';
    const waiting = await browser.request('GET', location);
    const id = location.split('/').at(-1) ?? '';
    const page = waiting.text
      .replace(/name="form_token" value="[^"]*"/g, '')
      .replace(/[a-z]+-\d{4}/g, 'MESSAGE')
      .replace(/\d{1,2}:\d{2}(:\d{2})?/g, 'TIME')
      .replaceAll(id, 'ID');
    return {
      posted: {
        status: posted.status,
        text: posted.text.replaceAll(id, 'ID'),
        location: location.replace(id, 'ID'),
        names: Object.keys(posted.headers).sort(),
      },
      waiting: { status: waiting.status, page, names: Object.keys(waiting.headers).sort() },
    };
  }
});

describe('slow_down', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld('memory', { overlay: { login_limits: { failures_per_address_and_minute: 3 } } });
  });
  afterAll(() => world.close());

  it('T17: too many from one address are answered 429 with Retry-After, whoever is named', async () => {
    const { pro } = await newCustomer(world);
    for (const identifier of ['99999997', '99999996', '99999995']) await forget(world.openBrowser(), 'pro', identifier);
    for (const identifier of ['99999994', pro]) {
      const slowed = await forget(world.openBrowser(), 'pro', identifier);
      expect(slowed.status).toBe(429);
      expect(Number(slowed.headers['retry-after'])).toBeGreaterThan(0);
    }
    expect(await world.phone.list(pro)).toEqual([]);
  });
});

describe('T42: time', () => {
  const forever = new Promise<never>(() => undefined);
  const account = storedAccount();
  const { accountId, credentialsVersion } = account;
  const approved: StrongApprovalAnswer = { outcome: 'approved', accountId, credentialsVersion, begunAt: new Date() };

  interface Held {
    readonly somebody: boolean;
    readonly begin?: () => Promise<never>;
    readonly poll?: () => Promise<StrongApprovalAnswer>;
  }

  function heldCodes({ somebody, begin = () => forever, poll = () => forever }: Held) {
    const faults: unknown[] = [];
    let pauseIsOver = () => undefined as void;
    const store = createMemoryStore({ clock: () => new Date() });
    const codes = createForgottenCodes({
      accounts: { byIdentifier: async () => (somebody ? account : undefined), byIds: async () => [account] },
      approvals: {
        offeredIn: () => true,
        begin,
        state: async () => undefined,
        poll: () => (somebody ? poll() : Promise.resolve({ outcome: 'expired' })),
        drop: async () => undefined,
      },
      credentials: { replace: () => forever },
      limiter: { admit: async () => undefined, startReset: async () => true },
      records: createForgottenCodeRecords(store.artifacts('ForgottenCode'), 300),
      clock: () => new Date(),
      newId: nanoid,
      pause: () =>
        new Promise<void>((resolve) => {
          pauseIsOver = resolve;
        }),
      life: 300,
      onFault: (error) => faults.push(error),
    });
    return { codes, faults, endPause: () => pauseIsOver() };
  }

  it.each([true, false])(
    'of an answer that is still to come is that of the pause; somebody behind the identifier: %s',
    async (somebody) => {
      const { codes, endPause } = heldCodes({ somebody });
      const started = await codes.start({ space: 'pro', identifier: 'x', bindingMessage: 'lilas-0042', address: 'a' });
      if (!started.ok) throw new Error(started.code);
      let answered = false;
      const looking = codes.look(started.id).then((found) => {
        answered = true;
        return found;
      });
      await new Promise(setImmediate);
      expect(answered).toBe(false);
      endPause();
      expect(await looking).toMatchObject({ phase: 'waiting', bindingMessage: 'lilas-0042' });
    },
  );

  it('T61: an authenticator service that is away is told to the operator, and to nobody else', async () => {
    const { codes, faults, endPause } = heldCodes({ somebody: true, begin: () => Promise.reject(new Error('away')) });
    const started = await codes.start({ space: 'pro', identifier: 'x', bindingMessage: 'lilas-0042', address: 'a' });
    if (!started.ok) throw new Error(started.code);
    const looking = codes.look(started.id);
    await new Promise(setImmediate);
    endPause();
    expect(await looking).toMatchObject({ phase: 'waiting' });
    expect(faults).toEqual([new Error('away')]);
  });

  describe('an answer of the authenticator service that comes after the page', () => {
    /** Each of the first looks asked the service, and did not wait for what it says. */
    async function lateAnswers(looks: number) {
      const answers: ((answer: StrongApprovalAnswer) => void)[] = [];
      const poll = () => (answers.length < looks ? new Promise<StrongApprovalAnswer>((resolve) => answers.push(resolve)) : forever);
      const held = heldCodes({ somebody: true, poll });
      const started = await held.codes.start({ space: 'pro', identifier: 'x', bindingMessage: 'lilas-0042', address: 'a' });
      if (!started.ok) throw new Error(started.code);
      const { id } = started;
      async function look() {
        const looking = held.codes.look(id);
        await new Promise(setImmediate);
        held.endPause();
        return looking;
      }
      async function answer(question: number, given: StrongApprovalAnswer) {
        answers[question]?.(given);
        await new Promise(setImmediate);
      }
      for (let done = 0; done < looks; done += 1) expect(await look()).toMatchObject({ phase: 'waiting' });
      return { ...held, id, look, answer };
    }

    it.each([['denied', { outcome: 'denied' }] as const, ['approved', approved] as const])(
      '%s: the next one says so',
      async (phase, given) => {
        const { look, answer } = await lateAnswers(1);
        await answer(0, given);
        expect(await look()).toEqual({ phase, space: 'pro' });
      },
    );

    it('T20: does not replace one that was written before it', async () => {
      const { look, answer } = await lateAnswers(2);
      await answer(1, { outcome: 'denied' });
      await answer(0, approved);
      expect(await look()).toEqual({ phase: 'denied', space: 'pro' });
    });

    it('does not bring back what was given up', async () => {
      const { codes, id, look, answer, faults } = await lateAnswers(1);
      await codes.close(id);
      await answer(0, approved);
      expect(await look()).toBeUndefined();
      expect(faults).toEqual([]);
    });
  });
});
