/** What becomes of a notice when nodes die, senders fail, addresses are missing and customers are erased: never lost, never stuck. */
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { describeOnStores } from '../ground/stores.ts';
import { activateLink } from '../revocation/visits.ts';
import { activated, both, type NoticeNodes, signedIn, startNoticeNodes, switchFrom } from './recorded-notices.ts';

const actor = 'operator:adviser-7' as const;
const longerThanALease = 16;

describeOnStores('a notice', (kind) => {
  let nodes: NoticeNodes;
  beforeAll(async () => {
    nodes = await startNoticeNodes(kind);
  });
  afterEach(() => {
    nodes.faulty.watch();
    nodes.answer = () => ({ outcome: 'sent' });
    nodes.resetClock();
  });
  afterAll(() => nodes.close());

  const links = () => nodes.one.passerelle.links;
  const deliveries = () => nodes.one.passerelle.deliveries;
  const dead = async () => (await deliveries().list({ status: 'dead', limit: 100 })).filter(({ kind }) => kind === 'notice');

  it('reaches both sides though the node that works at it dies, at whichever of its calls to the store', async () => {
    // Where a node dies does not depend on the store: in memory at every call, on MongoDB at a spread of them.
    const step = kind === 'memory' ? 1 : 4;
    let moments = 0;
    let twice = 0;
    for (let moment = 0; ; moment += step) {
      const person = nodes.newPerson();
      await activateLink(nodes, person);
      await switchFrom(await signedIn(nodes.one, person));
      nodes.faulty.watch({ at: moment, mode: 'from' });
      // A node whose store is away gives up; whether it throws is its own affair.
      await nodes.one.passerelle.worker.run().catch(() => undefined);
      const wasOver = nodes.faulty.calls.length <= moment;
      nodes.faulty.watch();
      nodes.advance(longerThanALease);
      await nodes.two.passerelle.worker.run();
      const told = nodes.toldTo(person);
      expect([...new Set(told)]).toEqual([...both('activated'), ...both('new_browser')]);
      // More than once only where the node died between the sending and its note of it; under one id then.
      const ids = new Set(nodes.notices.filter(({ accountId }) => accountId.endsWith(`-${person}`)).map(({ id }) => id));
      expect(ids.size).toBe(4);
      if (told.length > 4) twice += 1;
      expect((await deliveries().counts()).due).toBe(0);
      // Logins are by the library's clock: one from before the link's activation opens nothing.
      nodes.resetClock();
      if (wasOver) break;
      moments += 1;
    }
    expect(moments * step).toBeGreaterThan(8);
    expect(twice).toBeLessThan(moments);
    expect(nodes.notices.filter(({ occasion }) => occasion === 'revoked')).toEqual([]);
  }, 120_000);

  it('is sent once where two nodes find it at the same time', async () => {
    for (let round = 0; round < 5; round += 1) {
      const person = nodes.newPerson();
      await activateLink(nodes, person);
      await Promise.all([nodes.settle(), nodes.settle()]);
      await nodes.settle();
      expect(nodes.toldTo(person)).toEqual(both('activated'));
    }
  });

  it('that could not be sent is tried again, later and later, until it could', async () => {
    const person = nodes.newPerson();
    await activateLink(nodes, person);
    let failures = 5;
    nodes.answer = () => {
      failures -= 1;
      return failures < 0 ? { outcome: 'sent' } : { outcome: 'try_again', reason: 'status 451' };
    };
    await nodes.settle();
    expect(await deliveries().list({ status: 'due', limit: 10 })).toEqual(
      expect.arrayContaining([expect.objectContaining({ kind: 'notice', lastError: 'status 451', attempts: 1 })]),
    );
    for (let round = 0; round < 5; round += 1) {
      nodes.advance(60);
      await nodes.settle();
    }
    expect(nodes.toldTo(person)).toHaveLength(5 + 2);
    expect((await deliveries().counts()).due).toBe(0);
  });

  it('that is refused for good is dead at once, says why, and is the same when it is tried again by hand', async () => {
    const person = nodes.newPerson();
    await activateLink(nodes, person);
    nodes.answer = ({ space }) => (space === 'pro' ? { outcome: 'refused', reason: 'status 550' } : { outcome: 'sent' });
    await nodes.settle();
    const [letter, ...others] = await dead();
    expect(others).toEqual([]);
    expect(letter).toMatchObject({ destination: 'customers:pro', attempts: 1, lastError: 'status 550' });
    expect(nodes.one.events.concat(nodes.two.events)).toContainEqual(
      expect.objectContaining({ event: 'delivery.dead', kind: 'notice', reason: 'status 550' }),
    );
    nodes.answer = () => ({ outcome: 'sent' });
    expect(await deliveries().retry(letter?.id ?? '')).toBe(true);
    await nodes.settle();
    const told = nodes.notices.filter(({ accountId }) => accountId === `pro-${person}`);
    expect(told).toHaveLength(2);
    expect(told[1]).toEqual(told[0]);
    expect(await dead()).toEqual([]);
  });

  it('to a customer without an address is over: told to the operator, and nothing is left to do', async () => {
    const person = nodes.newPerson();
    await activateLink(nodes, person);
    nodes.answer = () => ({ outcome: 'no_address' });
    await nodes.settle();
    const events = [...nodes.one.events, ...nodes.two.events].filter(({ event }) => event === 'notice.no_address');
    expect(events.map(({ space, occasion }) => `${occasion} to ${space}`).sort()).toEqual(both('activated'));
    expect(JSON.stringify(events)).not.toContain(person);
    expect((await deliveries().counts()).due).toBe(0);
    expect(await dead()).toEqual([]);
  });

  it('is not sent to a customer whose data was erased meanwhile; the other side is told', async () => {
    const { person } = await activated(nodes);
    await switchFrom(await signedIn(nodes.one, person));
    await links().revokeAllOf(`pro-${person}`, { reason: 'customer', actor });
    nodes.answer = () => ({ outcome: 'try_again', reason: 'status 421' });
    await nodes.settle();
    const before = nodes.toldTo(person).length;
    nodes.answer = () => ({ outcome: 'sent' });
    expect(await links().erase(`pro-${person}`, { actor })).toMatchObject({ ok: true });
    nodes.advance(60);
    await nodes.settle();
    expect(nodes.toldTo(person).slice().length - before).toBe(2);
    const later = nodes.notices.slice(-2);
    expect(later.map(({ occasion, accountId }) => `${occasion} ${accountId}`).sort()).toEqual([
      `new_browser particuliers-${person}`,
      `revoked particuliers-${person}`,
    ]);
    // The family of a browser is the customer's data: it went with the rest.
    expect(later.find(({ occasion }) => occasion === 'new_browser')).not.toHaveProperty('browser');
    expect((await deliveries().counts()).due).toBe(0);
  });
});
