/** DELETE /linked-accounts/{space}: who may close a gateway, and that it is closed when the answer comes. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type Customer, type GrantWorld, openGrantWorld, refusal, resources, told } from '../grant/grant-world.ts';
import { describeOnStores } from '../ground/stores.ts';
import type { Browser } from '../world/browser.ts';
import { list, remove } from './resource.ts';

const notFound = { status: 404, body: { error: 'not_found', error_description: 'no such linked account' } };

describeOnStores('DELETE /linked-accounts/{space}', (kind) => {
  let world: GrantWorld;
  beforeAll(async () => {
    world = await openGrantWorld(kind);
  });
  afterAll(() => world.close());

  interface Linked {
    readonly customer: Customer;
    /** Signed in to the personal space with its own code. */
    readonly personal: Browser;
  }

  async function linked(): Promise<Linked> {
    const customer = await world.customer();
    await world.link(customer);
    const personal = world.openBrowser();
    await world.signIn(customer, 'particuliers', personal);
    return { customer, personal };
  }

  const statusOf = async (token: string | undefined) => Reflect.get(Object((await list(world, token)).body.linked_accounts), 0)?.status;

  it('answers 204 without a body, and everything of the link is refused at the very next request', async () => {
    const { customer, personal } = await linked();
    const pro = await world.tokens(customer.browser, 'outside-pro');
    const opened = await world.tokens(customer.browser, 'outside-particuliers', { linked_from: 'pro', prompt: 'none' });
    const issued = (await world.grant(pro.access_token, { resource: resources.refreshed })).body;
    const answer = await remove(world, pro.access_token, 'particuliers');
    expect(told(answer)).toEqual({ status: 204, body: {} });
    expect(answer.headers.get('cache-control')).toBe('private, no-store');

    for (const token of [opened.access_token, opened.refresh_token, issued.access_token, issued.refresh_token])
      expect(await world.introspection(token)).toEqual({ active: false });
    expect(told(await world.grant(pro.access_token))).toEqual(refusal);
    const silent = await world.authorize(customer.browser, 'outside-particuliers', {
      redirect_uri: 'https://outside-particuliers.example/callback',
      linked_from: 'pro',
      prompt: 'none',
    });
    expect(silent.left?.searchParams.get('error')).toBe('interaction_required');
    expect(await statusOf(pro.access_token)).toBe('available');
    expect(await statusOf((await world.tokens(personal, 'outside-particuliers')).access_token)).toBe('unavailable');
    expect(told(await remove(world, pro.access_token, 'particuliers'))).toEqual(notFound);
  });

  it('T30: a linked login of the professional space closes it as well, and ends with it', async () => {
    const { customer, personal } = await linked();
    const { access_token: direct } = await world.tokens(customer.browser, 'outside-pro');
    const back = await world.tokens(personal, 'outside-pro', { linked_from: 'particuliers', prompt: 'none' });
    expect(await world.introspection(back.access_token)).toMatchObject({ acr: 'urn:passerelle:acr:linked' });
    expect((await remove(world, back.access_token, 'particuliers')).status).toBe(204);
    expect(await statusOf(direct)).toBe('available');
    expect((await remove(world, back.access_token, 'particuliers')).status).toBe(401);
  });

  it('the personal space cannot: 403, from a direct login and from a linked one, and the link stays', async () => {
    const { customer, personal } = await linked();
    const direct = await world.tokens(personal, 'outside-particuliers');
    const opened = await world.tokens(customer.browser, 'outside-particuliers', { linked_from: 'pro', prompt: 'none' });
    for (const { access_token: token } of [direct, opened]) {
      const answer = await remove(world, token, 'pro');
      expect([answer.status, answer.body.error]).toEqual([403, 'access_denied']);
    }
    expect(await statusOf((await world.tokens(customer.browser, 'outside-pro')).access_token)).toBe('active');
  });

  it('T41: customers x spaces: everything but the own link is one and the same 404, and no link of anybody else is touched', async () => {
    const [mine, theirs, nobody] = [await linked(), await linked(), await world.customer()];
    await world.signIn(nobody, 'pro');
    const { access_token: own } = await world.tokens(mine.customer.browser, 'outside-pro');
    const { access_token: other } = await world.tokens(theirs.customer.browser, 'outside-pro');
    const { access_token: unlinked } = await world.tokens(nobody.browser, 'outside-pro');
    const account = (await theirs.customer.account('particuliers')).accountId;
    const [link] = await world.demo.server.passerelle.links.list(account);

    const guesses = ['pro', 'unknown', 'constructor', 'hasownproperty', '0', theirs.customer.identifiers.particuliers];
    for (const token of [own, unlinked]) for (const space of guesses) expect(told(await remove(world, token, space))).toEqual(notFound);
    expect(told(await remove(world, unlinked, 'particuliers'))).toEqual(notFound);
    // An account id or a link id is not in the form of a space, so that it is no resource at all.
    for (const id of [account, link?.id ?? '']) expect((await remove(world, own, id)).status).toBe(404);
    // Nothing in a query string or a header says whose link it is.
    const elsewhere = `particuliers?account=${account}&sub=${account}&link=${link?.id}`;
    expect(told(await remove(world, unlinked, elsewhere))).toEqual(notFound);
    expect([await statusOf(own), await statusOf(other)]).toEqual(['active', 'active']);

    expect((await remove(world, own, elsewhere)).status).toBe(204);
    expect([await statusOf(own), await statusOf(other)]).toEqual(['available', 'active']);
  });

  it('T41: the list holds nothing of another customer: neither account, nor number, nor name', async () => {
    const { customer } = await linked();
    const { access_token: token } = await world.tokens(customer.browser, 'outside-pro');
    const text = JSON.stringify((await list(world, token)).body);
    for (const space of ['pro', 'particuliers'] as const) {
      const { accountId, name, accountNumber, identifier } = await customer.account(space);
      for (const value of [accountId, name, accountNumber, identifier]) expect(text).not.toContain(value);
    }
  });

  it('20 at once: at least one answer is 204, the others 404, and the link is revoked once', async () => {
    const { customer } = await linked();
    const { access_token: token } = await world.tokens(customer.browser, 'outside-pro');
    const answers = await Promise.all(Array.from({ length: 20 }, () => remove(world, token, 'particuliers')));
    const statuses = new Set(answers.map(({ status }) => status));
    expect(statuses.has(204)).toBe(true);
    expect([...statuses].every((status) => status === 204 || status === 404)).toBe(true);
    const [link] = await world.demo.server.passerelle.links.list((await customer.account('pro')).accountId);
    expect(link).toMatchObject({ status: 'revoked', revocationReason: 'customer' });
    expect(link?.history.filter(({ event }) => event === 'revoked')).toHaveLength(1);
  });

  it('a blocked customer may still close it: closing is fail-safe', async () => {
    const { customer } = await linked();
    const { access_token: token } = await world.tokens(customer.browser, 'outside-pro');
    await customer.change('particuliers', { status: 'blocked' });
    expect((await remove(world, token, 'particuliers')).status).toBe(204);
  });
});
