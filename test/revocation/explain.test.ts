/** `explain` against the switch itself, in every situation: the same answer, the same reason, every check in its order, and nothing written. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { openPerson, outcomeOf, pageOf } from '../extension/bare-flows.ts';
import { account, policy } from '../extension/bare-host.ts';
import { describeOnStores } from '../ground/stores.ts';
import { clientOf, type Nodes, otherSpace, type SpaceName, spaceNames, startNodes } from './nodes.ts';
import { activateLink, activeLink } from './visits.ts';

interface Situation {
  readonly name: string;
  readonly linked: boolean;
  /** Under which the link is activated. */
  readonly policy?: Parameters<typeof policy>[0];
  readonly arrange?: (nodes: Nodes, person: string) => unknown;
  /** What `explain` says from the one space and from the other; `allowed`, or the refusal. */
  readonly says: Readonly<Record<SpaceName, string>>;
  /** The link is over, and only a switch may write that. */
  readonly over?: string;
}

const change = (space: SpaceName, to: object) => (nodes: Nodes, person: string) =>
  nodes.one.accounts.set(`${space}-${person}`, account(space, person, to));
const toAnotherPerson = (space: SpaceName) => (nodes: Nodes, person: string) => change(space, { personId: `not-${person}` })(nodes, person);
const setPolicy = (to: Parameters<typeof policy>[0]) => (nodes: Nodes) => nodes.one.policies.splice(0, 1, policy(to));
const revokeAs = (reason: 'secret_reset' | 'customer') => (nodes: Nodes, person: string) =>
  nodes.one.passerelle.links.revokeAllOf(`pro-${person}`, { reason, actor: 'provider' });
const fromBoth = (code: string) => ({ pro: code, particuliers: code });
/** Refused on the side of the account that it is about. */
const of = (space: SpaceName, what: string) =>
  space === 'pro'
    ? { pro: `source_${what}`, particuliers: `counterpart_${what}` }
    : { pro: `counterpart_${what}`, particuliers: `source_${what}` };

