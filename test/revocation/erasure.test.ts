/** A customer's data leaves every record that has ended; the other side's history stays whole and readable. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { historyFaults } from '../../src/oidc/passerelle.ts';
import { describeOnStores } from '../ground/stores.ts';
import { type Nodes, startNodes } from './nodes.ts';
import { activateLink, openVisit } from './visits.ts';

const by = { actor: 'operator:adviser-7' } as const;

describeOnStores('the erasure of an account', (kind) => {
  let nodes: Nodes;
  beforeAll(async () => {
    nodes = await startNodes(kind);
  });
  afterAll(() => nodes.close());

  const links = () => nodes.one.passerelle.links;

  it('is refused while a link of it is active or pending, and changes nothing', async () => {
    const person = nodes.newPerson();
    await activateLink(nodes, person);
    const before = await links().list(`pro-${person}`);
    for (const space of ['pro', 'particuliers'])
      expect(await links().erase(`${space}-${person}`, by)).toEqual({ ok: false, code: 'open_links' });
    expect(await links().list(`pro-${person}`)).toEqual(before);
  });

  it.each(['pro', 'particuliers'] as const)(
    'of %s takes its id out of links and uses once others were told, and breaks no chain',
    async (space) => {
      const other = space === 'pro' ? 'particuliers' : 'pro';
      const person = nodes.newPerson();
      const own = `${space}-${person}`;
      for (let round = 0; round < 2; round += 1) {
        await openVisit(nodes, person);
        await links().revokeAllOf(own, { ...by, reason: 'customer' });
        const before = await links().list(own);
        expect(await links().erase(own, by)).toEqual({ ok: false, code: 'not_yet_told' });
        expect(await links().list(own)).toEqual(before);
        await nodes.two.passerelle.worker.run();
      }
      expect(await links().erase(own, by)).toEqual({ ok: true, links: 2 });
      expect([await links().list(own), await links().uses(own)]).toEqual([[], []]);
      const [left, visits] = [await links().list(`${other}-${person}`), await links().uses(`${other}-${person}`)];
      expect([left.length, visits.length]).toEqual([2, 2]);
      expect(JSON.stringify([left, visits])).not.toContain(`"${own}"`);
      for (const link of left) {
        expect(historyFaults(link)).toEqual([]);
        expect(link.history.at(-1)).toMatchObject({ event: 'erased', actor: by.actor });
      }
      // One tombstone for all: the records of one customer stay records of one customer.
      const tombstones = new Set(left.map((link) => (space === 'pro' ? link.activating : link.other).accountId));
      expect(tombstones.size).toBe(1);
      expect(await links().erase(own, by)).toEqual({ ok: true, links: 0 });
      await nodes.two.passerelle.worker.run();
      expect(await links().list(own)).toEqual([]);
    },
  );

  it('of both sides leaves a whole chain of nobody', async () => {
    const person = nodes.newPerson();
    await activateLink(nodes, person);
    const [link] = await links().list(`pro-${person}`);
    await links().revokeAllOf(`pro-${person}`, { ...by, reason: 'customer' });
    await nodes.two.passerelle.worker.run();
    for (const space of ['pro', 'particuliers']) expect(await links().erase(`${space}-${person}`, by)).toMatchObject({ ok: true });
    const erased = await links().find(link?.id ?? '');
    expect(erased && historyFaults(erased)).toEqual([]);
    expect(erased?.history.map(({ event }) => event).slice(-2)).toEqual(['erased', 'erased']);
    for (const space of ['pro', 'particuliers']) expect(JSON.stringify(erased)).not.toContain(`${space}-${person}`);
  });
});
