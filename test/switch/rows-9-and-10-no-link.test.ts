/** Rows 9 and 10: there is no link. Where activation starts, the consent journey begins; from the other space only a line says where. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { describeOnStores } from '../ground/stores.ts';
import { newCustomer } from '../world/customers.ts';
import { approveAtOnce, submitLogin } from '../world/people.ts';
import { openWorld, type World } from '../world/world.ts';
import { accountIdOf, ask, browserOf, claimsOf, decide, linksOf, outcomeOf, signOutFirst } from './asking.ts';

const code = 'urn:passerelle:acr:code';
const toParticuliers = ['outside-particuliers', { linked_from: 'pro' }] as const;
const toPro = ['outside-pro', { linked_from: 'particuliers' }] as const;
const whereToActivate = 'activez d’abord la passerelle depuis votre Espace Professionnel';

describeOnStores('rows 9 and 10: no link', (kind) => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld(kind);
  });
  afterAll(() => world.close());

  it('row 9: from where activation starts, the consent; silently interaction_required; nothing is written before the customer accepts', async () => {
    const customer = await newCustomer(world);
    const browser = await browserOf(world, { pro: customer.pro });
    const { silently, openly, answer } = await ask(world, browser, ...toParticuliers);
    expect({ silently, openly }).toEqual({ silently: 'interaction_required', openly: 'page: consent' });
    expect(await linksOf(world, 'pro', customer.pro)).toEqual([]);
    expect(outcomeOf(await decide(browser, answer, 'refuse'))).toBe('access_denied');
    expect(await linksOf(world, 'pro', customer.pro)).not.toContain('active');
  });

  it('row 9: a direct session of the counterpart stays direct through consent and approval', async () => {
    const customer = await newCustomer(world);
    const browser = await browserOf(world, customer);
    const { silently, openly, answer } = await ask(world, browser, ...toParticuliers);
    expect({ silently, openly }).toEqual({ silently: 'interaction_required', openly: 'page: consent' });
    const waiting = await decide(browser, answer, 'accept');
    const opened = await approveAtOnce(world, browser, customer.pro, waiting);
    const claims = await claimsOf(world, 'outside-particuliers', opened);
    expect(claims).toMatchObject({ sub: await accountIdOf(world, 'particuliers', customer.particuliers), acr: code });
    expect(claims).not.toHaveProperty('linked_from');
    expect(await linksOf(world, 'pro', customer.pro)).toEqual(['active']);
  });

  it('row 9: going straight to the resume URL activates nothing', async () => {
    const customer = await newCustomer(world);
    const browser = await browserOf(world, { pro: customer.pro });
    const { answer } = await ask(world, browser, ...toParticuliers);
    expect(outcomeOf(await browser.get(`/auth/${answer.url.pathname.split('/').at(-1)}`))).toBe('page: consent');
    expect(await linksOf(world, 'pro', customer.pro)).toEqual([]);
  });

  it("row 10: from the other space, the target's ordinary login with a line that says where to activate; silently interaction_required", async () => {
    const customer = await newCustomer(world);
    const browser = await browserOf(world, { particuliers: customer.particuliers });
    const { silently, openly, answer } = await ask(world, browser, ...toPro);
    expect({ silently, openly }).toEqual({ silently: 'interaction_required', openly: 'page: login' });
    expect(answer.text).toContain(whereToActivate);
    const claims = await claimsOf(world, 'outside-pro', await submitLogin(browser, answer, customer.pro, '135790'));
    expect(claims).toMatchObject({ sub: await accountIdOf(world, 'pro', customer.pro), acr: code });
    expect(await linksOf(world, 'pro', customer.pro)).toEqual([]);
  });

  it('row 10: where somebody is signed in in the target, the page of row 5, with the same line', async () => {
    const customer = await newCustomer(world);
    const holder = await newCustomer(world);
    const browser = await browserOf(world, { pro: holder.pro, particuliers: customer.particuliers });
    const first = await ask(world, browser, ...toPro);
    expect(first).toMatchObject({ silently: 'interaction_required', openly: 'page: current or login' });
    expect(first.answer.text).toContain(whereToActivate);
    const current = await claimsOf(world, 'outside-pro', await decide(browser, first.answer, 'current'));
    expect(current).toMatchObject({ sub: await accountIdOf(world, 'pro', holder.pro), acr: code });
    const second = await ask(world, browser, ...toPro);
    const page = await decide(browser, second.answer, 'login');
    expect(outcomeOf(page)).toBe('page: login');
    const loggedIn = await signOutFirst(browser, await submitLogin(browser, page, customer.pro, '135790'));
    expect(await claimsOf(world, 'outside-pro', loggedIn)).toMatchObject({ sub: await accountIdOf(world, 'pro', customer.pro), acr: code });
    expect(await linksOf(world, 'pro', customer.pro)).toEqual([]);
  });

  it('row 10: the same for a person who could not activate either', async () => {
    const browser = await browserOf(world, { particuliers: '10000004' });
    expect(await ask(world, browser, ...toPro)).toMatchObject({ silently: 'interaction_required', openly: 'page: login' });
  });
});
