/** What every ReplayStore must keep; each case proves one sentence of src/oidc/artifact-store.ts. */
import { expect, test } from '@jest/globals';
import { nanoid } from 'nanoid';
import { operatorCorpus, type Subject } from './subject.ts';

export function replayStoreContract(subject: () => Subject): void {
  const firstUse = (key: string, expiresAt: Date) => subject().store.replay.firstUse(key, expiresAt);

  test('T34: a jti is new once, until its time is over', async () => {
    const { clock } = subject();
    const key = nanoid();
    const expiresAt = new Date(clock().getTime() + 60_000);
    expect(await firstUse(key, expiresAt)).toBe(true);
    expect(await firstUse(key, expiresAt)).toBe(false);
    clock.advance(59);
    expect(await firstUse(key, new Date(clock().getTime() + 60_000))).toBe(false);
    clock.advance(1);
    expect(await firstUse(key, new Date(clock().getTime() + 60_000))).toBe(true);
    expect(await firstUse(key, new Date(clock().getTime() + 60_000))).toBe(false);
  });

  test('T35: another key is another key', async () => {
    const key = nanoid();
    const expiresAt = new Date(subject().clock().getTime() + 60_000);
    expect(await firstUse(`${key} a`, expiresAt)).toBe(true);
    expect(await firstUse(`${key} b`, expiresAt)).toBe(true);
  });

  test('a jti of a client may be long', async () => {
    const key = nanoid() + 'x'.repeat(5000);
    const expiresAt = new Date(subject().clock().getTime() + 60_000);
    expect(await firstUse(key, expiresAt)).toBe(true);
    expect(await firstUse(key, expiresAt)).toBe(false);
  });

  test.each(operatorCorpus)('T45: %s in the place of a key is refused', async (_, smuggled) => {
    await expect(firstUse(smuggled, subject().clock())).rejects.toThrow(TypeError);
  });
}
