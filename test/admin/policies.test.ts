/** The kill switch through the admin API: at once, as often as one likes, and never a lie. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { deriveFrom, tryUse, uses } from '../deactivation/derived.ts';
import { describeOnStores } from '../ground/stores.ts';
import { linkedCustomer } from '../world/customers.ts';
import { switchFrom } from '../world/people.ts';
import { type AdminWorld, actor, openAdminWorld } from './admin-world.ts';

const inForce = { id: 'pro-particuliers', status: 'active', activating_space: 'pro', other_space: 'particuliers' };

describeOnStores('policies in /admin/v1', (kind) => {
  let world: AdminWorld;
  beforeAll(async () => {
    world = await openAdminWorld(kind);
  });
  afterAll(() => world.close());

  const turn = (what: 'suspend' | 'resume', by: string = actor) =>
    world.ask('post', `/policies/pro-particuliers/${what}`, { body: { actor: by } });
  const list = async () => (await world.ask('get', '/policies')).body.policies;

  it('T39: suspended, every use is refused at the next request; resumed, new switches work and ended logins do not', async () => {
    const customer = await linkedCustomer(world);
    const derived = await deriveFrom(world, 'pro', customer.pro);
    expect(await list()).toEqual([inForce]);

    const suspended = await turn('suspend');
    const expected = { ...inForce, status: 'suspended', suspended_by: `operator:${actor}`, suspended_at: expect.any(String) };
    expect([suspended.status, suspended.body]).toEqual([200, expected]);
    for (const use of uses) expect([use, await tryUse(world, derived, use)]).toEqual([use, false]);

    const again = await turn('suspend', 'somebody else');
    expect([again.status, again.body]).toEqual([200, suspended.body]);
    expect(await list()).toEqual([suspended.body]);

    expect((await turn('resume')).body).toEqual(inForce);
    expect((await turn('resume')).body).toEqual(inForce);
    expect(await tryUse(world, derived, 'linked session')).toBe(false);
    const opened = await switchFrom(world, world.openBrowser(), 'pro', customer.pro);
    expect(opened.left?.searchParams.get('code')).toBeTruthy();
  });
});

describeOnStores('a policy that the configuration suspends', (kind) => {
  it('is not resumed by an operator, who is told so', async () => {
    const world = await openAdminWorld(kind, { status: 'suspended' });
    const { status, body } = await world.ask('post', '/policies/pro-particuliers/resume', { body: { actor } });
    expect([status, body.type]).toEqual([409, 'urn:passerelle:problem:suspended-in-configuration']);
    expect((await world.ask('get', '/policies')).body.policies).toEqual([{ ...inForce, status: 'suspended' }]);
    await world.close();
  });
});
