/** After a revocation: the whole journey again, and after an automatic cause not before the policy's delay is over. Nothing old comes back. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { isAutomatic, revocationReasons } from '../../src/linking/reasons.ts';
import { openPerson, outcomeOf, type Person, pageOf } from '../extension/bare-flows.ts';
import { account, policy } from '../extension/bare-host.ts';
import { describeOnStores } from '../ground/stores.ts';
import { type Nodes, spaceNames, startNodes } from './nodes.ts';
import { activeLink, grantedUses, openVisit } from './visits.ts';

const delay = policy().lives.reactivationDelay;

describeOnStores('a new activation', (kind) => {
  let nodes: Nodes;
  beforeAll(async () => {
    nodes = await startNodes(kind);
  });
  afterEach(() => nodes.resetClock());
  afterAll(() => nodes.close());

  async function signedIn(person: string): Promise<Person> {
    const browser = openPerson(nodes.two);
    await browser.login('rp-pro', `pro-${person}`);
    return browser;
  }
  const ask = (browser: Person) => browser.authorize('rp-particuliers', { linked_from: 'pro' });
  const askSilently = async (browser: Person) =>
    outcomeOf(await browser.authorize('rp-particuliers', { linked_from: 'pro', prompt: 'none' }));

  /** Nothing opens before consent and approval were given once more. */
  async function wholeJourney(browser: Person): Promise<void> {
    expect(await askSilently(browser)).toBe('interaction_required');
    const page = await browser.consent();
    expect(await askSilently(browser)).toBe('interaction_required');
    await browser.move(page, 'poll');
    expect(outcomeOf(await browser.move(page, 'finish'))).toBe('code');
    expect(await askSilently(browser)).toBe('code');
  }

  // What a reason means is decided before the store; MongoDB shows one of each kind.
  const reasons = kind === 'memory' ? revocationReasons : (['customer', 'secret_reset'] as const);
  describe.each(reasons)('after %s', (reason) => {
    const waits = isAutomatic(reason);

    it.each(spaceNames)(
      `of the account of %s ${waits ? 'is refused until the delay is over, then' : 'at once'} needs the whole journey`,
      async (side) => {
        const visit = await openVisit(nodes, nodes.newPerson());
        const old = await activeLink(nodes, visit.person);
        await nodes.one.passerelle.links.revokeAllOf(`${side}-${visit.person}`, { reason, actor: 'provider' });
        const browser = await signedIn(visit.person);
        if (waits) {
          const endedAt = (await nodes.two.passerelle.links.find(old?.id ?? ''))?.endedAt?.getTime() ?? 0;
          for (const passed of [0, delay - 2]) {
            nodes.resetClock();
            nodes.advance(passed);
            expect(await askSilently(browser)).toBe('access_denied');
            expect(pageOf(await ask(browser))).toMatchObject({
              page: 'unavailable',
              reason: 'reactivation_delay',
              retryAt: new Date(endedAt + delay * 1000).toISOString(),
            });
          }
          nodes.advance(3);
        }
        await wholeJourney(browser);
        const [latest, before] = await nodes.two.passerelle.links.list(`pro-${visit.person}`);
        expect([latest?.status, before?.id, before?.status, before?.revocationReason]).toEqual(['active', old?.id, 'revoked', reason]);
        expect(latest?.id).not.toBe(old?.id);
        // T12: the old login is of the old link. What its browser still can is to switch anew.
        expect(await grantedUses(nodes.two, visit, ['code', 'refresh token', 'userinfo', 'introspection', 'linked session'])).toEqual([]);
      },
    );
  });

  it('waits for the delay after a lost event as well, counted from when it was found out', async () => {
    const visit = await openVisit(nodes, nodes.newPerson());
    nodes.one.accounts.set(`pro-${visit.person}`, account('pro', visit.person, { credentialsVersion: 'v2' }));
    nodes.advance(delay + 1);
    const browser = await signedIn(visit.person);
    expect(await askSilently(browser)).toBe('access_denied');
    nodes.advance(delay + 1);
    expect(pageOf(await ask(browser)).page).toBe('consent');
  });

  it('waits though the cause came while the telephone was asked: the approval activates nothing', async () => {
    const person = nodes.newPerson();
    const browser = await signedIn(person);
    const page = await browser.consent();
    expect(await nodes.one.passerelle.links.revokeAllOf(`particuliers-${person}`, { reason: 'secret_reset', actor: 'provider' })).toBe(1);
    await browser.move(page, 'poll');
    expect((await nodes.one.passerelle.links.list(`pro-${person}`)).map(({ status }) => status)).toEqual(['revoked']);
    expect(await askSilently(browser)).toBe('access_denied');
  });
});
