/** The kill switch of a policy under operators who press it all at once, on two nodes: each change is one step of the epoch. */
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { describeOnStores } from '../ground/stores.ts';
import { type Nodes, startNodes } from './nodes.ts';

const id = 'pro-particuliers';
const times = (count: number) => Array.from({ length: count }, (_, index) => index);

describeOnStores('suspend and resume', (kind) => {
  let nodes: Nodes;
  beforeAll(async () => {
    nodes = await startNodes(kind);
  });
  afterEach(() => nodes.one.passerelle.policies.resume(id, { actor: 'operator:nobody' }));
  afterAll(() => nodes.close());

  const nodeOf = (index: number) => (index % 2 ? nodes.one : nodes.two).passerelle.policies;
  const press = (which: 'suspend' | 'resume', index: number) => nodeOf(index)[which](id, { actor: `operator:o${index}` });
  const epoch = async () => (await nodes.store.policyStates.find(id))?.epoch ?? 0;
  const changed = (outcomes: readonly string[]) => outcomes.filter((outcome) => outcome === 'changed').length;

  it('T39: 20 parallel suspends are one step of the epoch, and so are 20 parallel resumes', async () => {
    const before = await epoch();
    for (const [step, which] of (['suspend', 'resume'] as const).entries()) {
      const outcomes = await Promise.all(times(20).map((index) => press(which, index)));
      expect([changed(outcomes), outcomes.filter((outcome) => outcome === 'unchanged').length]).toEqual([1, 19]);
      expect(await epoch()).toBe(before + step + 1);
    }
  });

  it('T39: of suspends and resumes all at once each that says changed is one step, and the last decides', async () => {
    const before = await epoch();
    const outcomes = await Promise.all(times(20).map((index) => press(index % 3 === 0 ? 'resume' : 'suspend', index)));
    const steps = changed(outcomes);
    expect(steps).toBeGreaterThan(0);
    expect(await epoch()).toBe(before + steps);
    expect((await nodes.store.policyStates.find(id))?.suspended).toBe(steps % 2 === 1);
  });

  it('says who suspended the policy and when, on every node, and tells the operator once', async () => {
    nodes.one.events.length = 0;
    await nodes.one.passerelle.policies.suspend(id, { actor: 'operator:adviser-7', clientId: 'adviser-desk' });
    expect(await nodes.two.passerelle.policies.list()).toMatchObject([
      { id, status: 'suspended', suspendedBy: 'operator:adviser-7', suspendedAt: expect.anything() },
    ]);
    expect(nodes.one.events).toEqual([{ event: 'policy.suspended', policy: id, actor: 'operator:adviser-7', client: 'adviser-desk' }]);
    await nodes.two.passerelle.policies.resume(id, { actor: 'operator:adviser-8' });
    const [resumed] = await nodes.one.passerelle.policies.list();
    expect([resumed?.status, resumed?.suspendedBy]).toEqual(['active', undefined]);
  });

  it.each(['no-such-policy', '', '__proto__'])(
    "a policy that does not exist ('%s') is unknown, and nothing is written",
    async (unknown) => {
      const before = await nodes.store.policyStates.all();
      for (const which of ['suspend', 'resume'] as const)
        expect(await nodes.one.passerelle.policies[which](unknown, { actor: 'operator:adviser-7' })).toBe('unknown');
      expect(await nodes.store.policyStates.all()).toEqual(before);
    },
  );
});
