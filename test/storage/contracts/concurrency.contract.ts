/** Races: whatever the store, twenty who ask at once are told the truth, and one of them the good news. */
import { expect, test } from '@jest/globals';
import { nanoid } from 'nanoid';
import {
  activated,
  approvalRequested,
  later,
  linkedLogin,
  moved,
  newDelivery,
  pendingLink,
  policyState,
  revoked,
  storedAccount,
} from './samples.ts';
import { allAtOnce, type Subject } from './subject.ts';

const racers = 20;

export function concurrencyContract(subject: () => Subject): void {
  const store = () => subject().store;
  /** To each racer its own time: a database takes writing the same value again for no change, and would hide a second winner. */
  const tick = () => subject().clock.advance(0.001);
  const leaseOne = (now: number, until: number) => store().deliveries.lease({ now: later(now), until: later(until), limit: 1, except: [] });
  const count = <T>(answers: readonly T[], wanted: T) => answers.filter((answer) => answer === wanted).length;

  test('T19: of 20 parallel uses of one code, exactly one consumes it; 50 rounds', async () => {
    for (let round = 0; round < 50; round += 1) {
      const id = nanoid();
      await store().artifacts('AuthorizationCode').upsert(id, {}, 60);
      const answers = await allAtOnce(racers, () => {
        tick();
        return store().artifacts('AuthorizationCode').consume(id);
      });
      expect(count(answers, true)).toBe(1);
    }
  });

  test('T19: of 20 parallel answers to one question one is written, and it is the one that was told so; 10 rounds', async () => {
    for (let round = 0; round < 10; round += 1) {
      const id = nanoid();
      const codes = store().artifacts('ForgottenCode');
      await codes.upsert(id, {}, 60);
      const answers = await allAtOnce(racers, (index) => codes.consumeWith(id, { index }));
      expect(count(answers, true)).toBe(1);
      expect(await codes.find(id)).toMatchObject({ index: answers.indexOf(true) });
    }
  });

  test('T20: a refresh token that is written again in the middle of the race is still consumed once; 50 rounds', async () => {
    for (let round = 0; round < 50; round += 1) {
      const id = nanoid();
      const tokens = store().artifacts('RefreshToken');
      await tokens.upsert(id, {}, 60);
      const answers = await allAtOnce(racers, async (index) => {
        if (index % 4 === 3) await tokens.upsert(id, { index }, 60);
        tick();
        return tokens.consume(id);
      });
      expect(count(answers, true)).toBe(1);
      expect(await tokens.find(id)).toHaveProperty('consumed');
    }
  });

  test('parallel first writes of one artifact all succeed, and one of them stands', async () => {
    const id = nanoid();
    await allAtOnce(racers, (index) => store().artifacts('Session').upsert(id, { index }, 60));
    expect(await store().artifacts('Session').find(id)).toEqual({ index: expect.any(Number) });
  });

  test('T35: of 20 parallel uses of one jti, one is the first; and again when its time is over', async () => {
    const { clock } = subject();
    for (let round = 0; round < 10; round += 1) {
      const key = nanoid();
      const use = () => store().replay.firstUse(key, new Date(clock().getTime() + 60_000));
      expect(count(await allAtOnce(racers, use), true)).toBe(1);
      clock.advance(61);
      expect(count(await allAtOnce(racers, use), true)).toBe(1);
    }
  });

  test('of 20 parallel activations of one account, one is inserted; 10 rounds', async () => {
    for (let round = 0; round < 10; round += 1) {
      const pro = nanoid();
      const answers = await allAtOnce(racers, () => store().links.insert(pendingLink({ pro })));
      expect([count(answers, 'inserted'), count(answers, 'conflict')]).toEqual([1, racers - 1]);
      expect(await store().links.allOf(pro)).toHaveLength(1);
    }
  });

  test('of 20 parallel writes of one revision, one replaces; 10 rounds', async () => {
    for (let round = 0; round < 10; round += 1) {
      const pending = pendingLink();
      await store().links.insert(pending);
      const answers = await allAtOnce(racers, () => store().links.replace(approvalRequested(pending)));
      expect([count(answers, 'replaced'), count(answers, 'stale')]).toEqual([1, racers - 1]);
    }
  });

  test('T16: an approval and a revocation at once: one is written, the other is told stale, and the history is one of both', async () => {
    for (let round = 0; round < 10; round += 1) {
      const pending = pendingLink();
      const asked = approvalRequested(pending);
      await store().links.insert(pending);
      await store().links.replace(asked);
      const approved = moved(asked, { type: 'approved', at: later(10) });
      const ended = revoked(asked);
      const answers = await Promise.all([store().links.replace(approved), store().links.replace(ended)]);
      expect([...answers].sort()).toEqual(['replaced', 'stale']);
      expect(await store().links.find(pending.id)).toEqual(answers[0] === 'replaced' ? approved : ended);
    }
  });

  test('of 20 companies that activate one personal account at once, one is linked; 5 rounds', async () => {
    for (let round = 0; round < 5; round += 1) {
      const personal = nanoid();
      const pending = Array.from({ length: racers }, () => pendingLink({ personal }));
      await Promise.all(pending.map((link) => store().links.insert(link)));
      await Promise.all(pending.map((link) => store().links.replace(approvalRequested(link))));
      const answers = await Promise.all(pending.map((link) => store().links.replace(activated(link))));
      expect([count(answers, 'replaced'), count(answers, 'conflict')]).toEqual([1, racers - 1]);
      const winner = pending[answers.indexOf('replaced')];
      expect((await store().links.activeOf(personal, 'pro'))?.id).toBe(winner?.id);
    }
  });

  test('of 20 parallel ends of one linked login, one ends it and its reason stands; 10 rounds', async () => {
    const reasons = ['stepped_up', 'account_unusable', 'policy_suspended', 'signed_out', 'revoked'] as const;
    const reasonOf = (index: number) => reasons[index % reasons.length] ?? 'revoked';
    for (let round = 0; round < 10; round += 1) {
      const login = linkedLogin();
      await store().linkedLogins.insert(login);
      const answers = await allAtOnce(racers, (index) => store().linkedLogins.end(login.id, later(index), reasonOf(index)));
      expect(count(answers, true)).toBe(1);
      const winner = answers.indexOf(true);
      expect(await store().linkedLogins.find(login.id)).toMatchObject({ endedAt: later(winner), endReason: reasonOf(winner) });
    }
  });

  test('ends of one linked login by its id and by everything it is of, at once: one ends it and its reason stands; 10 rounds', async () => {
    for (let round = 0; round < 10; round += 1) {
      const login = linkedLogin({ policyId: nanoid() });
      const { id, linkId, sourceUid, actor, policyId } = login;
      await store().linkedLogins.insert(login);
      const logins = store().linkedLogins;
      const ended = await Promise.all([
        logins.end(id, later(0), 'stepped_up').then(Number),
        logins.endAll({ linkId }, later(1), 'revoked'),
        logins.endAll({ sourceUid }, later(2), 'signed_out'),
        logins.endAll({ accountId: actor }, later(3), 'account_unusable'),
        logins.endAll({ policyId, beforeEpoch: 1 }, later(4), 'policy_suspended'),
      ]);
      expect(ended.toSorted()).toEqual([0, 0, 0, 0, 1]);
      const winner = ended.indexOf(1);
      const endReason = (['stepped_up', 'revoked', 'signed_out', 'account_unusable', 'policy_suspended'] as const)[winner];
      const cascade = endReason === 'stepped_up' ? 'done' : 'due';
      expect(await logins.find(id)).toEqual({ ...login, endedAt: later(winner), endReason, cascade });
    }
  });

  test('of 20 parallel suspensions of one policy, one is written, the first time and after; 5 rounds', async () => {
    for (let round = 0; round < 5; round += 1) {
      const policyId = nanoid();
      for (const epoch of [1, 2]) {
        const suspended = epoch === 1;
        const answers = await allAtOnce(racers, (index) =>
          store().policyStates.replace(policyState({ policyId, epoch, suspended, changedAt: later(index) })),
        );
        expect(count(answers, true)).toBe(1);
        expect(await store().policyStates.find(policyId)).toMatchObject({ epoch, suspended, changedAt: later(answers.indexOf(true)) });
      }
    }
  });

  test('of 20 parallel workers, one leases a delivery; and again when the lease has run out; 10 rounds', async () => {
    for (let round = 0; round < 10; round += 1) {
      // Due before all that other cases have put.
      const delivery = newDelivery({ createdAt: later(-1000) });
      await store().deliveries.put([delivery]);
      for (const [attempt, now, until] of [
        [1, -1000, -990],
        [2, -990, -980],
      ] as const) {
        const leased = (await allAtOnce(racers, () => leaseOne(now, until))).flat();
        expect(leased.map(({ id, attempts }) => [id, attempts])).toEqual([[delivery.id, attempt]]);
      }
      const again = await store().deliveries.lease({ now: later(-980), until: later(-970), limit: 1, except: [] });
      await store().deliveries.settle(delivery.id, again[0]?.lease ?? '', { status: 'done', at: later(-980) });
    }
  });

  test('20 parallel workers with many due deliveries never have one twice, and leave none', async () => {
    const made = Array.from({ length: 40 }, (_, index) => newDelivery({ createdAt: later(-2000 + index) }));
    await store().deliveries.put(made);
    const leases = new Map<string, string>();
    for (let round = 0; round < 10 && leases.size < made.length; round += 1) {
      const leased = await allAtOnce(racers, () =>
        store().deliveries.lease({ now: later(-1900), until: later(-1800), limit: 3, except: [] }),
      );
      for (const { id, lease } of leased.flat()) {
        expect(leases.has(id)).toBe(false);
        leases.set(id, lease);
      }
    }
    expect(new Set(leases.keys())).toEqual(new Set(made.map(({ id }) => id)));
    for (const [id, lease] of leases) expect(await store().deliveries.settle(id, lease, { status: 'done', at: later(-1800) })).toBe(true);
  });

  test('one delivery put by 20 at once is one, and no error', async () => {
    const delivery = newDelivery();
    const own = Array.from({ length: racers }, () => newDelivery());
    await allAtOnce(racers, (index) => store().deliveries.put([delivery, own[index] ?? delivery]));
    for (const { id } of [delivery, ...own]) expect(await store().deliveries.find(id)).toMatchObject({ id, status: 'due', attempts: 0 });
  });

  test('of 20 parallel settlements by one lease, one is written', async () => {
    const delivery = newDelivery({ createdAt: later(-3000) });
    await store().deliveries.put([delivery]);
    const [held] = await leaseOne(-3000, -2900);
    const settle = (index: number) => store().deliveries.settle(delivery.id, held?.lease ?? '', { status: 'done', at: later(index) });
    const answers = await allAtOnce(racers, settle);
    expect(count(answers, true)).toBe(1);
    expect(await store().deliveries.find(delivery.id)).toMatchObject({ status: 'done', dueAt: later(answers.indexOf(true)) });
  });

  test('T36: a feed heard 20 times at once was last heard at the latest of them', async () => {
    const issuer = `https://bank.example/${nanoid()}`;
    await allAtOnce(racers, (index) => store().feeds.heard(issuer, later((index * 7) % racers)));
    expect(await store().feeds.lastHeard(issuer)).toEqual(later(racers - 1));
  });

  test('of 20 parallel accounts with one identifier, one is inserted', async () => {
    const identifier = nanoid();
    expect(count(await allAtOnce(racers, () => store().accounts.insert(storedAccount({ identifier }))), true)).toBe(1);
  });

  test('of 20 parallel changes of one secret code, one is written', async () => {
    const account = storedAccount({ credentialsVersion: 'v1' });
    await store().accounts.insert(account);
    const answers = await allAtOnce(racers, (index) =>
      store().accounts.change(account.accountId, account, { credentialsVersion: `v2 ${index}` }),
    );
    expect(count(answers, true)).toBe(1);
    expect((await store().accounts.byIds([account.accountId]))[0]?.credentialsVersion).toBe(`v2 ${answers.indexOf(true)}`);
  });

  test('a block and a first login at once: the account is blocked, whoever was first; 20 rounds', async () => {
    for (let round = 0; round < racers; round += 1) {
      const { firstLoginAt, ...account } = storedAccount({ status: 'never_opened' });
      await store().accounts.insert(account);
      const opened = { status: 'active', firstLoginAt: later(1) } as const;
      await Promise.all([
        store().accounts.setStatus(account.accountId, 'blocked', later(0)),
        store().accounts.change(account.accountId, account, opened),
      ]);
      expect((await store().accounts.byIds([account.accountId]))[0]).toMatchObject({ status: 'blocked', statusAsOf: later(0) });
    }
  });

  test('T37: of 20 parallel blocks and unblocks the latest stands, whatever their order; 5 rounds', async () => {
    for (let round = 0; round < 5; round += 1) {
      const account = storedAccount();
      await store().accounts.insert(account);
      await allAtOnce(racers, (index) => {
        const seconds = (index * 7) % racers;
        return store().accounts.setStatus(account.accountId, seconds % 2 === 0 ? 'active' : 'blocked', later(seconds));
      });
      expect((await store().accounts.byIds([account.accountId]))[0]).toEqual({ ...account, status: 'blocked', statusAsOf: later(19) });
    }
  });
}
