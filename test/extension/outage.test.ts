import { afterEach, describe, expect, it } from '@jest/globals';
import type { Answer } from '../world/browser.ts';
import { codeOf, isActive, openPerson, outcomeOf, pageOf, relyingParty } from './bare-flows.ts';
import { flows, startWorld, type World } from './outage-flows.ts';

/** RFC 6749 section 4.1.2.1 by redirect, or 503: the client may try again. */
function saysTryAgain(answer: Answer): boolean {
  return outcomeOf(answer) === 'temporarily_unavailable' || (answer.status === 503 && answer.headers['retry-after'] !== undefined);
}

describe('T61: a store that is away', () => {
  let world: World;
  afterEach(() => world.host.close());

  const silently = async (client: string) => outcomeOf(await world.person.authorize(client, { prompt: 'none' }));

  /** Runs the flow once for each of its calls, that call failing, and hands what happened to `judge`. */
  async function atEveryCall(
    name: string,
    mode: 'once' | 'from',
    judge: (answer: Answer, failed: string, retry: () => Promise<Answer>) => Promise<void>,
  ) {
    const flow = flows[name];
    if (!flow) throw new Error(name);
    let calls = 1;
    for (let at = 0; at < calls; at += 1) {
      world = await startWorld();
      const act = await flow(world);
      world.faulty.watch({ at, mode });
      const answer = await act();
      calls = Math.max(calls, world.faulty.calls.length + (mode === 'from' || world.faulty.calls.length === at + 1 ? 1 : 0));
      const failed = world.faulty.calls[at];
      world.faulty.watch();
      if (failed !== undefined) await judge(answer, `${at} ${failed}`, act);
      await world.host.close();
    }
  }

  // One call alone at fault, of every flow: test/faults/every-call.test.ts.
  describe('from any call on', () => {
    it.each(Object.keys(flows))('%s that fails at any call asks to try again, and says nothing of what it does not know', async (name) => {
      await atEveryCall(name, 'from', async (answer, failed) => {
        // After a step-up the end of the linked login is a record for the customer: its tokens are dead by then, and the person is in.
        const done = failed.endsWith('linkedLogins.end') && outcomeOf(answer) === 'code';
        expect({ failed, tryAgain: done || saysTryAgain(answer), text: answer.text }).toMatchObject({ failed, tryAgain: true });
      });
    });

    it.each([
      'a login in a live session',
      'single sign-on',
      'a consent',
      'a poll that is approved',
      'the end of an activation',
      'a silent switch',
      'a step-up',
    ])('%s that fails at any call leaves the source signed in', async (name) => {
      await atEveryCall(name, 'from', async (_, failed) => {
        expect({ failed, pro: await silently('rp-pro') }).toEqual({ failed, pro: 'code' });
      });
    });

    it('a step-up that fails at any call leaves the target signed in, or can be sent again', async () => {
      await atEveryCall('a step-up', 'from', async (_, failed, retry) => {
        const again = outcomeOf(await retry());
        const target = await silently('rp-particuliers');
        expect({ failed, done: again === 'code' || target === 'code' }).toEqual({ failed, done: true });
      });
    });

    it('no link is revoked, none becomes active without its approval, and no failure locks the activation', async () => {
      for (const name of ['a consent', 'a poll that is approved', 'the end of an activation', 'a silent switch', 'a step-up'])
        await atEveryCall(name, 'from', async (_, failed, retry) => {
          const before = (await world.host.passerelle.links.list('pro-camille')).map(({ status }) => status);
          expect({ failed, before }).toEqual({ failed, before: before.filter((status) => status !== 'revoked' && status !== 'declined') });
          if (name === 'a consent') expect(before).not.toContain('active');
          if (name === 'a consent' || name === 'a poll that is approved')
            expect({ failed, status: (await retry()).status }).toEqual({ failed, status: 200 });
        });
    });
  });

  it('a login that failed once at the write of its session is not lost by it', async () => {
    await atEveryCall('a first login', 'once', async (_, failed, retry) => {
      const again = outcomeOf(await retry());
      expect({ failed, done: again === 'code' || (await silently('rp-pro')) === 'code' }).toEqual({ failed, done: true });
    });
  });

  it('an exchange and a refresh that fail before they consume can be sent again', async () => {
    world = await startWorld();
    await world.person.login('rp-pro', 'pro-camille');
    const rp = relyingParty(world.host, 'rp-pro');
    const code = codeOf(await world.person.authorize('rp-pro'));
    for (const at of [0, 1, 2]) {
      world.faulty.watch({ at, mode: 'from' });
      expect((await rp.redeem(code)).status).toBe(503);
    }
    world.faulty.watch();
    const { status, tokens } = await rp.redeem(code);
    expect(status).toBe(200);
    for (const at of [0, 1, 2]) {
      world.faulty.watch({ at, mode: 'from' });
      const failed = await rp.refresh(tokens);
      expect([failed.status, failed.tokens.error]).toEqual([503, 'temporarily_unavailable']);
    }
    world.faulty.watch();
    expect((await rp.refresh(tokens)).status).toBe(200);
  });

  it('a replay whose family cannot be revoked is an outage, not a server error', async () => {
    world = await startWorld();
    await world.person.login('rp-pro', 'pro-camille');
    const rp = relyingParty(world.host, 'rp-pro');
    const code = codeOf(await world.person.authorize('rp-pro'));
    await rp.redeem(code);
    world.faulty.watch();
    await rp.redeem(code);
    const at = world.faulty.calls.findIndex((call) => call.endsWith('.revokeByGrantId'));
    const again = codeOf(await world.person.authorize('rp-pro'));
    await rp.redeem(again);
    world.faulty.watch({ at, mode: 'from' });
    const { status } = await rp.redeem(again);
    expect(status).toBe(503);
  });

  it('userinfo and introspection of a linked login answer 503, not "inactive"', async () => {
    world = await startWorld();
    await world.person.login('rp-pro', 'pro-camille');
    const rp = relyingParty(world.host, 'rp-particuliers');
    const tokens = await rp.exchange(await world.person.activate());
    for (const at of [0, 1, 2, 3, 4, 5]) {
      world.faulty.watch({ at, mode: 'from' });
      expect((await rp.userinfo(tokens)).status).toBe(503);
      const { status } = await relyingParty(world.host, 'rp-rs').post('/token/introspection', { token: tokens.access_token ?? '' });
      expect(status).toBe(503);
    }
    world.faulty.watch();
    expect(await isActive(world.host, tokens)).toBe(true);
  });

  it('an authenticator service that is away is an outage: 503, no activation under way, and the next try works', async () => {
    world = await startWorld();
    const { approver } = world.host;
    await world.person.login('rp-pro', 'pro-camille');
    const [start, poll] = [approver.start, approver.poll];
    Object.assign(approver, {
      start: () => Promise.reject(new Error('connection refused')),
      poll: () => Promise.reject(new Error('timed out')),
    });
    const page = await world.person.authorize('rp-particuliers', { linked_from: 'pro' });
    const { shown, counterparts } = pageOf(page);
    const accept = () =>
      world.person.move(page, 'accept', {
        shown,
        counterpart: (counterparts as { accountId: string }[])[0]?.accountId,
        text: 't',
        language: 'en',
        bindingMessage: 'B',
        proved: [],
      });
    expect((await accept()).status).toBe(503);
    Object.assign(approver, { start });
    expect((await accept()).status).toBe(200);
    expect((await world.person.move(page, 'poll')).status).toBe(503);
    Object.assign(approver, { poll });
    expect(pageOf(await world.person.move(page, 'poll'))).toEqual({ outcome: 'activated' });
  });

  it('a directory that is away revokes nothing and ends nothing', async () => {
    world = await startWorld();
    await world.person.login('rp-pro', 'pro-camille');
    const tokens = await relyingParty(world.host, 'rp-particuliers').exchange(await world.person.activate());
    const { accounts } = world.host;
    const known = [...accounts];
    Object.assign(accounts, {
      [Symbol.iterator]: () => {
        throw new Error('timed out');
      },
    });
    const other = openPerson(world.host);
    expect((await relyingParty(world.host, 'rp-particuliers').userinfo(tokens)).status).toBe(503);
    expect(saysTryAgain(await world.person.authorize('rp-particuliers', { linked_from: 'pro', prompt: 'none' }))).toBe(true);
    expect(outcomeOf(await other.authorize('rp-particuliers', { prompt: 'none' }))).toBe('login_required');
    Reflect.deleteProperty(accounts, Symbol.iterator);
    expect([...accounts]).toEqual(known);
    expect(await isActive(world.host, tokens)).toBe(true);
    expect(await silently('rp-particuliers')).toBe('code');
  });
});
