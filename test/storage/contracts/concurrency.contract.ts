/** Races: whatever the store, twenty who ask at once are told the truth, and one of them the good news. */
import { expect, test } from '@jest/globals';
import { nanoid } from 'nanoid';
import { activated, approvalRequested, later, linkedLogin, moved, pendingLink, revoked, storedAccount } from './samples.ts';
import { allAtOnce, type Subject } from './subject.ts';

const racers = 20;

export function concurrencyContract(subject: () => Subject): void {
  const store = () => subject().store;
  /** To each racer its own time: a database takes writing the same value again for no change, and would hide a second winner. */
  const tick = () => subject().clock.advance(0.001);
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

  test('of 20 parallel accounts with one identifier, one is inserted', async () => {
    const identifier = nanoid();
    expect(count(await allAtOnce(racers, () => store().accounts.insert(storedAccount({ identifier }))), true)).toBe(1);
  });

  test('of 20 parallel changes of one secret code, one is written', async () => {
    const account = storedAccount({ credentialsVersion: 'v1' });
    await store().accounts.insert(account);
    const answers = await allAtOnce(racers, (index) =>
      store().accounts.change(account.accountId, 'v1', { credentialsVersion: `v2 ${index}` }),
    );
    expect(count(answers, true)).toBe(1);
    expect((await store().accounts.byIds([account.accountId]))[0]?.credentialsVersion).toBe(`v2 ${answers.indexOf(true)}`);
  });
}
