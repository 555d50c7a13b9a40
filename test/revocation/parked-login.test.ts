/** A login that was typed and not yet used, when the account's sessions end or its credentials change: it signs nobody in afterwards. */
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { isActive, loginOf, openPerson, outcomeOf, type Person, relyingParty } from '../extension/bare-flows.ts';
import { account } from '../extension/bare-host.ts';
import { describeOnStores } from '../ground/stores.ts';
import type { Answer } from '../world/browser.ts';
import { type Nodes, startNodes } from './nodes.ts';
import { onNode } from './visits.ts';

describeOnStores('a login that is parked before its resume', (kind) => {
  let nodes: Nodes;
  beforeAll(async () => {
    nodes = await startNodes(kind);
  });
  afterEach(() => nodes.faulty.watch());
  afterAll(() => nodes.close());

  interface Parked {
    readonly name: string;
    readonly person: Person;
    /** As the browser does, later. */
    readonly resume: () => Promise<Answer>;
  }

  async function park(): Promise<Parked> {
    const name = nodes.newPerson();
    const person = openPerson(nodes.one);
    const page = await person.authorize('rp-pro');
    const finished = await person.moveOnly(page, 'finish', loginOf(`pro-${name}`));
    return { name, person, resume: () => person.browser.request('GET', finished.headers.location ?? '') };
  }
  const isSignedIn = async ({ person }: Parked) =>
    outcomeOf(await onNode(nodes.two, person).authorize('rp-pro', { prompt: 'none' })) === 'code';

  it('signs its person in when nothing has happened', async () => {
    const parked = await park();
    expect(outcomeOf(await parked.resume())).toBe('code');
    expect(await isSignedIn(parked)).toBe(true);
  });

  it('T52: is refused after the sessions of the account were ended; typed again, it is accepted', async () => {
    const parked = await park();
    await nodes.two.passerelle.accounts.endSessions(`pro-${parked.name}`);
    expect(outcomeOf(await parked.resume())).toBe('access_denied');
    expect(await isSignedIn(parked)).toBe(false);
    const later = { ...loginOf(`pro-${parked.name}`), at: new Date(Date.now() + 1_000) };
    const again = await parked.person.authorize('rp-pro');
    expect(outcomeOf(await parked.person.move(again, 'finish', later))).toBe('code');
  });

  it('T4: is refused after the secret code that it was typed with has changed', async () => {
    const parked = await park();
    nodes.one.accounts.set(`pro-${parked.name}`, account('pro', parked.name, { credentialsVersion: 'v2' }));
    expect(outcomeOf(await parked.resume())).toBe('access_denied');
    expect(await isSignedIn(parked)).toBe(false);
  });

  it("T52: while it is resumed and the account's sessions are ended, at each moment of it: signs nobody in", async () => {
    let moments = 0;
    for (let moment = 0; ; moment += 1) {
      const parked = await park();
      nodes.faulty.watch();
      const held = nodes.faulty.hold(moment);
      const resuming = parked.resume();
      if (!(await Promise.race([held.reached.then(() => true), resuming.then(() => false)]))) break;
      moments += 1;
      const call = nodes.faulty.calls[moment];
      await nodes.two.passerelle.accounts.endSessions(`pro-${parked.name}`);
      held.release();
      const code = (await resuming).left?.searchParams.get('code');
      const redeemed = code ? await relyingParty(nodes.two, 'rp-pro').redeem(code) : undefined;
      const active = redeemed?.status === 200 && (await isActive(nodes.two, redeemed.tokens));
      expect({ call, active, signedIn: await isSignedIn(parked) }).toEqual({ call, active: false, signedIn: false });
    }
    expect(moments).toBeGreaterThan(3);
  }, 120_000);
});
