/** What every PolicyStateStore must keep; each case proves one sentence of src/linking/policy-state.ts. */
import { expect, test } from '@jest/globals';
import { nanoid } from 'nanoid';
import { later, policyState } from './samples.ts';
import { operatorCorpus, type Subject } from './subject.ts';

export function policyStateStoreContract(subject: () => Subject): void {
  const states = () => subject().store.policyStates;

  test('a policy that was never suspended has none', async () => {
    expect(await states().find(nanoid())).toBeUndefined();
  });

  test('a state is found by its policy, all of it, and among all', async () => {
    const [one, two] = [policyState(), policyState({ changedBy: 'provider', cascade: 'done' })];
    for (const state of [one, two]) expect(await states().replace(state)).toBe(true);
    expect(await states().find(one.policyId)).toEqual(one);
    expect(await states().find(two.policyId)).toEqual(two);
    const all = await states().all();
    expect(all).toEqual(expect.arrayContaining([one, two]));
    expect(new Set(all.map(({ policyId }) => policyId)).size).toBe(all.length);
  });

  test('the first epoch is 1', async () => {
    const { policyId } = policyState();
    for (const epoch of [0, 2, 3]) expect(await states().replace(policyState({ policyId, epoch }))).toBe(false);
    expect(await states().find(policyId)).toBeUndefined();
    expect(await states().replace(policyState({ policyId }))).toBe(true);
  });

  test('the epoch after the stored one is written, whole, and no other', async () => {
    const first = policyState();
    const second = policyState({ ...first, suspended: false, epoch: 2, changedAt: later(5), changedBy: 'operator:b', cascade: 'done' });
    await states().replace(first);
    for (const epoch of [0, 1, 3]) expect(await states().replace({ ...second, epoch })).toBe(false);
    expect(await states().find(first.policyId)).toEqual(first);
    expect(await states().replace(second)).toBe(true);
    expect(await states().replace(second)).toBe(false);
    expect(await states().replace(first)).toBe(false);
    expect(await states().find(first.policyId)).toEqual(second);
  });

  test('a cascade is done for the epoch that it was of; that of a later one stays due', async () => {
    const first = policyState();
    const second = policyState({ ...first, epoch: 2 });
    await states().replace(first);
    await states().cascaded(first.policyId, 1);
    expect(await states().find(first.policyId)).toEqual({ ...first, cascade: 'done' });
    await states().replace(second);
    await states().cascaded(first.policyId, 1);
    expect(await states().find(first.policyId)).toEqual(second);
  });

  test('a cascade of a policy without a state makes none', async () => {
    const policyId = nanoid();
    await states().cascaded(policyId, 1);
    expect(await states().find(policyId)).toBeUndefined();
  });

  test('a state is a copy, on the way in and on the way out', async () => {
    const state = policyState();
    const given = structuredClone(state);
    await states().replace(given);
    Object.assign(given, { suspended: false });
    Object.assign((await states().find(state.policyId)) ?? {}, { suspended: false });
    expect(await states().find(state.policyId)).toEqual(state);
  });

  test.each(operatorCorpus)('T45: %s in the place of a policy is refused', async (_, smuggled) => {
    await expect(states().find(smuggled)).rejects.toThrow(TypeError);
    await expect(states().replace(policyState({ policyId: smuggled }))).rejects.toThrow(TypeError);
    await expect(states().cascaded(smuggled, 1)).rejects.toThrow(TypeError);
  });
}
