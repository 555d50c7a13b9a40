/**
 * T41: a company's account goes on with its next administrator. Of the former one's gateway they read that there was one, until when and why
 * it ended; when it was used, in which browsers, what was consented to and the personal account stay with the person, in their own space.
 */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { nanoid } from 'nanoid';
import { createEventEffects } from '../../src/events/event-effects.ts';
import { createBuiltInAccountChanges } from '../../src/server/directory/built-in-account-changes.ts';
import { describeOnStores } from '../ground/stores.ts';
import { accountOf, type Customer, linkedCustomer, newCustomer, personOf } from '../world/customers.ts';
import { camille, hasButton, login, type SpaceName, switchFrom } from '../world/people.ts';
import { openWorld, type World } from '../world/world.ts';
import { items, seen } from './page-text.ts';

const bank = 'issuer:https://events.bank.example' as const;

describeOnStores('after a change of administrator', (kind) => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld(kind);
  });
  afterAll(() => world.close());

  const links = () => world.demo.server.passerelle.links;

  async function used(): Promise<Customer & { readonly linkId: string }> {
    const customer = await linkedCustomer(world);
    const answer = await switchFrom(world, world.openBrowser(), 'pro', customer.pro);
    expect(answer.left?.searchParams.get('code')).toBeTruthy();
    return customer;
  }

  async function reads(space: SpaceName, customer: Customer, linkId: string, language = 'fr') {
    const browser = world.openBrowser();
    await login(world, browser, space, customer[space]);
    const get = (path: string) => browser.request('GET', path, undefined, { 'accept-language': language });
    const { text } = await get(`/preferences?space=${space}`);
    const [receipt, signed] = [
      await get(`/receipt?space=${space}&link=${linkId}`),
      await get(`/receipt.jwt?space=${space}&link=${linkId}`),
    ];
    return {
      text,
      words: seen(text),
      uses: items(text, 'uses'),
      history: items(text, 'history'),
      receipts: [receipt.status, signed.status],
    };
  }

  async function showsNothingOfTheFormer(customer: Customer, linkId: string): Promise<string> {
    const { accountNumber } = await accountOf(world, 'particuliers', customer.particuliers);
    const page = await reads('pro', customer, linkId);
    expect([page.uses, page.history, page.receipts]).toEqual([[], [], [404, 404]]);
    expect(page.words).toContain('Passerelle avec l’espace « Espace Particuliers »');
    expect(page.words).toMatch(/Active du .+ au .+\./);
    expect(page.words).toContain('ne sont montrés qu’à la personne qui l’avait activée');
    expect(page.words).not.toContain(accountNumber.slice(-4));
    expect(page.text).not.toContain(linkId);
    return page.words;
  }

  async function showsEverythingToThePerson(customer: Customer, linkId: string): Promise<void> {
    const page = await reads('particuliers', customer, linkId);
    expect([page.uses.length, page.receipts]).toEqual([1, [200, 200]]);
    expect(page.history.length).toBeGreaterThan(1);
  }

  it('told by an event: the gateway that it ended, and one that had ended before', async () => {
    const customer = await used();
    const { accountId } = await accountOf(world, 'pro', customer.pro);
    await links().revokeAllOf(accountId, { reason: 'administrator_changed', actor: bank });
    expect(await showsNothingOfTheFormer(customer, customer.linkId)).toContain('l’administrateur de l’entreprise a changé');
    await showsEverythingToThePerson(customer, customer.linkId);
    const english = await reads('pro', customer, customer.linkId, 'en');
    expect(english.words).toContain('shown only to the person who had activated it');
    // The adviser's records are what they were.
    expect((await links().list(accountId)).map(({ history }) => history.length > 1)).toEqual([true]);
    expect(await links().uses(accountId)).toHaveLength(1);
  });

  it('told by an event, and looked at between the new credentials and the end of the links', async () => {
    const customer = await used();
    const { accountId } = await accountOf(world, 'pro', customer.pro);
    const { store, server } = world.demo;
    const changes = createBuiltInAccountChanges({ accounts: store.accounts, newId: nanoid });
    const carryOut = createEventEffects({
      passerelle: server.passerelle,
      accountChanges: {
        ...changes,
        async administratorChanged(...changed) {
          await changes.administratorChanged(...changed);
          await links().current(customer.linkId);
        },
      },
    });
    const consequences = { directory: 'administratorChanged', links: 'administrator_changed' } as const;
    await carryOut({ accountId, at: new Date(), consequences }, 'https://events.bank.example');
    expect(await showsNothingOfTheFormer(customer, customer.linkId)).toContain('l’administrateur de l’entreprise a changé');
  });

  /** The company's codes and telephone, after the delay. */
  async function asksToOpenAfterTheDelay({ pro }: Customer) {
    world.advance(120);
    const browser = world.openBrowser();
    await login(world, browser, 'pro', pro);
    return world.authorize(browser, 'outside-particuliers', { linked_from: 'pro' });
  }

  it('T1: by an event that names nobody, the company’s account can be linked with no personal account, also after the delay', async () => {
    const customer = await used();
    // One whom the desk does not know: its event has no `administrator`.
    expect(await world.desk.act('change-administrator', { space: 'pro', identifier: customer.pro })).toMatchObject({ status: 200 });
    const page = await asksToOpenAfterTheDelay(customer);
    expect(seen(page.text)).toContain('Nous n’avons pas trouvé de compte à votre nom');
    expect(page.forms.some(hasButton('decision', 'accept'))).toBe(false);
    for (const space of ['pro', 'particuliers'] as const) {
      expect((await world.desk.read('explain', space, customer[space])).body).toMatchObject({
        allowed: false,
        code: 'counterpart_unknown',
      });
    }
    expect((await links().list((await accountOf(world, 'pro', customer.pro)).accountId)).map(({ status }) => status)).toEqual(['revoked']);
    await showsNothingOfTheFormer(customer, customer.linkId);
    await showsEverythingToThePerson(customer, customer.linkId);
  });

  it('T1: by an event that names the next one, the counterpart is their own account', async () => {
    const [customer, next] = [await used(), await newCustomer(world)];
    const { accountId } = await accountOf(world, 'pro', customer.pro);
    const { store, server } = world.demo;
    const carryOut = createEventEffects({
      passerelle: server.passerelle,
      accountChanges: createBuiltInAccountChanges({ accounts: store.accounts, newId: nanoid }),
    });
    const consequences = { directory: 'administratorChanged', administrator: personOf(next), links: 'administrator_changed' } as const;
    await carryOut({ accountId, at: new Date(), consequences }, 'https://events.bank.example');
    const page = await asksToOpenAfterTheDelay(customer);
    expect(page.forms.some(hasButton('decision', 'accept'))).toBe(true);
    const digits = async ({ particuliers }: Customer) => (await accountOf(world, 'particuliers', particuliers)).accountNumber.slice(-4);
    expect(page.text).toContain(await digits(next));
    expect(page.text).not.toContain(`•••• ${await digits(customer)}`);
  });

  it('a customer whom the desk knows goes on as the next administrator', async () => {
    expect(await world.desk.act('change-administrator', { space: 'pro', identifier: camille.pro })).toMatchObject({ status: 200 });
    expect((await world.desk.read('explain', 'pro', camille.pro)).body).toMatchObject({ code: 'link_missing' });
  });

  it('told by the directory alone: also one that the former administrator had switched off, who is not "you"', async () => {
    const customer = await used();
    const company = await accountOf(world, 'pro', customer.pro);
    await links().revokeAllOf(company.accountId, { reason: 'customer', actor: `account:${company.accountId}` });
    expect((await reads('pro', customer, customer.linkId)).receipts).toEqual([200, 200]);
    const next = { personId: `per_of_${company.accountId}`, credentialsVersion: `next-${company.accountId}` };
    expect(await world.demo.store.accounts.change(company.accountId, company, next)).toBe(true);
    const words = await showsNothingOfTheFormer(customer, customer.linkId);
    expect(words).toContain('à la demande de la personne qui l’avait activée');
    expect(words).not.toContain('Désactivée à votre demande');
    await showsEverythingToThePerson(customer, customer.linkId);
  });
});
