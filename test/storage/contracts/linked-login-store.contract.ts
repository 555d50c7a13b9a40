/** What every LinkedLoginStore must keep; each case proves one sentence of src/linking/linked-login.ts. */
import { expect, test } from '@jest/globals';
import { nanoid } from 'nanoid';
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
    expect(await logins().find(login.id)).toEqual({ ...login, endedAt: later(5), endReason: 'stepped_up' });
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

  test.each(operatorCorpus)('T45: %s in the place of an id is refused', async (_, smuggled) => {
    await expect(logins().find(smuggled)).rejects.toThrow(TypeError);
    await expect(logins().end(smuggled, later(0), 'revoked')).rejects.toThrow(TypeError);
    await expect(logins().recentOf(smuggled, 10)).rejects.toThrow(TypeError);
    await expect(logins().insert(linkedLogin({ id: smuggled }))).rejects.toThrow(TypeError);
  });
}
