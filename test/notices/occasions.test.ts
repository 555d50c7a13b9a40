/** Of what a customer is told, on both sides of a link: once each, by whichever node, and of nothing else. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { revocationReasons } from '../../src/linking/reasons.ts';
import { openPerson, relyingParty } from '../extension/bare-flows.ts';
import { describeOnStores } from '../ground/stores.ts';
import { type Nodes, startNodes } from '../revocation/nodes.ts';
import { onNode } from '../revocation/visits.ts';
import { activated, both, type NoticeNodes, signedIn, signOut, startNoticeNodes, switchFrom } from './recorded-notices.ts';

const cookie = 'passerelle.browser';
const actor = 'operator:adviser-7' as const;

describeOnStores('a customer is told', (kind) => {
  let nodes: NoticeNodes;
  beforeAll(async () => {
    nodes = await startNoticeNodes(kind);
  });
  afterAll(() => nodes.close());

  const links = () => nodes.two.passerelle.links;
  const accountsOf = (person: string) => [`pro-${person}`, `particuliers-${person}`];

  it('that a link was activated, each side once; the switch that follows it is no news', async () => {
    const { person } = await activated(nodes);
    await nodes.settle();
    expect(nodes.toldTo(person)).toEqual(both('activated'));
    const notice = nodes.notices.find(({ accountId }) => accountId === `particuliers-${person}`);
    const [link] = await links().list(`pro-${person}`);
    expect(notice).toEqual({
      id: expect.any(String),
      occasion: 'activated',
      accountId: `particuliers-${person}`,
      space: 'particuliers',
      activatingSpace: 'pro',
      otherSpace: 'particuliers',
      at: link?.activatedAt,
      consentLanguage: 'en',
    });
  });

  it('of no later switch in the browser that activated, whatever was signed out of, in either direction', async () => {
    const { person, browser } = await activated(nodes);
    await signOut(browser, 'particuliers');
    await switchFrom(browser);
    await signOut(browser, 'pro');
    await browser.login('rp-particuliers', `particuliers-${person}`);
    await switchFrom(browser, 'particuliers');
    await nodes.settle();
    expect(nodes.toldTo(person)).toEqual(both('activated'));
  });

  it('of the first switch from another browser, and never of that browser again', async () => {
    const { person } = await activated(nodes);
    const other = await signedIn(nodes.one, person, 'particuliers');
    const opened = await switchFrom(other, 'particuliers');
    expect(opened.requests).toBe(1);
    await nodes.settle();
    await signOut(other, 'pro');
    await switchFrom(other, 'particuliers');
    await signOut(other, 'particuliers');
    await other.login('rp-pro', `pro-${person}`);
    await switchFrom(other);
    await nodes.settle();
    expect(nodes.toldTo(person)).toEqual([...both('activated'), ...both('new_browser')]);
    const told = nodes.notices.filter(({ accountId, occasion }) => occasion === 'new_browser' && accountId.endsWith(`-${person}`));
    for (const notice of told) expect(notice).toMatchObject({ source: 'particuliers', target: 'pro', activatingSpace: 'pro' });
    // What was noted of the login is gone once it was looked at.
    for (const use of await links().uses(`pro-${person}`)) expect(use).not.toHaveProperty('unknownBrowser');
  });

  it('once of two switches at once from a new browser, at two nodes and looked at by both', async () => {
    for (let round = 0; round < 4; round += 1) {
      const { person } = await activated(nodes);
      const browser = await signedIn(nodes.one, person);
      const tabs = [browser, onNode(nodes.two, browser)];
      await Promise.all([...tabs.map((tab) => switchFrom(tab)), nodes.settle(), nodes.settle()]);
      await nodes.settle();
      expect(nodes.toldTo(person)).toEqual([...both('activated'), ...both('new_browser')]);
    }
  });

  it('of each of several browsers, and of a switch whose link was revoked before anybody looked', async () => {
    const { person } = await activated(nodes);
    for (const browser of [await signedIn(nodes.one, person), await signedIn(nodes.two, person)]) await switchFrom(browser);
    await links().revokeAllOf(`pro-${person}`, { reason: 'adviser', actor });
    await nodes.settle();
    const twice = [...both('new_browser'), ...both('new_browser')].sort();
    expect(nodes.toldTo(person)).toEqual([...both('activated'), ...twice, ...both('revoked')]);
  });

  it('of five new browsers a day, by either node: the fifth notice says so, and who was not told of is told the day after', async () => {
    const { person } = await activated(nodes);
    const each = [nodes.one, nodes.two, nodes.one, nodes.two, nodes.one, nodes.two];
    const browsers = await Promise.all(each.map((node) => signedIn(node, person)));
    await Promise.all([...browsers.map((browser) => switchFrom(browser)), nodes.settle()]);
    await nodes.settle();
    const told = nodes.notices.filter(({ accountId, occasion }) => occasion === 'new_browser' && accountId === `pro-${person}`);
    expect(told.map((notice) => Reflect.get(notice, 'last'))).toEqual([undefined, undefined, undefined, undefined, true]);
    const [link] = await links().list(`pro-${person}`);
    expect(link?.browsers?.filter((browser) => browser.told)).toHaveLength(5);
    // The activating one is among them, the sixth is not.
    expect(link?.browsers).toHaveLength(6);
    for (const use of await links().uses(`pro-${person}`)) expect(use).not.toHaveProperty('unknownBrowser');
  });

  it('of many at once from one session without delay to a revocation: their notes on the link do not contend with one another', async () => {
    const { person } = await activated(nodes);
    const browser = await signedIn(nodes.one, person);
    const copies = Array.from({ length: 12 }, () => onNode(nodes.one, browser));
    await Promise.all(copies.map((copy) => switchFrom(copy)));
    nodes.faulty.watch();
    await nodes.one.passerelle.worker.run();
    expect(nodes.faulty.calls.filter((call) => call === 'links.replace').length).toBeLessThan(30);
    expect(nodes.toldTo(person)).toEqual([...both('activated'), ...both('new_browser')]);
  });

  it('not of a browser whose cookie somebody made up or took from another signature: it is new, and gets its own', async () => {
    const { person, browser } = await activated(nodes);
    const forged = await signedIn(nodes.one, person);
    const known = browser.browser.cookie(cookie);
    forged.browser.setCookie(`${cookie}=${known}; path=/`);
    forged.browser.setCookie(`${cookie}.sig=AAAAAAAAAAAAAAAAAAAAAAAAAAA; path=/`);
    await switchFrom(forged);
    await nodes.settle();
    expect(nodes.toldTo(person)).toEqual([...both('activated'), ...both('new_browser')]);
    expect(forged.browser.cookie(cookie)).not.toBe(known);
  });

  it.each(revocationReasons)(
    'that a link was revoked as %s, each side once, with the reason; a new administrator is told of none',
    async (reason) => {
      const { person } = await activated(nodes);
      await nodes.settle();
      await Promise.all(accountsOf(person).map((accountId) => links().revokeAllOf(accountId, { reason, actor })));
      await nodes.settle();
      await nodes.settle();
      const toldSides = reason === 'administrator_changed' ? both('revoked').slice(0, 1) : both('revoked');
      expect(nodes.toldTo(person)).toEqual([...both('activated'), ...toldSides]);
      const told = nodes.notices.filter(({ accountId, occasion }) => occasion === 'revoked' && accountId.endsWith(`-${person}`));
      expect(told.map((notice) => Reflect.get(notice, 'reason'))).toEqual(toldSides.map(() => reason));
    },
  );

  it('that a link was revoked where it was found to be over, and of no activation that came to nothing', async () => {
    const { person, browser } = await activated(nodes);
    const account = nodes.one.accounts.get(`pro-${person}`);
    if (!account) throw new Error('no such account');
    nodes.one.accounts.set(account.accountId, { ...account, credentialsVersion: 'v2' });
    await browser.authorize('rp-particuliers', { linked_from: 'pro', prompt: 'none' });
    await nodes.settle();
    expect(nodes.toldTo(person)).toEqual([...both('activated'), ...both('revoked')]);

    const hesitant = nodes.newPerson();
    await (await signedIn(nodes.one, hesitant)).consent();
    await links().revokeAllOf(`pro-${hesitant}`, { reason: 'customer', actor });
    await nodes.settle();
    expect(nodes.toldTo(hesitant)).toEqual([]);
  });

  it('a switch makes no call to the store for it, known browser or not', async () => {
    const { person, browser } = await activated(nodes);
    await signOut(browser, 'particuliers');
    const other = await signedIn(nodes.one, person);
    const calls: string[][] = [];
    for (const each of [browser, other]) {
      nodes.faulty.watch();
      await switchFrom(each);
      calls.push([...nodes.faulty.calls]);
    }
    nodes.faulty.watch();
    expect(calls[0]).toContain('linkedLogins.insert');
    expect(calls[1]).toEqual(calls[0]);
    await nodes.settle();
  });

  it('T54: deliveries hold neither account nor person', async () => {
    const { person } = await activated(nodes);
    const done = await nodes.two.passerelle.deliveries.list({ status: 'done', limit: 1000 });
    const notices = done.filter(({ kind }) => kind === 'notice');
    expect(new Set(notices.map(({ destination }) => destination))).toEqual(new Set(['customers:pro', 'customers:particuliers']));
    expect(notices.length).toBeGreaterThan(10);
    for (const said of ['pro-p', 'particuliers-p', person])
      expect(JSON.stringify(notices.map(({ payload }) => payload))).not.toContain(said);
  });
});

describe('a host that tells nobody', () => {
  let nodes: Nodes;
  beforeAll(async () => {
    nodes = await startNodes('memory');
  });
  afterAll(() => nodes.close());

  it('gives browsers no cookie for it, and keeps nothing of them', async () => {
    const person = nodes.newPerson();
    const browser = openPerson(nodes.one);
    await browser.login('rp-pro', `pro-${person}`);
    const tokens = await relyingParty(nodes.one, 'rp-particuliers').exchange(await browser.activate());
    expect(tokens.access_token).toBeDefined();
    await switchFrom(await signedIn(nodes.one, person));
    await nodes.one.passerelle.worker.run();
    expect(browser.browser.cookie(cookie)).toBeUndefined();
    const [link] = await nodes.one.passerelle.links.list(`pro-${person}`);
    expect(link).not.toHaveProperty('browsers');
    for (const use of await nodes.one.passerelle.links.uses(`pro-${person}`)) expect(use).not.toHaveProperty('unknownBrowser');
    const { deliveries } = nodes.one.passerelle;
    for (const status of ['due', 'done', 'dead'] as const)
      expect((await deliveries.list({ status, limit: 100 })).filter(({ kind }) => kind === 'notice')).toEqual([]);
  });
});
