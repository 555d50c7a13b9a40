/** The second step of a strong login: one open approval per account, collected by its interaction alone, and only if it is for it. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { nanoid } from 'nanoid';
import type { ApprovalProof } from '../../src/linking/approver.ts';
import type { PasserelleStore } from '../../src/oidc/store.ts';
import { createLoginLimiter } from '../../src/server/credentials/login-limits.ts';
import type { StoredAccount } from '../../src/server/directory/account-store.ts';
import { createBuiltInDirectory } from '../../src/server/directory/built-in-directory.ts';
import { createStrongApprovals } from '../../src/server/strong-login/strong-approvals.ts';
import type { StrongApprovals } from '../../src/server/strong-login/strong-approvals-port.ts';
import type { StrongLogins } from '../../src/server/strong-login/strong-login-port.ts';
import { createStrongLogins } from '../../src/server/strong-login/strong-logins.ts';
import { createMemoryStore, type MemoryStore } from '../../src/storage/memory/memory-store.ts';
import { type MongoStore, openMongoStore } from '../../src/storage/mongo/mongo-store.ts';
import { limits } from '../credentials/world.ts';
import { createFaultyStore } from '../extension/faulty-store.ts';
import { describeOnStores, ownMongoUri } from '../ground/stores.ts';
import { storedAccount } from '../storage/contracts/samples.ts';
import { allAtOnce, createTestClock } from '../storage/contracts/subject.ts';
import { createScriptedApprover, type ScriptedApprover } from './scripted-approver.ts';

const PENDING_LIFE = 300;
const CLOCK_SKEW = 60;

describeOnStores('a strong login', (kind) => {
  const clock = createTestClock();
  let store: MemoryStore | MongoStore;
  let approver: ScriptedApprover;
  let suspicions: unknown[];
  let logins: StrongLogins;
  let account: StoredAccount;
  let uid: string;

  beforeAll(async () => {
    store = kind === 'mongo' ? await openMongoStore({ uri: ownMongoUri(), clock }) : createMemoryStore({ clock });
  });
  afterAll(() => ('drop' in store ? store.drop() : store.close()));

  beforeEach(async () => {
    approver = createScriptedApprover(clock);
    suspicions = [];
    logins = newNode();
    account = await newAccount({ authenticatorSubject: nanoid() });
    uid = nanoid();
  });

  function newApprovals(over: Pick<PasserelleStore, 'artifacts' | 'replay'> = store): StrongApprovals {
    return createStrongApprovals({
      approvers: { pro: approver },
      directory: createBuiltInDirectory(store.accounts),
      store: over,
      clock,
      newId: nanoid,
      pendingLife: PENDING_LIFE,
      limiter: createLoginLimiter(limits),
      isLocked: async () => false,
      onSuspect: (suspicion) => suspicions.push(suspicion),
    });
  }

  const newNode = () => createStrongLogins(newApprovals());

  async function newAccount(change: Partial<StoredAccount>): Promise<StoredAccount> {
    const { authenticatorSubject: _, ...sample } = storedAccount();
    const created: StoredAccount = { ...sample, space: 'pro', status: 'active', ...change };
    expect(await store.accounts.insert(created)).toBe(true);
    return created;
  }

  const begin = (of = uid, { accountId } = account) => logins.begin(of, accountId, 'lilas-0042');

  /** After the interval. */
  async function pollLater(of = uid) {
    clock.advance(2);
    return logins.poll(of);
  }

  describe('begin', () => {
    test('asks the phone of the account, for a login to this space and for no longer than an approval may wait', async () => {
      expect(await begin()).toEqual({ ok: true });
      expect(approver.started).toMatchObject([
        {
          subject: account.authenticatorSubject,
          bindingMessage: 'lilas-0042',
          details: { type: 'login', space: 'pro', challenge: expect.any(String) },
          expiresInSeconds: PENDING_LIFE,
        },
      ]);
      expect(await logins.state(uid)).toMatchObject({
        accountId: account.accountId,
        bindingMessage: 'lilas-0042',
        begunAt: clock(),
        expiresAt: new Date(clock().getTime() + PENDING_LIFE * 1000),
      });
    });

    test('no_authenticator: of the account, of its space, or no such account', async () => {
      const without = await newAccount({});
      const elsewhere = await newAccount({ space: 'particuliers', authenticatorSubject: nanoid() });
      for (const accountId of [without.accountId, elsewhere.accountId, nanoid()]) {
        expect(await logins.begin(nanoid(), accountId, 'lilas-0042')).toEqual({ ok: false, code: 'no_authenticator' });
      }
      expect(approver.started).toEqual([]);
    });

    test('T17: the form sent twice is one approval on the phone', async () => {
      await begin();
      expect(await begin()).toEqual({ ok: true });
      expect(approver.started).toHaveLength(1);
    });

    test('T17: approval_open for a second browser, until the first one is answered, given up or expired', async () => {
      await begin();
      expect(await begin(nanoid())).toEqual({ ok: false, code: 'approval_open' });

      approver.answer = { outcome: 'denied' };
      expect(await pollLater()).toEqual({ outcome: 'denied' });
      const second = nanoid();
      expect(await begin(second)).toEqual({ ok: true });

      await logins.drop(second);
      const third = nanoid();
      expect(await begin(third)).toEqual({ ok: true });
      expect(await begin(nanoid())).toEqual({ ok: false, code: 'approval_open' });

      clock.advance(PENDING_LIFE);
      expect(await begin(nanoid())).toEqual({ ok: true });
      expect(approver.started).toHaveLength(4);
    });

    test('T17: of ten browsers on two nodes at once one asks the phone', async () => {
      const nodes = [logins, newNode()];
      const answers = await allAtOnce(10, async (index) => nodes[index % 2]?.begin(nanoid(), account.accountId, 'lilas-0042'));
      expect(answers.filter((answer) => answer?.ok)).toHaveLength(1);
      expect(approver.started).toHaveLength(1);
    });

    describe('T17: a request for a new code, which anybody can make who knows an identifier', () => {
      const reset = { accountId: '', bindingMessage: 'rose-0007', asked: { type: 'secret_code_reset' } } as const;

      test('gives way to a login with the right code, and its own approval counts for nothing then', async () => {
        const approvals = newApprovals();
        expect(await approvals.begin('a stranger', { ...reset, accountId: account.accountId })).toEqual({ ok: true });
        approver.approve();
        expect(await begin()).toEqual({ ok: true });
        clock.advance(2);
        expect(await approvals.poll('a stranger')).toEqual({ outcome: 'expired' });
        expect(approver.polled).toEqual([]);
        approver.approve();
        expect(await logins.poll(uid)).toMatchObject({ outcome: 'approved', accountId: account.accountId });
      });

      test('that gives way while its answer is on the way is not collected', async () => {
        const approvals = newApprovals();
        await approvals.begin('a stranger', { ...reset, accountId: account.accountId });
        approver.approve();
        const { poll } = approver;
        approver.poll = async (authReqId) => {
          await begin();
          return poll(authReqId);
        };
        clock.advance(2);
        expect(await approvals.poll('a stranger')).toEqual({ outcome: 'expired' });
        expect(await logins.state(uid)).toBeDefined();
      });

      test.each(['begins', 'is given up'] as const)(
        'that gives way while it %s, at whichever of its calls, takes nothing back',
        async (what) => {
          let moments = 0;
          for (let moment = 0; moment === moments; moment += 1) {
            [account, uid] = [await newAccount({ authenticatorSubject: nanoid() }), nanoid()];
            const { store: slow, watch, hold } = createFaultyStore(store);
            const approvals = newApprovals(slow);
            const ask = () => approvals.begin(`a stranger of ${uid}`, { ...reset, accountId: account.accountId });
            if (what === 'is given up') await ask();
            watch();
            const held = hold(moment);
            const stranger = what === 'begins' ? ask() : approvals.drop(`a stranger of ${uid}`);
            const reached = await Promise.race([held.reached.then(() => true), stranger.then(() => false)]);
            if (reached) moments += 1;
            const meanwhile = await begin();
            held.release();
            await stranger;
            // At a moment when both begin one is first, and the other comes again.
            expect(meanwhile.ok ? meanwhile : await begin()).toEqual({ ok: true });
            clock.advance(2);
            expect(await logins.poll(uid)).toEqual({ outcome: 'pending' });
          }
          expect(moments).toBeGreaterThan(2);
        },
      );

      test('takes the place of nothing: neither of a login nor of another request like it', async () => {
        const approvals = newApprovals();
        await approvals.begin('the first', { ...reset, accountId: account.accountId });
        expect(await approvals.begin('another', { ...reset, accountId: account.accountId })).toEqual({ ok: false, code: 'approval_open' });
        await begin();
        expect(await approvals.begin('a third', { ...reset, accountId: account.accountId })).toEqual({ ok: false, code: 'approval_open' });
        expect(approver.started).toHaveLength(2);
      });
    });

    test('accounts do not wait for each other', async () => {
      await begin();
      const other = await newAccount({ authenticatorSubject: nanoid() });
      expect(await begin(nanoid(), other)).toEqual({ ok: true });
    });

    test('another identifier on the same page replaces the first one, which waits for nobody then', async () => {
      await begin();
      const other = await newAccount({ authenticatorSubject: nanoid() });
      expect(await begin(uid, other)).toEqual({ ok: true });
      expect(await logins.state(uid)).toMatchObject({ accountId: other.accountId });
      expect(await begin(nanoid())).toEqual({ ok: true });
    });

    test('T61: an authenticator service that is away keeps nothing and locks nobody out', async () => {
      approver.down = new Error('away');
      await expect(begin()).rejects.toThrow('away');
      expect(await logins.state(uid)).toBeUndefined();
      approver.down = undefined;
      expect(await begin()).toEqual({ ok: true });
    });
  });

  describe('poll', () => {
    beforeEach(async () => {
      await begin();
    });

    test('does not ask before the interval, and once in it on all nodes together', async () => {
      expect(await logins.poll(uid)).toEqual({ outcome: 'pending' });
      expect(approver.polled).toEqual([]);
      clock.advance(2);
      const nodes = [logins, newNode()];
      const answers = await allAtOnce(6, async (index) => nodes[index % 2]?.poll(uid));
      expect(answers).toEqual(Array(6).fill({ outcome: 'pending' }));
      expect(approver.polled).toEqual([approver.started[0]?.authReqId]);
    });

    test('approved is the account whose code was verified, on any node, and again when the answer got lost', async () => {
      approver.approve();
      const { accountId, credentialsVersion } = account;
      const approved = { outcome: 'approved', accountId, credentialsVersion, begunAt: clock() };
      clock.advance(2);
      expect(await newNode().poll(uid)).toEqual(approved);
      expect(await logins.poll(uid)).toEqual(approved);
      expect(approver.polled).toHaveLength(1);
      await logins.drop(uid);
      expect(await logins.poll(uid)).toEqual({ outcome: 'expired' });
    });

    test('an approved login leaves the account free for the next one', async () => {
      approver.approve();
      expect(await pollLater()).toMatchObject({ outcome: 'approved' });
      expect(await begin(nanoid())).toEqual({ ok: true });
    });

    test('T46: past its time it is expired without asking, and says so until it is dropped', async () => {
      approver.approve();
      clock.advance(PENDING_LIFE);
      expect(await logins.state(uid)).toMatchObject({ bindingMessage: 'lilas-0042' });
      expect(await logins.poll(uid)).toEqual({ outcome: 'expired' });
      expect(approver.polled).toEqual([]);
      await logins.drop(uid);
      expect(await logins.state(uid)).toBeUndefined();
    });

    test('expired by the service is expired', async () => {
      approver.answer = { outcome: 'expired' };
      expect(await pollLater()).toEqual({ outcome: 'expired' });
    });

    test.each(['denied', 'expired'] as const)(
      '%s is said again when the answer got lost, whatever the service says then',
      async (outcome) => {
        approver.answer = { outcome };
        expect(await pollLater()).toEqual({ outcome });
        approver.answer = { outcome: 'invalid', detail: 'no such request' };
        expect(await newNode().poll(uid)).toEqual({ outcome });
        expect(await pollLater()).toEqual({ outcome });
        expect(approver.polled).toHaveLength(1);
        await logins.drop(uid);
        expect(await begin()).toEqual({ ok: true });
        approver.approve();
        expect(await pollLater()).toMatchObject({ outcome: 'approved' });
      },
    );

    test('a denial is not in the way of the next request of the same page', async () => {
      approver.answer = { outcome: 'denied' };
      await pollLater();
      expect(await begin()).toEqual({ ok: true });
      approver.answer = { outcome: 'pending' };
      expect(await pollLater()).toEqual({ outcome: 'pending' });
    });

    test('T12: given up while the phone’s answer was on its way, it stays given up', async () => {
      approver.approve();
      approver.meanwhile = () => logins.drop(uid);
      expect(await pollLater()).toEqual({ outcome: 'expired' });
      expect(await logins.state(uid)).toBeUndefined();
    });

    test('T8: an answer for the account before, on its way while the page went on to another account, is nobody’s', async () => {
      const other = await newAccount({ authenticatorSubject: nanoid() });
      approver.approve();
      approver.meanwhile = () => begin(uid, other);
      expect(await pollLater()).toEqual({ outcome: 'expired' });
      expect(await logins.state(uid)).toMatchObject({ accountId: other.accountId });
    });

    test('another interaction collects nothing', async () => {
      approver.approve();
      expect(await pollLater(nanoid())).toEqual({ outcome: 'expired' });
      expect(approver.polled).toEqual([]);
    });

    test('T61: a service that does not answer is a fault; the login still waits', async () => {
      approver.answer = new Error('away');
      await expect(pollLater()).rejects.toThrow('away');
      approver.approve();
      expect(await pollLater()).toMatchObject({ outcome: 'approved' });
    });

    test.each<[string, (asked: ApprovalProof) => Partial<ApprovalProof>, string]>([
      ['T18: another enrolled person', () => ({ subject: 'somebody' }), 'subject'],
      ['T11: another challenge', () => ({ challenge: 'another' }), 'challenge'],
      ['T11: another challenge in the details', ({ details }) => ({ details: { ...details, challenge: 'x' } }), 'authorization_details'],
      ['T11: an approval of a link', ({ details }) => ({ details: { ...details, type: 'account_link' } }), 'authorization_details'],
      ['T11: a login to another space', ({ details }) => ({ details: { ...details, space: 'particuliers' } }), 'authorization_details'],
      ['an ID token from before', () => ({ issuedAt: tooEarly() }), 'too old'],
      ['an authentication from before', () => ({ authenticatedAt: tooEarly() }), 'too old'],
    ])('%s leaves it pending and is told to the operator', async (_title, change, detail) => {
      approver.approve();
      if (approver.answer instanceof Error || approver.answer.outcome !== 'approved') throw new Error('unreachable: just approved');
      approver.approve(change(approver.answer.proof));
      expect(await pollLater()).toEqual({ outcome: 'pending' });
      expect(suspicions).toEqual([{ space: 'pro', detail }]);

      approver.approve();
      expect(await pollLater()).toMatchObject({ outcome: 'approved' });
    });

    test('T14: an answer that is not the service’s leaves it pending and is told to the operator', async () => {
      approver.answer = { outcome: 'invalid', detail: 'ID token: ERR_JWS_SIGNATURE_VERIFICATION_FAILED' };
      expect(await pollLater()).toEqual({ outcome: 'pending' });
      expect(suspicions).toEqual([{ space: 'pro', detail: 'ID token: ERR_JWS_SIGNATURE_VERIFICATION_FAILED' }]);
    });

    test.each<[string, Partial<StoredAccount>]>([
      ['its secret code was changed', { credentialsVersion: 'v-next' }],
      ['it was blocked', { status: 'blocked' }],
      ['it was closed', { status: 'closed' }],
    ])('is not approved for an account when %s meanwhile', async (_title, change) => {
      expect(await store.accounts.change(account.accountId, account, change)).toBe(true);
      approver.approve();
      expect(await pollLater()).toEqual({ outcome: 'expired' });
      expect(suspicions).toEqual([]);
    });

    function tooEarly(): Date {
      return new Date(clock().getTime() - (CLOCK_SKEW + 1) * 1000);
    }
  });

  test('a first login may be strong: the account has never been opened', async () => {
    account = await newAccount({ status: 'never_opened', authenticatorSubject: nanoid() });
    await begin();
    approver.approve();
    expect(await pollLater()).toMatchObject({ outcome: 'approved', accountId: account.accountId });
  });
});
