/** A phone that is asked in vain is locked for a while, and what locks the secret code counts when an approval is collected (T17). */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { Connection } from 'mongoose';
import { nanoid } from 'nanoid';
import { createLoginLimiter, type LoginLimiter } from '../../src/server/credentials/login-limits.ts';
import type { StoredAccount } from '../../src/server/directory/account-store.ts';
import { createBuiltInDirectory } from '../../src/server/directory/built-in-directory.ts';
import { createStrongApprovals } from '../../src/server/strong-login/strong-approvals.ts';
import type { StrongApprovals } from '../../src/server/strong-login/strong-approvals-port.ts';
import { createMemoryStore, type MemoryStore } from '../../src/storage/memory/memory-store.ts';
import { connectToMongo } from '../../src/storage/mongo/connection.ts';
import { type MongoStore, openMongoStore } from '../../src/storage/mongo/mongo-store.ts';
import { holdTime, limits } from '../credentials/world.ts';
import { describeOnStores, ownMongoUri } from '../ground/stores.ts';
import { storedAccount } from '../storage/contracts/samples.ts';
import { createScriptedApprover, type ScriptedApprover } from './scripted-approver.ts';

const login = { type: 'login' } as const;
const operation = { type: 'operation', amount: '10.00' } as const;
const reset = { type: 'secret_code_reset' } as const;
const locked = { ok: false, code: 'too_many_approvals' };
const clock = () => new Date();