const situations: readonly Situation[] = [
  { name: 'an active link', linked: true, says: fromBoth('allowed') },
  { name: 'no link', linked: false, says: fromBoth('link_missing') },
  { name: 'revoked by the customer', linked: true, arrange: revokeAs('customer'), says: fromBoth('link_missing') },
  { name: 'revoked by a reset a moment ago', linked: true, arrange: revokeAs('secret_reset'), says: fromBoth('reactivation_delay') },
  ...spaceNames.flatMap((space): Situation[] => [
    { name: `${space} blocked`, linked: true, arrange: change(space, { status: 'blocked' }), says: of(space, 'blocked') },
    { name: `${space} blocked, no link`, linked: false, arrange: change(space, { status: 'blocked' }), says: of(space, 'blocked') },
    { name: `${space} never opened`, linked: false, arrange: change(space, { status: 'never_opened' }), says: of(space, 'never_opened') },
    {
      name: `${space} closed`,
      linked: true,
      arrange: change(space, { status: 'closed' }),
      says: of(space, 'closed'),
      over: 'account_closed',
    },
    {
      name: `the credentials of ${space} changed and nobody told`,
      linked: true,
      arrange: change(space, { credentialsVersion: 'v2' }),
      says: fromBoth('reactivation_delay'),
      over: 'credential_version',
    },
    {
      name: `${space} is another person's, no link`,
      linked: false,
      arrange: toAnotherPerson(space),
      says: fromBoth('counterpart_unknown'),
    },
    { name: `${space} is another person's since`, linked: true, arrange: toAnotherPerson(space), says: fromBoth('counterpart_unknown') },
  ]),
  {
    name: 'the policy suspended by the configuration',
    linked: true,
    arrange: setPolicy({ status: 'suspended' }),
    says: fromBoth('policy_suspended'),
  },
  {
    name: 'the policy suspended by the kill switch',
    linked: true,
    arrange: ({ two }) => two.passerelle.policies.suspend('pro-particuliers', { actor: 'operator:adviser-7' }),
    says: fromBoth('policy_suspended'),
  },
  {
    name: 'a feed of events that was never heard',
    linked: true,
    arrange: setPolicy({ eventFeeds: { issuers: ['https://silent.example'], maxSilence: 60 } }),
    says: fromBoth('events_silent'),
  },
  {
    name: 'suspended, silent and blocked: the first says it',
    linked: true,
    arrange(nodes, person) {
      setPolicy({ status: 'suspended', eventFeeds: { issuers: ['https://silent.example'], maxSilence: 60 } })(nodes);
      change('pro', { status: 'blocked' })(nodes, person);
    },
    says: fromBoth('policy_suspended'),
  },
  {
    name: 'the personal account linked from another company',
    linked: true,
    // The professional account of a second company: the same person, not linked.
    arrange(nodes, person) {
      nodes.one.accounts.set(`pro-${person}`, account('pro', person, { personId: 'nobody' }));
      nodes.one.accounts.set(`pro-${person}-2`, account('pro', person, { accountId: `pro-${person}-2` }));
    },
    says: { pro: 'counterpart_linked_elsewhere', particuliers: 'counterpart_unknown' },
  },
  {
    name: 'not the administrator, no link',
    linked: false,
    arrange: change('pro', { mayActivate: false }),
    says: { pro: 'not_administrator', particuliers: 'link_missing' },
  },
  { name: 'not the administrator any more', linked: true, arrange: change('pro', { mayActivate: false }), says: fromBoth('allowed') },
  {
    name: 'no authenticator app, no link',
    linked: false,
    arrange(nodes, person) {
      const { authenticatorSubject: _, ...without } = account('pro', person);
      nodes.one.accounts.set(`pro-${person}`, without);
    },
    says: { pro: 'no_authenticator', particuliers: 'link_missing' },
  },
  {
    name: 'a link whose life is over',
    linked: true,
    policy: { lives: { ...policy().lives, link: 600 } },
    arrange: ({ advance }) => advance(601),
    says: fromBoth('expired'),
    over: 'expired',
  },
  {
    name: 'the policy withdrawn',
    linked: true,
    arrange: setPolicy({ status: 'withdrawn' }),
    says: fromBoth('policy_suspended'),
    over: 'policy',
  },
];

const order = [
  'policy',
  'event_feed',
  'source_account',
  'same_person',
  'counterpart_account',
  'counterpart_free',
  'reactivation_delay',
  'may_activate',
  'authenticator',
  'link',
];
/** Calls that write. */
const writes = /\.(insert|replace|end|endAll|erase|cascaded|put|settle|upsert|consume|destroy|revokeByGrantId|heard|firstUse|lease|retry)$/;

