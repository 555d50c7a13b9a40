/** T52: whoever ends the source's session, by whatever way, ends what came from it, and every relying party is told which session and why. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { endedEvent } from '../../src/oidc/backchannel-logout.ts';
import { isActive, outcomeOf, relyingParty } from '../extension/bare-flows.ts';
import { describeOnStores } from '../ground/stores.ts';
import { clientOf, type Nodes, otherSpace, type SpaceName, spaceNames, startNodes } from './nodes.ts';
import { activeLink, grantedUses, onNode, openVisit, uses, type Visit } from './visits.ts';

const standardEvent = 'http://schemas.openid.net/event/backchannel-logout';
/** `sourceOnly` is another session, which another way out may leave. */
const ofThisLogin = uses.filter((use) => use !== 'silent switch');

interface WayOut {
  readonly name: string;
  /** What the relying parties of both sessions are told. */
  readonly reason: string;
  readonly takes: (nodes: Nodes, visit: Visit) => Promise<void>;
}

const waysOut: readonly WayOut[] = [
  {
    name: "the library's logout page",
    reason: 'signed_out',
    async takes(_, { browser: { browser }, source }) {
      await browser.submit(await browser.get(`/session/end?client_id=${clientOf[source]}`), { logout: 'yes' });
    },
  },
  {
    name: "signOut of a page of the host's",
    reason: 'signed_out',
    async takes(_, { browser: { browser }, source }) {
      expect(JSON.parse((await browser.post(`/sign-out/${source}`, {})).text)).toEqual({ signed_out: true });
      expect(JSON.parse((await browser.post(`/sign-out/${source}`, {})).text)).toEqual({ signed_out: false });
    },
  },
  {
    name: "endSessions of the source's account",
    reason: 'session_revoked',
    async takes({ two }, { source, person }) {
      // This browser's, and those of the others.
      expect(await two.passerelle.accounts.endSessions(`${source}-${person}`)).toBeGreaterThanOrEqual(2);
      expect(await two.passerelle.accounts.endSessions(`${source}-${person}`)).toBe(0);
    },
  },
];

describeOnStores('T52: logout of the source', (kind) => {
  let nodes: Nodes;
  beforeAll(async () => {
    nodes = await startNodes(kind);
    // As in production: the library's own logout page leaves the telling to the outbox.
    nodes.one.passerelle.worker.start();
  });
  afterAll(async () => {
    await nodes.one.passerelle.worker.stop();
    await nodes.close();
  });

  const sessionIdOf = ({ browser: { browser } }: Visit, space: SpaceName) => browser.cookie(`_session.${space}`) ?? '';
  const documentOf = (id: string) => nodes.store.artifacts('Session').find(id);
  const noticesTo = (space: SpaceName, sid: string) => nodes.told[space].received.filter((claims) => claims.sid === sid);

  async function whenTold(space: SpaceName, sid: string) {
    const deadline = Date.now() + 10_000;
    while (noticesTo(space, sid).length === 0) {
      if (Date.now() > deadline) throw new Error(`${space} was not told`);
      await nodes.two.passerelle.worker.run();
    }
    return noticesTo(space, sid);
  }

  for (const source of spaceNames)
    for (const { name, reason, takes } of waysOut)
      describe(`${source}, by ${name}`, () => {
        it('the linked session is refused at its next use on another node, its document has ended, the link stays', async () => {
          const visit = await openVisit(nodes, nodes.newPerson(), source);
          const target = otherSpace(source);
          const ids = [sessionIdOf(visit, source), sessionIdOf(visit, target)];
          for (const document of await Promise.all(ids.map(documentOf))) expect(document).not.toHaveProperty('consumed');
          await takes(nodes, visit);
          expect(await grantedUses(nodes.two, visit, ofThisLogin)).toEqual([]);
          expect(outcomeOf(await onNode(nodes.two, visit.browser).authorize(clientOf[source], { prompt: 'none' }))).toBe('login_required');
          await nodes.two.passerelle.worker.run();
          for (const document of await Promise.all(ids.map(documentOf))) expect(document).toMatchObject({ consumed: expect.anything() });
          expect((await activeLink(nodes, visit.person))?.history.map(({ event }) => event)).not.toContain('revoked');
          const [use] = await nodes.two.passerelle.links.uses(`${source}-${visit.person}`);
          expect(use?.endReason).toBe(reason);
        });

        it('each relying party gets one logout token, with its own sub and sid and the reason', async () => {
          const visit = await openVisit(nodes, nodes.newPerson(), source);
          const target = otherSpace(source);
          await takes(nodes, visit);
          for (const [space, sid] of [
            [source, visit.sourceSid],
            [target, visit.sid],
          ] as const) {
            const [token, ...more] = await whenTold(space, sid);
            expect(more).toEqual([]);
            expect(token).toMatchObject({
              aud: clientOf[space],
              sub: `${space}-${visit.person}`,
              sid,
              events: { [standardEvent]: {}, [endedEvent]: { reason } },
            });
            expect(token).not.toHaveProperty('nonce');
          }
        });
      });

  it('of the linked session alone leaves the source signed in, and a new switch works', async () => {
    const visit = await openVisit(nodes, nodes.newPerson());
    const { browser } = visit.browser;
    await browser.submit(await browser.get('/session/end?client_id=rp-particuliers'), { logout: 'yes' });
    expect(await grantedUses(nodes.two, visit, ofThisLogin)).toEqual([]);
    expect(await whenTold('particuliers', visit.sid)).toHaveLength(1);
    expect(noticesTo('pro', visit.sourceSid)).toEqual([]);
    expect(outcomeOf(await visit.browser.authorize('rp-particuliers', { linked_from: 'pro', prompt: 'none' }))).toBe('code');
  });

  it('after a step-up leaves the target signed in: it is a login of its own', async () => {
    const visit = await openVisit(nodes, nodes.newPerson());
    await visit.browser.move(await visit.browser.authorize('rp-particuliers', { prompt: 'login' }), 'finish', {
      accountId: `particuliers-${visit.person}`,
      level: 'code',
      amr: ['pin'],
      at: new Date(),
    });
    await waysOut[0]?.takes(nodes, visit);
    expect(await whenTold('pro', visit.sourceSid)).toHaveLength(1);
    const answer = await onNode(nodes.two, visit.browser).authorize('rp-particuliers', { prompt: 'none' });
    expect(await isActive(nodes.two, await relyingParty(nodes.two, 'rp-particuliers').exchange(answer))).toBe(true);
    expect(noticesTo('particuliers', visit.sid)).toEqual([]);
  });

  it('endSessions of the counterpart ends the linked session and its own direct ones, and not the source', async () => {
    const visit = await openVisit(nodes, nodes.newPerson());
    expect(await nodes.two.passerelle.accounts.endSessions(`particuliers-${visit.person}`)).toBe(1);
    expect(await grantedUses(nodes.two, visit, ofThisLogin)).toEqual([]);
    expect((await whenTold('particuliers', visit.sid)).map(({ events }) => events)).toEqual([
      expect.objectContaining({ [endedEvent]: { reason: 'session_revoked' } }),
    ]);
    expect(outcomeOf(await visit.browser.authorize('rp-pro', { prompt: 'none' }))).toBe('code');
  });
});
