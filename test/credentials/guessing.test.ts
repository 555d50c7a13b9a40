/** How often a secret code can be guessed: on one account, from one address, one by one and all at once, on one node and on two. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import { nanoid } from 'nanoid';
import type { StoredAccount } from '../../src/server/directory/account-store.ts';
import { describeOnStores } from '../ground/stores.ts';
import { allAtOnce } from '../storage/contracts/subject.ts';
import { type CredentialsWorld, createCredentialsWorld, holdTime, limits, rightCode, saltOf, wrong, wrongCode } from './world.ts';

const unknown = () => ({ space: 'pro', identifier: nanoid() });

describeOnStores('guesses of a secret_code', (kind) => {
  let world: CredentialsWorld;
  let time: ReturnType<typeof holdTime>;
  beforeAll(async () => {
    world = await createCredentialsWorld(kind);
  });
  afterAll(() => world.close());
  beforeEach(() => {
    time = holdTime();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  const verify = (login: Pick<StoredAccount, 'space' | 'identifier'>, secretCode: string, address = nanoid(), node: 0 | 1 = 0) =>
    world.nodes[node].verify({ space: login.space, identifier: login.identifier, secretCode, address });
  const fail = async (login: Pick<StoredAccount, 'space' | 'identifier'>, times: number, address?: string) => {
    for (let failure = 0; failure < times; failure += 1) expect(await verify(login, wrongCode, address)).toEqual(wrong);
  };

  test('five failures lock the account for 15 minutes, the right code included', async () => {
    const account = await world.account();
    await fail(account, limits.failuresPerAccount);
    expect(await verify(account, rightCode)).toEqual(wrong);
    time.advance(limits.lockSeconds - 1);
    expect(await verify(account, rightCode)).toEqual(wrong);
    time.advance(2);
    expect(await verify(account, rightCode)).toMatchObject({ ok: true });
  });

  test('a lock writes nothing to the account: no link ends by it', async () => {
    const account = await world.account();
    await fail(account, limits.failuresPerAccount + 1);
    expect(await world.stored(account.accountId)).toEqual(account);
  });

  test('a lock holds on the other node and for every way of asking', async () => {
    const account = await world.account();
    const { accountId } = account;
    await fail(account, limits.failuresPerAccount);
    expect(await verify(account, rightCode, nanoid(), 1)).toEqual(wrong);
    expect(await world.nodes[1].verifyFor({ accountId, secretCode: rightCode, address: nanoid() })).toEqual(wrong);
    expect(await world.nodes[1].change({ accountId, current: rightCode, next: '864209', address: nanoid() })).toEqual(wrong);
  });

  test('a right code before the fifth failure begins the count anew', async () => {
    const account = await world.account();
    for (let round = 0; round < 3; round += 1) {
      await fail(account, limits.failuresPerAccount - 1);
      expect(await verify(account, rightCode)).toMatchObject({ ok: true });
    }
  });

  test('T17: of 50 wrong codes at once on two nodes, five are compared; the lock is as long as ever', async () => {
    const account = await world.account();
    world.computations();
    const answers = await allAtOnce(50, (index) => verify(account, wrongCode, nanoid(), index % 2 === 0 ? 0 : 1));
    expect(answers).toEqual(Array(50).fill(wrong));
    expect(world.computations().filter(({ salt }) => salt === saltOf(account))).toHaveLength(limits.failuresPerAccount);
    expect(await verify(account, rightCode)).toEqual(wrong);
    time.advance(limits.lockSeconds + 1);
    expect(await verify(account, rightCode)).toMatchObject({ ok: true });
  });

  test('an address waits after 20 failures, whatever the identifiers, and others do not', async () => {
    const account = await world.account();
    const address = '192.0.2.1';
    for (let failure = 0; failure < limits.failuresPerAddressAndMinute; failure += 1) await fail(unknown(), 1, address);
    world.computations();
    expect(await verify(account, rightCode, address)).toEqual({ ok: false, code: 'slow_down', retryAfterSeconds: 5 });
    time.advance(3);
    expect(await verify(account, rightCode, address, 1)).toEqual({ ok: false, code: 'slow_down', retryAfterSeconds: 2 });
    expect(world.computations()).toEqual([]);
    expect(await verify(account, rightCode, '192.0.2.2')).toMatchObject({ ok: true });
    time.advance(3);
    expect(await verify(account, rightCode, address)).toMatchObject({ ok: true });
  });

  test('the delay of an address grows, up to 15 minutes', async () => {
    const delays = [];
    for (let round = 0; round < 10; round += 1) {
      const answers = await allAtOnce(limits.failuresPerAddressAndMinute + 1, () => verify(unknown(), wrongCode, '192.0.2.3'));
      const delay = Math.min(
        ...answers.map(
          (answer) => (answer.ok || answer.code !== 'slow_down' ? undefined : answer.retryAfterSeconds) ?? Number.POSITIVE_INFINITY,
        ),
      );
      delays.push(delay);
      time.advance(delay + 1);
    }
    expect(delays).toEqual([5, 10, 20, 40, 80, 160, 320, 640, 900, 900]);
  });

  test('of 50 guesses at once from one address, 20 are tried', async () => {
    world.computations();
    await allAtOnce(50, (index) => verify(unknown(), wrongCode, '192.0.2.4', index % 2 === 0 ? 0 : 1));
    expect(world.computations()).toHaveLength(limits.failuresPerAddressAndMinute);
  });

  test('right codes do not use up an address: a company behind one is not slowed down', async () => {
    const account = await world.account();
    for (let login = 0; login < 2 * limits.failuresPerAddressAndMinute; login += 1) {
      expect(await verify(account, rightCode, '192.0.2.5')).toMatchObject({ ok: true });
    }
  });

  test('one IPv6 network is one address', async () => {
    for (let failure = 0; failure < limits.failuresPerAddressAndMinute; failure += 1) await fail(unknown(), 1, `2001:db8::${failure + 1}`);
    expect(await verify(unknown(), wrongCode, '2001:db8::ffff')).toMatchObject({ code: 'slow_down' });
    expect(await verify(unknown(), wrongCode, '2001:db8:0:1::1')).toEqual(wrong);
  });
});