describeOnStores('explain', (kind) => {
  let nodes: Nodes;
  beforeAll(async () => {
    nodes = await startNodes(kind);
  });
  afterEach(async () => {
    nodes.one.policies.splice(0, nodes.one.policies.length, policy());
    await nodes.one.passerelle.policies.resume('pro-particuliers', { actor: 'operator:adviser-7' });
    nodes.resetClock();
  });
  afterAll(() => nodes.close());

  async function explained(accountId: string, source: SpaceName) {
    nodes.faulty.watch();
    const answer = await nodes.one.passerelle.links.explain({ accountId, source, target: otherSpace(source) });
    expect(nodes.faulty.calls.filter((call) => writes.test(call))).toEqual([]);
    return answer;
  }

  for (const source of spaceNames)
    describe(`from ${source} to ${otherSpace(source)}`, () => {
      it.each(situations)('$name', async ({ linked, policy: underWhich, arrange, says, over }) => {
        if (underWhich) setPolicy(underWhich)(nodes);
        const person = nodes.newPerson();
        if (linked) await activateLink(nodes, person);
        // Signed in before whatever happens: the page of a login is the host's affair.
        const own = `${source}-${person}`;
        await arrange?.(nodes, person);
        const accountId = nodes.one.accounts.has(`${own}-2`) ? `${own}-2` : own;
        const before = await activeLink(nodes, person);

        const { allowed, code, checks, linkId } = await explained(accountId, source);
        expect({ allowed, code }).toEqual({ allowed: says[source] === 'allowed', code: says[source] });
        expect(checks.map(({ check }) => order.indexOf(check))).toEqual(
          checks.map(({ check }) => order.indexOf(check)).sort((a, b) => a - b),
        );
        expect(checks.every(({ ok, code: refusal }) => ok === (refusal === undefined))).toBe(true);
        expect(checks.find(({ ok }) => !ok)?.code ?? 'allowed').toBe(code);
        expect(linkId).toBe(over || before === undefined || accountId !== own ? undefined : before.id);
        expect(await activeLink(nodes, person)).toEqual(before);

        const browser = openPerson(nodes.two);
        await browser.login(clientOf[source], accountId);
        const silent = outcomeOf(await browser.authorize(clientOf[otherSpace(source)], { linked_from: source, prompt: 'none' }));
        const page = pageOf(await browser.authorize(clientOf[otherSpace(source)], { linked_from: source }));
        if (allowed) expect(silent).toBe('code');
        else if (code === 'link_missing' || code === 'expired')
          expect([silent, page.page]).toEqual(['interaction_required', source === 'pro' ? 'consent' : 'login']);
        else expect([silent, page.page, page.reason]).toEqual(['access_denied', 'unavailable', code]);
        // What explain only saw, the switch has written.
        if (over) {
          const [link] = await nodes.one.passerelle.links.list(`pro-${person}`);
          expect([link?.status, link?.revocationReason]).toEqual(['revoked', over]);
        }
      });
    });

  it('says when a new activation will be possible', async () => {
    const person = nodes.newPerson();
    await activateLink(nodes, person);
    await revokeAs('secret_reset')(nodes, person);
    const [link] = await nodes.one.passerelle.links.list(`pro-${person}`);
    const retryAt = new Date((link?.endedAt?.getTime() ?? 0) + 60_000);
    for (const source of spaceNames) expect(await explained(`${source}-${person}`, source)).toMatchObject({ allowed: false, retryAt });
  });

  it('says the same of a link that is over as of one that was found over', async () => {
    const person = nodes.newPerson();
    await activateLink(nodes, person);
    change('pro', { credentialsVersion: 'v2' })(nodes, person);
    const before = await explained(`pro-${person}`, 'pro');
    expect(before.checks.at(-1)).toEqual({ check: 'link', ok: false, code: 'credential_version' });
    const browser = openPerson(nodes.two);
    await browser.login('rp-pro', `pro-${person}`);
    await browser.authorize('rp-particuliers', { linked_from: 'pro', prompt: 'none' });
    const after = await explained(`pro-${person}`, 'pro');
    expect(after.code).toBe(before.code);
    expect(after.checks.slice(0, -1)).toEqual(before.checks.slice(0, -1));
  });

  it('says no_policy of one that this node does not know, where a switch is refused as well, and writes nothing', async () => {
    const person = nodes.newPerson();
    await activateLink(nodes, person);
    const before = await activeLink(nodes, person);
    nodes.one.policies.splice(0, 1);
    expect(await explained(`pro-${person}`, 'pro')).toMatchObject({ allowed: false, code: 'no_policy' });
    const browser = openPerson(nodes.two);
    await browser.login('rp-pro', `pro-${person}`);
    expect(outcomeOf(await browser.authorize('rp-particuliers', { linked_from: 'pro', prompt: 'none' }))).toBe('access_denied');
    expect(await activeLink(nodes, person)).toEqual(before);
  });

  it.each([
    ['an account that does not exist', 'nobody', 'pro', 'particuliers', 'unknown_account'],
    ['an account of the other space', 'particuliers-camille', 'pro', 'particuliers', 'unknown_account'],
    ['two spaces without a policy', 'pro-camille', 'pro', 'assurance', 'no_policy'],
    ['one space', 'pro-camille', 'pro', 'pro', 'no_policy'],
    ['nothing', '', '', '', 'no_policy'],
  ])('of %s: %s from %s to %s is %s', async (_, accountId, source, target, code) => {
    expect(await nodes.one.passerelle.links.explain({ accountId, source, target })).toMatchObject({ allowed: false, code });
  });
});
