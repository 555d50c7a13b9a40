/** Row 7: somebody else is signed in in the target. The customer stays as them, opens the linked account, or logs in; nothing is guessed. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { describeOnStores } from '../ground/stores.ts';
import { linkedCustomer, newCustomer } from '../world/customers.ts';
import { camille, login, submitLogin } from '../world/people.ts';
import type { World } from '../world/world.ts';
import {
  accountIdOf,
  ask,
  askSilently,
  browserOf,
  claimsOf,
  decide,
  linksOf,
  openLinkedWorld,
  outcomeOf,
  signOutFirst,
  switchesOf,
} from './asking.ts';
import { type LogoutReceiver, openLogoutReceiver } from './logout-receiver.ts';

const paul = '10000006';
const toParticuliers = ['outside-particuliers', { linked_from: 'pro' }] as const;
const choose = { silently: 'account_selection_required', openly: 'page: current, linked or login' };

describeOnStores('row 7: another account is signed in in the target', (kind) => {
  let world: World;
  let receiver: LogoutReceiver;
  beforeAll(async () => {
    receiver = await openLogoutReceiver();
    world = await openLinkedWorld(kind, {
      outgoing: { allowed_hosts: [receiver.host] },
      clients: [{ client_id: 'outside-particuliers', backchannel_logout_uri: receiver.url, backchannel_logout_session_required: true }],
    });
  });
  afterAll(async () => {
    await world.close();
    await receiver.close();
  });

  const subOf = (identifier: string) => accountIdOf(world, 'particuliers', identifier);

  it('with a link: the page names both accounts, masked, and writes no switch; the same from the other side', async () => {
    const switches = await switchesOf(world, 'pro', camille.pro);
    const browser = await browserOf(world, { pro: camille.pro, particuliers: paul });
    const { silently, openly, answer } = await ask(world, browser, ...toParticuliers);
    expect({ silently, openly }).toEqual(choose);
    expect(answer.text).toContain('Paul Durand');
    expect(answer.text).toContain('Votre compte relié');
    expect(answer.text).toContain('Camille Martin');
    const numbers = await world.demo.store.accounts.byIds([await subOf(paul), await subOf(camille.particuliers)]);
    for (const { accountNumber } of numbers) expect(answer.text).not.toContain(accountNumber);
    const other = await browserOf(world, { pro: '70000004', particuliers: camille.particuliers });
    expect(await ask(world, other, 'outside-pro', { linked_from: 'particuliers' })).toMatchObject(choose);
    expect(await switchesOf(world, 'pro', camille.pro)).toBe(switches);
  });

  it('current: goes on as the person who is signed in', async () => {
    const browser = await browserOf(world, { pro: camille.pro, particuliers: paul });
    const { answer } = await ask(world, browser, ...toParticuliers);
    const claims = await claimsOf(world, 'outside-particuliers', await decide(browser, answer, 'current'));
    expect(claims).toMatchObject({ sub: await subOf(paul), acr: 'urn:passerelle:acr:code' });
    expect(await ask(world, browser, ...toParticuliers)).toMatchObject(choose);
  });

  it('linked: the other person is logged out, their relying party by back-channel with their sub and sid, then the link opens the counterpart', async () => {
    const browser = await browserOf(world, { pro: camille.pro });
    const before = await world.exchange('outside-particuliers', await login(world, browser, 'particuliers', paul));
    expect((await world.userinfo(before.tokens)).status).toBe(200);
    const { answer } = await ask(world, browser, ...toParticuliers);
    const confirmation = await decide(browser, answer, 'linked');
    expect(await askSilently(world, browser, 'outside-particuliers', {})).toBe('code');
    const told = receiver.received.length;
    const opened = await signOutFirst(browser, confirmation);
    expect(await claimsOf(world, 'outside-particuliers', opened)).toMatchObject({
      sub: await subOf(camille.particuliers),
      acr: 'urn:passerelle:acr:linked',
      linked_from: 'pro',
    });
    expect(receiver.received.slice(told)).toEqual([expect.objectContaining({ sub: await subOf(paul), sid: expect.any(String) })]);
    expect((await world.userinfo(before.tokens)).status).toBe(401);
    expect(await ask(world, browser, ...toParticuliers)).toMatchObject({ silently: 'code', openly: 'code' });
    expect(await askSilently(world, browser, 'outside-pro', {})).toBe('code');
  });

  it("login: the target's login, for whoever has codes", async () => {
    const browser = await browserOf(world, { pro: camille.pro, particuliers: paul });
    const { answer } = await ask(world, browser, ...toParticuliers);
    const page = await decide(browser, answer, 'login');
    expect(outcomeOf(page)).toBe('page: login');
    const loggedIn = await signOutFirst(browser, await submitLogin(browser, page, camille.particuliers, '246801'));
    const claims = await claimsOf(world, 'outside-particuliers', loggedIn);
    expect(claims).toMatchObject({ sub: await subOf(camille.particuliers), acr: 'urn:passerelle:acr:code' });
  });

  it('without a link, from where activation starts: the same page, and the counterpart is opened by consent', async () => {
    const customer = await newCustomer(world);
    const browser = await browserOf(world, { pro: customer.pro, particuliers: paul });
    const { silently, openly, answer } = await ask(world, browser, ...toParticuliers);
    expect({ silently, openly }).toEqual(choose);
    // Nothing is said to be linked that is not.
    expect(answer.text).toContain('Votre compte à relier');
    expect(answer.text).not.toContain('compte relié');
    const page = await signOutFirst(browser, await decide(browser, answer, 'linked'));
    expect(outcomeOf(page)).toBe('page: consent');
    expect(await linksOf(world, 'pro', customer.pro)).toEqual([]);
  });

  it('T8: a choice counts only while the session holds the account that was shown', async () => {
    const { pro } = await linkedCustomer(world);
    const browser = await browserOf(world, { pro, particuliers: paul });
    const signInAs = async (identifier: string) => {
      const page = await world.authorize(browser, 'outside-particuliers', { prompt: 'login' });
      return signOutFirst(browser, await submitLogin(browser, page, identifier, '246801'));
    };
    for (const decision of ['current', 'linked', 'login']) {
      const { openly, answer } = await ask(world, browser, ...toParticuliers);
      expect(openly).toBe(choose.openly);
      await signInAs('10000004');
      const after = await decide(browser, answer, decision);
      expect(outcomeOf(after)).not.toBe('code');
      const silent = await world.authorize(browser, 'outside-particuliers', { prompt: 'none' });
      expect(await claimsOf(world, 'outside-particuliers', silent)).toMatchObject({ sub: await subOf('10000004') });
      await signInAs(paul);
    }
  });

  it('going straight to the resume URL skips no page', async () => {
    const browser = await browserOf(world, { pro: camille.pro, particuliers: paul });
    const { answer } = await ask(world, browser, ...toParticuliers);
    expect(outcomeOf(await browser.get(`/auth/${answer.url.pathname.split('/').at(-1)}`))).not.toBe('code');
  });
});