describeOnStores('a phone that is asked again and again', (kind) => {
  let store: MemoryStore | MongoStore;
  let connections: readonly Connection[];
  let limiters: readonly LoginLimiter[];
  let approver: ScriptedApprover;
  let told: unknown[];
  let nodes: readonly StrongApprovals[];
  let account: StoredAccount;
  let time: ReturnType<typeof holdTime>;

  beforeAll(async () => {
    const onMongo = kind === 'mongo';
    const uri = onMongo ? ownMongoUri() : '';
    store = onMongo ? await openMongoStore({ uri, clock }) : createMemoryStore({ clock });
    connections = onMongo ? [await connectToMongo({ uri }), await connectToMongo({ uri })] : [];
    const inMemory = createLoginLimiter(limits);
    limiters = onMongo ? connections.map((connection) => createLoginLimiter(limits, connection)) : [inMemory, inMemory];
  });
  afterAll(async () => {
    for (const connection of connections) await connection.close();
    await ('drop' in store ? store.drop() : store.close());
  });

  beforeEach(async () => {
    time = holdTime();
    approver = createScriptedApprover(clock);
    told = [];
    nodes = limiters.map(newNode);
    account = await newAccount();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  function newNode(limiter: LoginLimiter): StrongApprovals {
    return createStrongApprovals({
      approvers: { pro: approver },
      directory: createBuiltInDirectory(store.accounts),
      store,
      clock,
      newId: nanoid,
      pendingLife: 300,
      limiter,
      async isLocked(accountId) {
        const [{ space = '', identifier = '' } = {}] = await store.accounts.byIds([accountId]);
        return limiter.isLocked(space, identifier);
      },
      onPhoneLocked: (event) => told.push(event),
    });
  }

  async function newAccount(): Promise<StoredAccount> {
    const created: StoredAccount = { ...storedAccount(), space: 'pro', status: 'active', authenticatorSubject: nanoid() };
    expect(await store.accounts.insert(created)).toBe(true);
    return created;
  }

  const node = (number: number) => nodes[number % nodes.length] as StrongApprovals;

  function begin(asked: typeof login | typeof operation | typeof reset, { accountId } = account, page = nanoid(), on = 0) {
    return node(on).begin(page, { accountId, bindingMessage: 'lilas-0042', asked });
  }

  type End = 'refused' | 'given up' | 'left to expire';

  async function askInVain(times: number, end: End = 'refused', asked: typeof login | typeof operation | typeof reset = login) {
    approver.answer = { outcome: 'denied' };
    for (let count = 0; count < times; count += 1) {
      const page = nanoid();
      expect(await begin(asked, account, page, count)).toEqual({ ok: true });
      time.advance(end === 'left to expire' ? 301 : 3);
      if (end === 'refused') expect(await node(count + 1).poll(page)).toEqual({ outcome: 'denied' });
      if (end !== 'left to expire') await node(count).drop(page);
    }
  }

  describe('T17: five times within the hour, whichever node asked', () => {
    test.each<End>(['refused', 'given up', 'left to expire'])(
      '%s: the phone is not asked a sixth time until the lock is over; the operator is told once',
      async (end) => {
        await askInVain(4, end);
        await askInVain(1, end, operation);
        expect(told).toEqual([]);
        for (const asked of [login, operation]) expect(await begin(asked)).toEqual(locked);
        expect(approver.started).toHaveLength(5);

        time.advance(limits.lockSeconds - 10);
        expect(await begin(login, account, nanoid(), 1)).toEqual(locked);
        time.advance(11);
        expect(await begin(login)).toEqual({ ok: true });
        expect(told).toEqual([{ space: 'pro' }]);
      },
    );

    test('it is the phone of this account, and the secret code is not locked by it', async () => {
      await askInVain(5);
      expect(await begin(login)).toEqual(locked);
      expect(await begin(login, await newAccount())).toEqual({ ok: true });
      expect(await limiters[1]?.isLocked(account.space, account.identifier)).toBe(false);
      expect(await limiters[1]?.attempt(account.space, account.identifier)).toBe(true);
    });

    test('the way out, a new code, is open all the same; and what anybody can ask for keeps nobody from a login', async () => {
      await askInVain(5, 'refused', reset);
      await askInVain(5);
      expect(await begin(login)).toEqual(locked);
      expect(await begin(reset)).toEqual({ ok: true });
    });

    test('an approval begins the count anew', async () => {
      await askInVain(4);
      const page = nanoid();
      await begin(login, account, page);
      approver.approve();
      time.advance(3);
      expect(await node(1).poll(page)).toMatchObject({ outcome: 'approved' });
      await askInVain(5);
      expect(await begin(login)).toEqual(locked);
    });

    test('and not four times, an hour passing before the fifth', async () => {
      await askInVain(4);
      time.advance(3600);
      await askInVain(1);
      expect(await begin(login)).toEqual({ ok: true });
    });

    test('T61: a service that is away has not asked the phone', async () => {
      approver.down = new Error('away');
      for (let count = 0; count < 6; count += 1) await expect(begin(login)).rejects.toThrow('away');
      approver.down = undefined;
      await askInVain(5);
      expect(await begin(login)).toEqual(locked);
    });
  });

  describe('CVE-2026-16103: a secret code that is locked while the phone is asked', () => {
    async function guessedWrong(times: number): Promise<void> {
      for (let guess = 0; guess < times; guess += 1) await limiters[guess % 2]?.attempt(account.space, account.identifier);
    }

    async function collected(asked: typeof login | typeof operation | typeof reset, guesses: number) {
      const page = nanoid();
      await begin(asked, account, page);
      await guessedWrong(guesses);
      approver.approve();
      time.advance(3);
      return { page, answer: await node(1).poll(page) };
    }

    test.each([login, operation])('T17: of a $type is not worth the approval any more, nor when it is looked at again', async (asked) => {
      const { page, answer } = await collected(asked, 5);
      expect(answer).toEqual({ outcome: 'expired' });
      time.advance(3);
      expect(await node(0).poll(page)).toEqual({ outcome: 'expired' });
    });

    test('T17: also between its collection and its use', async () => {
      const { page, answer } = await collected(login, 4);
      expect(answer).toMatchObject({ outcome: 'approved' });
      await guessedWrong(1);
      expect(await node(0).poll(page)).toEqual({ outcome: 'expired' });
    });

    test('a new code began without it, and opens it', async () => {
      expect((await collected(reset, 5)).answer).toMatchObject({ outcome: 'approved', accountId: account.accountId });
    });
  });
});
