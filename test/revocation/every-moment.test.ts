/**
 * A use that is under way, held at each of its calls to the store in turn while the link is revoked, the policy suspended or the source
 * signed out on the other node: whatever it answers afterwards, nothing of it is usable (T21, T39, T40, T52). In memory alone, where a
 * call can be held as long as need be; the same races on MongoDB, by the clock, are those of test/races.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { isActive, openPerson, outcomeOf, type Person, relyingParty, type Tokens } from '../extension/bare-flows.ts';
import type { Answer } from '../world/browser.ts';
import { type Nodes, startNodes } from './nodes.ts';
import { onNode, openVisit, type Visit } from './visits.ts';

interface Under {
  readonly visit: Visit;
  readonly person: Person;
}

/** One request on node one; what it may have given. */
type Use = (nodes: Nodes, under: Under) => Promise<{ readonly answer?: Answer; readonly tokens?: Tokens }>;

const particuliers = 'rp-particuliers';
const theUses: Readonly<Record<string, Use>> = {
  'silent switch': async (_, { person }) => ({ answer: await person.authorize(particuliers, { linked_from: 'pro', prompt: 'none' }) }),
  'use of the linked session': async (_, { visit }) => ({ answer: await visit.browser.authorize(particuliers, { prompt: 'none' }) }),
  'code exchange': async ({ one }, { visit }) => ({ tokens: (await relyingParty(one, particuliers).redeem(visit.code)).tokens }),
  refresh: async ({ one }, { visit }) => ({ tokens: (await relyingParty(one, particuliers).refresh(visit.tokens)).tokens }),
};

interface Ending {
  readonly happens: (nodes: Nodes, under: Under) => Promise<unknown>;
  /** Undoes it: what was under way stays worthless. */
  readonly lift?: (nodes: Nodes) => Promise<unknown>;
}

const by = { actor: 'operator:adviser-7' } as const;
const endings: Readonly<Record<string, Ending>> = {
  'a revocation': {
    happens: ({ two }, { visit }) => two.passerelle.links.revokeAllOf(`pro-${visit.person}`, { ...by, reason: 'adviser' }),
  },
  'a suspension': {
    happens: ({ two }) => two.passerelle.policies.suspend('pro-particuliers', by),
    lift: ({ two }) => two.passerelle.policies.resume('pro-particuliers', by),
  },
  "a logout of the source's account": { happens: ({ two }, { visit }) => two.passerelle.accounts.endSessions(`pro-${visit.person}`) },
};

describe('a use that is under way', () => {
  let nodes: Nodes;
  beforeAll(async () => {
    nodes = await startNodes('memory');
  });
  afterEach(() => nodes.faulty.watch());
  afterAll(() => nodes.close());

  async function begin(): Promise<Under> {
    const visit = await openVisit(nodes, nodes.newPerson());
    return { visit, person: visit.sourceOnly };
  }

  /** What a browser and a relying party have got is worth nothing, at either node. */
  async function isWorthless({ visit, person }: Under, { answer, tokens }: Awaited<ReturnType<Use>>): Promise<readonly string[]> {
    const usable: string[] = [];
    const rp = relyingParty(nodes.two, particuliers);
    const code = answer?.left?.searchParams.get('code');
    const got = code ? (await rp.redeem(code)).tokens : tokens;
    for (const held of [got, visit.tokens]) {
      if (!held?.access_token) continue;
      if (await isActive(nodes.two, held)) usable.push('access token');
      if ((await rp.userinfo(held)).status !== 401) usable.push('userinfo');
      if ((await rp.refresh(held)).status !== 400) usable.push('refresh token');
    }
    for (const browser of [visit.browser, person])
      if (outcomeOf(await onNode(nodes.two, browser).authorize(particuliers, { prompt: 'none' })) === 'code') usable.push('linked session');
    return usable;
  }

  for (const [useName, use] of Object.entries(theUses))
    for (const [endingName, ending] of Object.entries(endings))
      it(`T21, T39, T52: ${useName}, and ${endingName} at each moment of it: nothing usable`, async () => {
        let moments = 0;
        for (let moment = 0; ; moment += 1) {
          const under = await begin();
          nodes.faulty.watch();
          const held = nodes.faulty.hold(moment);
          const using = use(nodes, under);
          const reached = await Promise.race([held.reached.then(() => true), using.then(() => false)]);
          if (!reached) {
            // Past its last call: the request is over, and no ending meets it any more.
            nodes.faulty.watch();
            break;
          }
          moments += 1;
          const call = nodes.faulty.calls[moment];
          await ending.happens(nodes, under);
          held.release();
          const given = await using;
          expect({ call, usable: await isWorthless(under, given) }).toEqual({ call, usable: [] });
          await ending.lift?.(nodes);
          if (ending.lift) expect({ call, lifted: await isWorthless(under, given) }).toEqual({ call, lifted: [] });
        }
        expect(moments).toBeGreaterThan(3);
      }, 120_000);

  it('T40: an approval that is collected while the adviser revokes, at each moment of it: revoked in the end', async () => {
    let moments = 0;
    for (let moment = 0; ; moment += 1) {
      const name = nodes.newPerson();
      const person = openPerson(nodes.one);
      await person.login('rp-pro', `pro-${name}`);
      const page = await person.consent();
      nodes.faulty.watch();
      const held = nodes.faulty.hold(moment);
      const polling = person.moveOnly(page, 'poll');
      if (!(await Promise.race([held.reached.then(() => true), polling.then(() => false)]))) {
        nodes.faulty.watch();
        break;
      }
      moments += 1;
      const call = nodes.faulty.calls[moment];
      await nodes.two.passerelle.links.revokeAllOf(`particuliers-${name}`, { reason: 'adviser', actor: 'operator:adviser-7' });
      held.release();
      await polling;
      const links = await nodes.two.passerelle.links.list(`pro-${name}`);
      expect({ call, links: links.map(({ status, revocationReason }) => [status, revocationReason]) }).toEqual({
        call,
        links: [['revoked', 'adviser']],
      });
    }
    expect(moments).toBeGreaterThan(3);
  });
});
