/** What every LinkedLoginStore must keep; each case proves one sentence of src/linking/linked-login.ts. */
import { describe, expect, test } from '@jest/globals';
import { nanoid } from 'nanoid';
import type { LinkedLogin, LoginSelector } from '../../../src/linking/linked-login.ts';
import { later, linkedLogin } from './samples.ts';
import { operatorCorpus, type Subject } from './subject.ts';

export function linkedLoginStoreContract(subject: () => Subject): void {
  const logins = () => subject().store.linkedLogins;

  test('a linked login is found by its id, all of it', async () => {
    const login = linkedLogin();
    await logins().insert(login);
    expect(await logins().find(login.id)).toEqual(login);
    expect(await logins().find(nanoid())).toBeUndefined();
  });

  test('an id is written once: a second login with it is a fault, and the first stands', async () => {
    const login = linkedLogin();
    await logins().insert(login);
    await expect(logins().insert(linkedLogin({ id: login.id }))).rejects.toThrow();
    expect(await logins().find(login.id)).toEqual(login);
  });

  test('a linked login is a copy, on the way in and on the way out', async () => {
    const login = linkedLogin();
    const given = structuredClone(login);
    await logins().insert(given);
    Object.assign(given, { accountId: 'changed by the writer' });
    Object.assign((await logins().find(login.id)) ?? {}, { accountId: 'changed by the reader' });
    expect(await logins().find(login.id)).toEqual(login);
  });

  test('it ends once, and the first reason stands', async () => {
    const login = linkedLogin();
    await logins().insert(login);
    expect(await logins().end(login.id, later(5), 'stepped_up')).toBe(true);
    expect(await logins().end(login.id, later(6), 'revoked')).toBe(false);
    expect(await logins().find(login.id)).toEqual({ ...login, endedAt: later(5), endReason: 'stepped_up', cascade: 'done' });
  });

  test.each(['account_unusable', 'policy_suspended', 'signed_out', 'revoked'] as const)(
    'ended as %s, its cascade is due, by the same write',
    async (reason) => {
      const login = linkedLogin();
      await logins().insert(login);
      await logins().end(login.id, later(5), reason);
      expect(await logins().find(login.id)).toEqual({ ...login, endedAt: later(5), endReason: reason, cascade: 'due' });
    },
  );

  describe('endAll', () => {
    type Which = (login: LinkedLogin) => LoginSelector;
    const selectors: readonly (readonly [string, Which, Partial<LinkedLogin>])[] = [
      ['a link', ({ linkId }) => ({ linkId }), { linkId: nanoid() }],
      ['a source session', ({ sourceUid }) => ({ sourceUid }), { sourceUid: nanoid() }],
      ['an account, out of it', ({ actor }) => ({ accountId: actor }), { actor: nanoid() }],
      ['an account, into it', ({ accountId }) => ({ accountId }), { accountId: nanoid() }],
      ['a policy before an epoch', ({ policyId }) => ({ policyId, beforeEpoch: 3 }), { policyId: nanoid(), policyEpoch: 2 }],
    ];

    test.each(selectors)('of %s ends each that has not ended, and no other', async (_, which, common) => {
      const [one, byGrant, ended] = [linkedLogin(common), linkedLogin({ ...common, via: 'grant' }), linkedLogin(common)];
      const other = linkedLogin();
      for (const login of [one, byGrant, ended, other]) await logins().insert(login);
      await logins().end(ended.id, later(1), 'stepped_up');
      expect(await logins().endAll(which(one), later(5), 'account_unusable')).toBe(2);
      const end = { endedAt: later(5), endReason: 'account_unusable', cascade: 'due' };
      expect(await logins().find(one.id)).toEqual({ ...one, ...end });
      expect(await logins().find(byGrant.id)).toEqual({ ...byGrant, ...end });
      expect(await logins().find(ended.id)).toEqual({ ...ended, endedAt: later(1), endReason: 'stepped_up', cascade: 'done' });
      expect(await logins().find(other.id)).toEqual(other);
      expect(await logins().endAll(which(one), later(6), 'revoked')).toBe(0);
    });

    test('of a policy leaves the logins of the epoch and of later ones', async () => {
      const policyId = nanoid();
      const [first, second, third] = [0, 1, 2].map((policyEpoch) => linkedLogin({ policyId, policyEpoch }));
      for (const login of [first, second, third]) if (login) await logins().insert(login);
      expect(await logins().endAll({ policyId, beforeEpoch: 1 }, later(5), 'policy_suspended')).toBe(1);
      expect(await logins().find(first?.id ?? '')).toHaveProperty('endedAt');
      expect(await logins().find(second?.id ?? '')).toEqual(second);
      expect(await logins().find(third?.id ?? '')).toEqual(third);
    });

    test('ends one inserted after an earlier endAll, when it is asked again', async () => {
      const linkId = nanoid();
      expect(await logins().endAll({ linkId }, later(5), 'revoked')).toBe(0);
      await logins().insert(linkedLogin({ linkId }));
      expect(await logins().endAll({ linkId }, later(5), 'revoked')).toBe(1);
    });

    test('a step-up of many leaves no cascade', async () => {
      const login = linkedLogin();
      await logins().insert(login);
      await logins().endAll({ linkId: login.linkId }, later(5), 'stepped_up');
      expect(await logins().find(login.id)).toMatchObject({ cascade: 'done' });
    });
  });

  describe('awaitingCascade', () => {
    test('answers the ended logins whose cascade is due, those that ended first, first', async () => {
      const [second, first, steppedUp, open] = [linkedLogin(), linkedLogin(), linkedLogin(), linkedLogin()];
      for (const login of [second, first, steppedUp, open]) await logins().insert(login);
      // Before all that other cases have ended.
      await logins().end(second.id, later(-9), 'revoked');
      await logins().endAll({ linkId: first.linkId }, later(-10), 'signed_out');
      await logins().end(steppedUp.id, later(-11), 'stepped_up');
      const ids = async (limit: number) => (await logins().awaitingCascade(limit)).map(({ id }) => id);
      expect(await ids(2)).toEqual([first.id, second.id]);
      expect(await ids(1)).toEqual([first.id]);
      expect(await ids(0)).toEqual([]);
      expect(await ids(1000)).not.toContain(steppedUp.id);
      expect(await ids(1000)).not.toContain(open.id);
      await logins().cascaded(first.id);
      expect(await ids(1)).toEqual([second.id]);
      expect(await logins().find(first.id)).toMatchObject({ endReason: 'signed_out', cascade: 'done' });
      await logins().cascaded(second.id);
    });

    test('a cascade that never was due is not done either', async () => {
      const login = linkedLogin();
      await logins().insert(login);
      await logins().cascaded(login.id);
      await logins().cascaded(nanoid());
      expect(await logins().find(login.id)).toEqual(login);
    });
  });

  test('fromUnknownBrowsers answers the logins whose browser is to be looked at, the oldest first, each until that was done', async () => {
    // Before all that other cases have inserted.
    const [second, first] = [-999, -1000].map((seconds) => linkedLogin({ unknownBrowser: nanoid(), createdAt: later(seconds) }));
    const known = linkedLogin({ createdAt: later(-1001) });
    if (!first || !second) throw new Error('two logins');
    for (const login of [second, first, known]) await logins().insert(login);
    const ids = async (limit: number) => (await logins().fromUnknownBrowsers(limit)).map(({ id }) => id);
    expect(await ids(2)).toEqual([first.id, second.id]);
    expect(await ids(0)).toEqual([]);
    expect(await ids(1000)).not.toContain(known.id);
    await logins().end(first.id, later(5), 'signed_out');
    await logins().browserLookedAt(first.id);
    await logins().browserLookedAt(nanoid());
    const { unknownBrowser: _, ...lookedAt } = first;
    expect(await logins().find(first.id)).toEqual({ ...lookedAt, endedAt: later(5), endReason: 'signed_out', cascade: 'due' });
    expect(await ids(1)).toEqual([second.id]);
    await logins().browserLookedAt(second.id);
    await logins().cascaded(first.id);
  });

  describe('erase', () => {
    test('puts the tombstone in the place of the account and takes the browser away, in logins that have ended', async () => {
      const [erased, other] = [nanoid(), nanoid()];
      const tombstone = `erased~${nanoid()}`;
      const out = linkedLogin({ actor: erased, accountId: other, browser: 'Firefox', unknownBrowser: 'key', createdAt: later(1) });
      const back = linkedLogin({ actor: other, accountId: erased, browser: 'Safari', createdAt: later(2) });
      const open = linkedLogin({ actor: erased, accountId: other, browser: 'Firefox', createdAt: later(3) });
      const stranger = linkedLogin({ browser: 'Chrome' });
      for (const login of [out, back, open, stranger]) await logins().insert(login);
      for (const { id } of [out, back, stranger]) await logins().end(id, later(5), 'signed_out');

      expect(await logins().erase(erased, tombstone, later(6))).toBe(2);
      const end = { endedAt: later(5), endReason: 'signed_out', cascade: 'due' };
      const [{ browser: _, unknownBrowser: ___, ...outLater }, { browser: __, ...backLater }] = [
        { ...out, ...end, actor: tombstone },
        { ...back, ...end, accountId: tombstone },
      ];
      expect(await logins().find(out.id)).toEqual(outLater);
      expect(await logins().find(back.id)).toEqual(backLater);
      expect(await logins().find(open.id)).toEqual(open);
      expect(await logins().find(stranger.id)).toEqual({ ...stranger, ...end });
      expect(await logins().recentOf(erased, 10)).toEqual([open]);
      expect(await logins().recentOf(tombstone, 10)).toEqual([backLater, outLater]);
      expect(await logins().recentOf(other, 10)).toEqual([open, backLater, outLater]);
    });

    test('again, once the last has ended, answers for that one; of an account without logins it is 0', async () => {
      const login = linkedLogin();
      await logins().insert(login);
      expect(await logins().erase(login.actor, 'erased~1', later(6))).toBe(0);
      await logins().end(login.id, later(5), 'signed_out');
      expect(await logins().erase(login.actor, 'erased~1', later(6))).toBe(1);
      expect(await logins().erase(login.actor, 'erased~1', later(6))).toBe(0);
    });

    test('what is still open is ended by either account afterwards', async () => {
      const [erased, other] = [nanoid(), nanoid()];
      const login = linkedLogin({ actor: erased, accountId: other });
      await logins().insert(login);
      await logins().erase(erased, 'erased~1', later(6));
      expect(await logins().endAll({ accountId: erased }, later(5), 'account_unusable')).toBe(1);
    });
  });

  test('what is not there does not end, and is not made by ending it', async () => {
    const id = nanoid();
    expect(await logins().end(id, later(5), 'revoked')).toBe(false);
    expect(await logins().find(id)).toBeUndefined();
  });

  test('past its time it is still there: the caller checks', async () => {
    const login = linkedLogin();
    await logins().insert(login);
    subject().clock.advance(86_400);
    expect(await logins().find(login.id)).toEqual(login);
  });

  test('recentOf answers the logins into and out of an account, newest first, up to the limit', async () => {
    const [pro, personal] = [nanoid(), nanoid()];
    const there = linkedLogin({ actor: pro, accountId: personal, createdAt: later(1) });
    const back = linkedLogin({ actor: personal, accountId: pro, createdAt: later(3) });
    const again = linkedLogin({ actor: pro, accountId: personal, createdAt: later(2) });
    for (const login of [there, back, again, linkedLogin()]) await logins().insert(login);
    expect(await logins().recentOf(pro, 10)).toEqual([back, again, there]);
    expect(await logins().recentOf(personal, 2)).toEqual([back, again]);
    await logins().insert(linkedLogin({ actor: pro, accountId: personal, via: 'grant' }));
    expect(await logins().recentOf(pro, 10)).toEqual([back, again, there]);
    expect(await logins().recentOf(pro, 0)).toEqual([]);
    expect(await logins().recentOf(nanoid(), 10)).toEqual([]);
  });

  test('T45: a question that says nothing ends nothing', async () => {
    const login = linkedLogin();
    await logins().insert(login);
    await expect(logins().endAll({} as never, later(0), 'revoked')).rejects.toThrow(TypeError);
    await expect(logins().endAll({ policyId: login.policyId } as never, later(0), 'revoked')).rejects.toThrow(TypeError);
    expect(await logins().find(login.id)).toEqual(login);
  });

  test.each(operatorCorpus)('T45: %s in the place of an id is refused', async (_, smuggled) => {
    await expect(logins().find(smuggled)).rejects.toThrow(TypeError);
    await expect(logins().end(smuggled, later(0), 'revoked')).rejects.toThrow(TypeError);
    await expect(logins().endAll({ linkId: smuggled }, later(0), 'revoked')).rejects.toThrow(TypeError);
    await expect(logins().endAll({ sourceUid: smuggled }, later(0), 'revoked')).rejects.toThrow(TypeError);
    await expect(logins().endAll({ accountId: smuggled }, later(0), 'revoked')).rejects.toThrow(TypeError);
    await expect(logins().endAll({ policyId: smuggled, beforeEpoch: 1 }, later(0), 'revoked')).rejects.toThrow(TypeError);
    await expect(logins().cascaded(smuggled)).rejects.toThrow(TypeError);
    await expect(logins().erase(smuggled, 'erased~1', later(6))).rejects.toThrow(TypeError);
    await expect(logins().erase('a', smuggled, later(6))).rejects.toThrow(TypeError);
    await expect(logins().recentOf(smuggled, 10)).rejects.toThrow(TypeError);
    await expect(logins().insert(linkedLogin({ id: smuggled }))).rejects.toThrow(TypeError);
  });
}
