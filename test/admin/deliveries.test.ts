/** The outbox through the admin API: what waits, what was given up and why, and another try. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { NewDelivery } from '../../src/linking/outbox.ts';
import { describeOnStores } from '../ground/stores.ts';
import { type AdminWorld, actor, openAdminWorld } from './admin-world.ts';

describeOnStores('deliveries in /admin/v1', (kind) => {
  let world: AdminWorld;
  const ids = ['logout:one', 'logout:two', 'logout:three'];
  beforeAll(async () => {
    world = await openAdminWorld(kind);
    // Nobody else may take what this test gives up.
    await world.demo.server.passerelle.worker.stop();
    const { deliveries } = world.demo.store;
    const now = Date.now();
    await deliveries.put(ids.map((id, index) => delivery(id, new Date(now - 60_000 + index * 1000))));
    const leased = await deliveries.lease({ now: new Date(now), until: new Date(now + 60_000), limit: 10, except: [] });
    for (const { id, lease } of leased) await deliveries.settle(id, lease, { status: 'dead', at: new Date(now), error: 'HTTP 410' });
    await deliveries.put([delivery('logout:four', new Date(now - 30_000))]);
  });
  afterAll(() => world.close());

  it('counts: what waits, since when, and what was given up', async () => {
    const { body } = await world.ask('get', '/deliveries/counts');
    expect(body).toEqual({ due: 1, dead: 3, oldest_at: expect.any(String) });
    expect(Date.now() - Date.parse(String(body.oldest_at))).toBeGreaterThanOrEqual(30_000);
  });

  it('the dead ones in pages, with the reason of the last failure and without what was to be told', async () => {
    const first = await world.ask('get', '/deliveries?limit=2');
    const second = await world.ask('get', `/deliveries?limit=2&cursor=${first.body.next_cursor}`);
    const all = [...(first.body.deliveries ?? []), ...(second.body.deliveries ?? [])];
    expect(all.map(({ id }) => id).sort()).toEqual([...ids].sort());
    expect(all[0]).toEqual({
      id: expect.any(String),
      kind: 'backchannel_logout',
      destination: 'espace-pro',
      status: 'dead',
      attempts: 1,
      created_at: expect.any(String),
      due_at: expect.any(String),
      last_error: 'HTTP 410',
    });
    expect(first.text + second.text).not.toContain('acc_pro_somebody');
    expect(second.body).not.toHaveProperty('next_cursor');
    expect((await world.ask('get', '/deliveries?status=due')).body.deliveries).toHaveLength(1);
    expect((await world.ask('get', '/deliveries?status=done')).body.deliveries).toEqual([]);
  });

  it('a retry makes a dead delivery due again; one that is not dead is left as it is', async () => {
    const retry = async (id: string) => {
      const { status, body } = await world.ask('post', `/deliveries/${encodeURIComponent(id)}/retry`, { body: { actor } });
      return [status, body.id, body.status];
    };
    expect(await retry('logout:one')).toEqual([200, 'logout:one', 'due']);
    expect(await retry('logout:one')).toEqual([200, 'logout:one', 'due']);
    expect(await retry('logout:four')).toEqual([200, 'logout:four', 'due']);
    expect((await world.ask('get', '/deliveries/counts')).body).toMatchObject({ due: 2, dead: 2 });
  });
});

function delivery(id: string, createdAt: Date): NewDelivery {
  return {
    id,
    kind: 'backchannel_logout',
    destination: 'espace-pro',
    payload: { accountId: 'acc_pro_somebody', sid: id, reason: 'adviser' },
    createdAt,
  };
}
