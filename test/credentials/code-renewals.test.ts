/** What the first step of a login with a given code proves: one change, on this page, for these credentials, for a while. */
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { nanoid } from 'nanoid';
import { type CodeRenewals, createCodeRenewals } from '../../src/server/credentials/code-renewals.ts';
import type { StoredAccount } from '../../src/server/directory/account-store.ts';
import { createMemoryStore } from '../../src/storage/memory/memory-store.ts';
import { describeOnStores } from '../ground/stores.ts';
import { createTestClock } from '../storage/contracts/subject.ts';
import { type CredentialsWorld, createCredentialsWorld, rightCode } from './world.ts';

const LIFE = 300;
const nextCode = '864209';

describeOnStores('a renewal of the secret_code', (kind) => {
  const clock = createTestClock();
  let world: CredentialsWorld;
  let renewals: CodeRenewals;
  let account: StoredAccount;
  let uid: string;
  beforeAll(async () => {
    world = await createCredentialsWorld(kind);
    renewals = createCodeRenewals({
      artifacts: createMemoryStore({ clock }).artifacts('CodeRenewal'),
      accounts: world.accounts,
      credentials: world.nodes[0],
      clock,
      newId: nanoid,
      life: LIFE,
    });
  });
  afterAll(() => world.close());
  beforeEach(async () => {
    account = await world.account({ mustChangeSecretCode: true });
    uid = nanoid();
    await renewals.begin(uid, account);
  });

  test('is pending for its interaction alone, until it is complete', async () => {
    expect(await renewals.pending(uid)).toBe(account.accountId);
    expect(await renewals.pending(nanoid())).toBeUndefined();
    expect(await renewals.complete(uid, nextCode)).toEqual({ ok: true, accountId: account.accountId });
    expect(await renewals.pending(uid)).toBeUndefined();
    expect(await world.stored(account.accountId)).not.toHaveProperty('mustChangeSecretCode');
  });

  test('T10: another interaction completes nothing', async () => {
    expect(await renewals.complete(nanoid(), nextCode)).toEqual({ ok: false, code: 'too_late' });
    expect(await world.stored(account.accountId)).toEqual(account);
  });

  test('a code that is refused may be bettered', async () => {
    expect(await renewals.complete(uid, rightCode)).toEqual({ ok: false, code: 'unchanged' });
    expect(await renewals.complete(uid, '111111')).toEqual({ ok: false, code: 'too_simple' });
    expect(await renewals.complete(uid, nextCode)).toMatchObject({ ok: true });
  });

  test('T20: a second time, and of two at once the second, is refused', async () => {
    const answers = await Promise.all([renewals.complete(uid, nextCode), renewals.complete(uid, '975310')]);
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await renewals.complete(uid, '802913')).toEqual({ ok: false, code: 'too_late' });
  });

  test('T46: past its time it is neither pending nor complete', async () => {
    clock.advance(LIFE);
    expect(await renewals.pending(uid)).toBeUndefined();
    expect(await renewals.complete(uid, nextCode)).toEqual({ ok: false, code: 'too_late' });
    expect(await world.stored(account.accountId)).toEqual(account);
  });

  test('another reset since then: not pending, changed_meanwhile', async () => {
    await world.nodes[0].reset(account.accountId, '000000');
    expect(await renewals.pending(uid)).toBeUndefined();
    expect(await renewals.complete(uid, nextCode)).toEqual({ ok: false, code: 'changed_meanwhile' });
  });

  test('dropped it is over', async () => {
    await renewals.drop(uid);
    expect(await renewals.complete(uid, nextCode)).toEqual({ ok: false, code: 'too_late' });
  });
});
