/** What every ArtifactStore must keep; each case proves one sentence of src/oidc/artifact-store.ts. */
import { expect, test } from '@jest/globals';
import { nanoid } from 'nanoid';
import type { Artifact } from '../../../src/oidc/artifact-store.ts';
import { operatorCorpus, type Subject } from './subject.ts';

export function artifactStoreContract(subject: () => Subject): void {
  const of = (model: string) => subject().store.artifacts(model);

  test('an artifact is found by its id, all of it', async () => {
    const payload: Artifact = {
      jti: nanoid(),
      kind: 'AccessToken',
      scope: 'openid balance',
      exp: 2526460000,
      extra: { act: { sub: 'a' } },
      rar: [{ type: 'x' }],
      flag: false,
      none: null,
    };
    await of('AccessToken').upsert(`id-${payload['jti']}`, payload, 60);
    expect(await of('AccessToken').find(`id-${payload['jti']}`)).toEqual(payload);
  });

  test('what is not there is undefined', async () => {
    expect(await of('Session').find(nanoid())).toBeUndefined();
    expect(await of('Session').findByUid(nanoid())).toBeUndefined();
    expect(await of('DeviceCode').findByUserCode(nanoid())).toBeUndefined();
  });

  test('a payload is written whole: what the new one lacks is gone', async () => {
    const [id, uid, grantId, accountId] = [nanoid(), nanoid(), nanoid(), nanoid()];
    await of('Session').upsert(id, { uid, grantId, accountId }, 60);
    await of('Session').upsert(id, { loginTs: 5 }, 60);
    expect(await of('Session').find(id)).toEqual({ loginTs: 5 });
    expect(await of('Session').findByUid(uid)).toBeUndefined();
    expect(await of('Session').findByAccountId(accountId)).toEqual([]);
    await of('Session').revokeByGrantId(grantId);
    expect(await of('Session').find(id)).toBeDefined();
  });

  test('a payload is a copy, on the way in and on the way out', async () => {
    const id = nanoid();
    const payload = { authorizations: { client: { sid: 's1' } } };
    await of('Session').upsert(id, payload, 60);
    payload.authorizations.client.sid = 'changed by the writer';
    const found = await of('Session').find(id);
    expect(found).toEqual({ authorizations: { client: { sid: 's1' } } });
    Object.assign(found?.['authorizations'] ?? {}, { intruder: {} });
    expect(await of('Session').find(id)).toEqual({ authorizations: { client: { sid: 's1' } } });
  });

  test.each(['app.example.com', 'https://rp.example/id', '$where', '$set.payload', '__proto__x', 'a b', 'é\u0000'])(
    'a client_id is any text: %j as a key of authorizations',
    async (clientId) => {
      const id = nanoid();
      const payload = { authorizations: { [clientId]: { sid: 's', grantId: 'g' } }, $set: { x: 1 } };
      await of('Session').upsert(id, payload, 60);
      expect(await of('Session').find(id)).toEqual(payload);
    },
  );

  test('T49: an id of one model is nothing to another', async () => {
    const [id, uid, grantId, userCode] = [nanoid(), nanoid(), nanoid(), nanoid()];
    await of('AccessToken').upsert(id, { uid, grantId, userCode }, 60);
    expect(await of('RefreshToken').find(id)).toBeUndefined();
    expect(await of('Session').findByUid(uid)).toBeUndefined();
    expect(await of('DeviceCode').findByUserCode(userCode)).toBeUndefined();
    expect(await of('RefreshToken').consume(id)).toBe(false);
    await of('RefreshToken').destroy(id);
    await of('RefreshToken').revokeByGrantId(grantId);
    expect(await of('AccessToken').find(id)).toEqual({ uid, grantId, userCode });
    expect(await of('Token').find(`Access:${id}`)).toBeUndefined();
    expect(() => of('Access:Token')).toThrow(TypeError);
  });

  test('T46: past its time an artifact may still be answered, and then with the exp that it was given', async () => {
    const { clock } = subject();
    const id = nanoid();
    const exp = Math.floor(clock().getTime() / 1000) + 1;
    await of('AccessToken').upsert(id, { exp }, 1);
    clock.advance(3600);
    expect([undefined, exp]).toContain((await of('AccessToken').find(id))?.['exp']);
  });

  test('T19: consume answers true once, and consumed is when', async () => {
    const { clock } = subject();
    const id = nanoid();
    await of('AuthorizationCode').upsert(id, { grantId: 'g' }, 60);
    expect(await of('AuthorizationCode').find(id)).not.toHaveProperty('consumed');
    const at = Math.floor(clock().getTime() / 1000);
    expect(await of('AuthorizationCode').consume(id)).toBe(true);
    clock.advance(5);
    expect(await of('AuthorizationCode').consume(id)).toBe(false);
    expect(await of('AuthorizationCode').find(id)).toEqual({ grantId: 'g', consumed: at });
  });

  test('T61: by whom an artifact was consumed is kept by the write that consumed it, and by no other', async () => {
    const [id, unnamed] = [nanoid(), nanoid()];
    await of('Session').upsert(id, { jti: id }, 60);
    expect(await of('Session').consume(id, 'first')).toBe(true);
    expect(await of('Session').consume(id, 'second')).toBe(false);
    expect(await of('Session').consume(id)).toBe(false);
    await of('Session').upsert(id, { jti: id }, 60);
    expect(await of('Session').find(id)).toEqual({ jti: id, consumed: expect.any(Number), consumedBy: 'first' });
    await of('Session').upsert(unnamed, { jti: unnamed }, 60);
    await of('Session').consume(unnamed);
    expect(await of('Session').consume(unnamed, 'late')).toBe(false);
    expect(await of('Session').find(unnamed)).not.toHaveProperty('consumedBy');
  });

  test('T19: what was never written, or was destroyed, cannot be consumed', async () => {
    const id = nanoid();
    expect(await of('AuthorizationCode').consume(id)).toBe(false);
    await of('AuthorizationCode').upsert(id, {}, 60);
    await of('AuthorizationCode').destroy(id);
    expect(await of('AuthorizationCode').consume(id)).toBe(false);
  });

  test('T19: consumeWith writes the whole payload for the one that consumes, and nothing for anybody else', async () => {
    const { clock } = subject();
    const [id, uid, other] = [nanoid(), nanoid(), nanoid()];
    await of('Session').upsert(id, { uid, asked: true }, 60);
    const at = Math.floor(clock().getTime() / 1000);
    expect(await of('Session').consumeWith(id, { uid: other, answer: 'a' })).toBe(true);
    clock.advance(5);
    expect(await of('Session').consumeWith(id, { answer: 'b' })).toBe(false);
    expect(await of('Session').consume(id)).toBe(false);
    expect(await of('Session').find(id)).toEqual({ uid: other, answer: 'a', consumed: at });
    expect(await of('Session').findByUid(uid)).toBeUndefined();
  });

  test('T19: consumeWith writes nothing over what was consumed, nor where nothing is or is any more, nor for another model', async () => {
    const [consumed, destroyed, never, foreign] = [nanoid(), nanoid(), nanoid(), nanoid()];
    for (const id of [consumed, destroyed, foreign]) await of('AuthorizationCode').upsert(id, { n: 1 }, 60);
    await of('AuthorizationCode').consume(consumed);
    await of('AuthorizationCode').destroy(destroyed);
    for (const id of [consumed, destroyed, never]) expect(await of('AuthorizationCode').consumeWith(id, { n: 2 })).toBe(false);
    expect(await of('RefreshToken').consumeWith(foreign, { n: 2 })).toBe(false);
    expect(await of('AuthorizationCode').find(consumed)).toMatchObject({ n: 1 });
    for (const id of [destroyed, never]) expect(await of('AuthorizationCode').find(id)).toBeUndefined();
    expect(await of('AuthorizationCode').find(foreign)).toEqual({ n: 1 });
  });

  test('T20: writing a refresh token again does not undo that it was consumed', async () => {
    const id = nanoid();
    expect(await of('RefreshToken').upsert(id, { n: 1 }, 60)).toBe(true);
    expect(await of('RefreshToken').upsert(id, { n: 1 }, 60)).toBe(true);
    await of('RefreshToken').consume(id);
    expect(await of('RefreshToken').upsert(id, { n: 2 }, 60)).toBe(false);
    expect(await of('RefreshToken').find(id)).toEqual({ n: 2, consumed: expect.any(Number) });
    expect(await of('RefreshToken').consume(id)).toBe(false);
  });

  test('a session is found by its uid; while its id is rotated, the one written last', async () => {
    const { clock } = subject();
    const [first, second, uid] = [nanoid(), nanoid(), nanoid()];
    await of('Session').upsert(first, { uid, jti: first }, 60);
    clock.advance(1);
    await of('Session').upsert(second, { uid, jti: second }, 60);
    expect(await of('Session').findByUid(uid)).toEqual({ uid, jti: second });
    clock.advance(1);
    await of('Session').upsert(first, { uid, jti: first }, 60);
    expect(await of('Session').findByUid(uid)).toEqual({ uid, jti: first });
    await of('Session').destroy(first);
    expect(await of('Session').findByUid(uid)).toEqual({ uid, jti: second });
  });

  test('T52: a consumed session is not found by its uid, nor brought back by a late write; another of that uid is found', async () => {
    const [ended, live, uid] = [nanoid(), nanoid(), nanoid()];
    await of('Session').upsert(ended, { uid, jti: ended }, 60);
    await of('Session').consume(ended);
    expect(await of('Session').findByUid(uid)).toBeUndefined();
    expect(await of('Session').upsert(ended, { uid, jti: ended }, 60)).toBe(false);
    expect(await of('Session').findByUid(uid)).toBeUndefined();
    await of('Session').upsert(live, { uid, jti: live }, 60);
    await of('Session').upsert(ended, { uid, jti: ended }, 60);
    expect(await of('Session').findByUid(uid)).toEqual({ uid, jti: live });
  });

  test('the sessions of an account are found by its id: those that are neither consumed nor expired', async () => {
    const { clock } = subject();
    const accountId = nanoid();
    const [phone, desk, ended, gone, short] = [nanoid(), nanoid(), nanoid(), nanoid(), nanoid()];
    for (const uid of [phone, desk, ended, gone]) await of('Session').upsert(uid, { uid, accountId }, 60);
    await of('Session').upsert(short, { uid: short, accountId }, 5);
    await of('Session').upsert(nanoid(), { accountId: nanoid() }, 60);
    await of('Session').upsert(nanoid(), {}, 60);
    await of('Session').consume(ended);
    await of('Session').destroy(gone);
    const uids = async () => new Set((await of('Session').findByAccountId(accountId)).map(({ uid }) => uid));
    expect(await uids()).toEqual(new Set([phone, desk, short]));
    clock.advance(5);
    expect(await uids()).toEqual(new Set([phone, desk]));
    await of('Session').upsert(desk, { uid: desk, accountId: nanoid() }, 60);
    expect(await of('Session').findByAccountId(accountId)).toEqual([{ uid: phone, accountId }]);
    expect(await of('Session').findByAccountId(nanoid())).toEqual([]);
  });

  test('tokens of an account are not its sessions, and are not looked for', async () => {
    const accountId = nanoid();
    await of('AccessToken').upsert(nanoid(), { accountId }, 60);
    expect(await of('Session').findByAccountId(accountId)).toEqual([]);
    await expect(of('AccessToken').findByAccountId(accountId)).rejects.toThrow(TypeError);
  });

  test('a device code is found by its user_code, with consumed', async () => {
    const [id, userCode] = [nanoid(), nanoid()];
    await of('DeviceCode').upsert(id, { userCode }, 60);
    await of('DeviceCode').consume(id);
    expect(await of('DeviceCode').findByUserCode(userCode)).toEqual({ userCode, consumed: expect.any(Number) });
  });

  test('destroying what is not there is no error', async () => {
    await expect(of('Session').destroy(nanoid())).resolves.toBeUndefined();
  });

  test('revokeByGrantId takes every token of the grant, consumed ones too, and no other', async () => {
    const [grantId, other] = [nanoid(), nanoid()];
    const mine = [nanoid(), nanoid(), nanoid()];
    for (const id of mine) await of('AccessToken').upsert(id, { grantId }, 60);
    await of('AccessToken').consume(mine[0] ?? '');
    await of('AccessToken').upsert(other, { grantId: other }, 60);
    await of('AccessToken').revokeByGrantId(grantId);
    for (const id of mine) expect(await of('AccessToken').find(id)).toBeUndefined();
    expect(await of('AccessToken').find(other)).toBeDefined();
  });

  test.each(operatorCorpus)('T45: %s in the place of an id is refused and finds nothing', async (_, smuggled) => {
    await of('Session').upsert('a', { uid: 'a', grantId: 'a', userCode: 'a' }, 60);
    const sessions = of('Session');
    await expect(sessions.find(smuggled)).rejects.toThrow(TypeError);
    await expect(sessions.findByUid(smuggled)).rejects.toThrow(TypeError);
    await expect(sessions.findByAccountId(smuggled)).rejects.toThrow(TypeError);
    await expect(sessions.findByUserCode(smuggled)).rejects.toThrow(TypeError);
    await expect(sessions.consume(smuggled)).rejects.toThrow(TypeError);
    await expect(sessions.consumeWith(smuggled, {})).rejects.toThrow(TypeError);
    await expect(sessions.destroy(smuggled)).rejects.toThrow(TypeError);
    await expect(sessions.revokeByGrantId(smuggled)).rejects.toThrow(TypeError);
    await expect(sessions.upsert(smuggled, {}, 60)).rejects.toThrow(TypeError);
    expect(await sessions.find('a')).toEqual({ uid: 'a', grantId: 'a', userCode: 'a' });
  });
}
