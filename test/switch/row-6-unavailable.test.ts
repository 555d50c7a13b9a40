/** Row 6: the gateway cannot be used by these accounts now. The person reads why; the relying party learns `access_denied` and no more. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { describeOnStores } from '../ground/stores.ts';
import { accountOf, changeAccount, linkedCustomer, newCustomer } from '../world/customers.ts';
import { camille } from '../world/people.ts';
import { openWorld, type World } from '../world/world.ts';
import { ask, browserOf, decide, linksOf, openLinkedWorld, outcomeOf } from './asking.ts';

const refused = { silently: 'access_denied', openly: 'page: unavailable' };
const toParticuliers = ['outside-particuliers', { linked_from: 'pro' }] as const;
const toPro = ['outside-pro', { linked_from: 'particuliers' }] as const;

/** The demo's customers who are not eligible, and the sentence that each reads. */
const ineligible = [
  ['Karim, whose personal space was never opened', '70000002', 'Vous ne vous êtes encore jamais connecté à votre Espace Particuliers'],
  ['Louise, whose personal account is blocked', '70000003', 'Le compte de votre Espace Particuliers est bloqué'],
  ['Hugo, who is not the administrator', '70000004', 'administrat'],
  [
    'Nadia, who has no personal account',
    '70000005',
    'Nous n’avons pas trouvé de compte à votre nom dans l’espace «\u202fEspace Particuliers\u202f»',
  ],
  ['Inès, who has no Pass Sécurité', '70000007', 'Pass Sécurité n’est pas installée'],
  ['Camille for a second company, the personal account being linked from the first', '70000008', 'déjà relié à un autre de vos comptes'],
] as const;

describeOnStores('row 6: the gateway is unavailable', (kind) => {
  let world: World;
  beforeAll(async () => {
    world = await openLinkedWorld(kind);
  });
  afterAll(() => world.close());

  it.each(ineligible)('%s: a page says why, then access_denied; nothing is written', async (_, identifier, sentence) => {
    const browser = await browserOf(world, { pro: identifier });
    const { silently, openly, answer } = await ask(world, browser, ...toParticuliers);
    expect({ silently, openly }).toEqual(refused);
    expect(answer.text).toContain(sentence);
    expect(answer.text).toContain('>Revenir à votre Espace Particuliers</button>');
    const { accountNumber } = await accountOf(world, 'pro', camille.pro);
    expect(answer.text).not.toContain(accountNumber);
    expect(outcomeOf(await decide(browser, answer, 'return'))).toBe('access_denied');
    expect(await linksOf(world, 'pro', identifier)).toEqual([]);
  });

  it.each([
    ['blocked', 'active', 'particuliers', 'Le compte de votre Espace Particuliers est bloqué'],
    ['closed', 'revoked', 'particuliers', 'Le compte de votre Espace Particuliers est clôturé'],
    ['blocked', 'active', 'pro', 'Le compte de votre Espace Professionnel est bloqué'],
    ['closed', 'revoked', 'pro', 'clôturé'],
  ] as const)('a linked account that is %s: refused from either side, and the link is %s (%s)', async (status, link, space, sentence) => {
    const customer = await linkedCustomer(world);
    const fromPro = await browserOf(world, { pro: customer.pro });
    const fromParticuliers = await browserOf(world, { particuliers: customer.particuliers });
    await changeAccount(world, space, customer[space], { status });
    const { silently, openly, answer } = await ask(world, fromPro, ...toParticuliers);
    expect({ silently, openly }).toEqual(refused);
    expect(answer.text).toContain(sentence);
    expect(await ask(world, fromParticuliers, ...toPro)).toMatchObject(refused);
    expect(await linksOf(world, 'pro', customer.pro)).toEqual([link]);
    await changeAccount(world, space, customer[space], { status: 'active' });
    // Lifting a block opens the way again; what a closed account ended has ended.
    const again = await ask(world, fromPro, ...toParticuliers);
    if (link === 'active') expect(again).toMatchObject({ silently: 'code' });
    else expect(again).toMatchObject(refused);
  });

  it('other credentials on one side: the link is revoked at sight, and the delay runs before another activation', async () => {
    const customer = await linkedCustomer(world);
    const browser = await browserOf(world, { pro: customer.pro });
    await changeAccount(world, 'particuliers', customer.particuliers, { credentialsVersion: 'another' });
    const { silently, openly, answer } = await ask(world, browser, ...toParticuliers);
    expect({ silently, openly }).toEqual(refused);
    expect(answer.text).toContain('La passerelle a été désactivée récemment');
    expect(await linksOf(world, 'pro', customer.pro)).toEqual(['revoked']);
    const other = await browserOf(world, { particuliers: customer.particuliers });
    expect(await ask(world, other, ...toPro)).toMatchObject(refused);
    world.advance(61);
    expect(await ask(world, browser, ...toParticuliers)).toMatchObject({ silently: 'interaction_required', openly: 'page: consent' });
    expect(await ask(world, other, ...toPro)).toMatchObject({ silently: 'interaction_required', openly: 'page: login' });
  });

  it('after a deactivation by the customer there is no delay', async () => {
    const customer = await linkedCustomer(world);
    const browser = await browserOf(world, { pro: customer.pro });
    const { links } = world.demo.server.passerelle;
    await links.revoke(customer.linkId, { reason: 'customer', actor: 'provider' });
    expect(await ask(world, browser, ...toParticuliers)).toMatchObject({ silently: 'interaction_required', openly: 'page: consent' });
  });

  it('T1: the same name and another person id is nobody that may be linked', async () => {
    const customer = await newCustomer(world, { particuliers: { person: `somebody else ${Math.random()}` } });
    expect(await ask(world, await browserOf(world, { pro: customer.pro }), ...toParticuliers)).toMatchObject(refused);
    expect(await linksOf(world, 'pro', customer.pro)).toEqual([]);
  });

  it('a suspended policy: refused from either side, with a link and without one', async () => {
    const store = { ...world.demo.store, close: async () => {} };
    const suspended = await openWorld(kind, { store, overlay: { policies: [{ id: 'pro-particuliers', status: 'suspended' }] } });
    try {
      const linked = await linkedCustomer(world);
      const unlinked = await newCustomer(world);
      for (const customer of [linked, unlinked]) {
        const fromPro = await browserOf(suspended, { pro: customer.pro });
        const { silently, openly, answer } = await ask(suspended, fromPro, ...toParticuliers);
        expect({ silently, openly }).toEqual(refused);
        expect(answer.text).toContain('momentanément suspendue');
        const fromParticuliers = await browserOf(suspended, { particuliers: customer.particuliers });
        expect(await ask(suspended, fromParticuliers, ...toPro)).toMatchObject(refused);
      }
      expect(await linksOf(world, 'pro', linked.pro)).toEqual(['active']);
      expect(await ask(world, await browserOf(world, { pro: linked.pro }), ...toParticuliers)).toMatchObject({ silently: 'code' });
    } finally {
      await suspended.close();
    }
  });
});
