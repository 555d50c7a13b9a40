/** Operations of the demo's spaces: each one is approved with the target's own credentials, and executed exactly once, or not at all. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { describeOnStores } from '../ground/stores.ts';
import type { Answer } from '../world/browser.ts';
import { accountOf, linkedCustomer } from '../world/customers.ts';
import { approveAtOnce, hasButton, hasField, otherSpace, type SpaceName, secretCodes } from '../world/people.ts';
import { openTraveller, type Traveller } from '../world/traveller.ts';
import { openWorld, type World } from '../world/world.ts';

const strongAcr = 'urn:passerelle:acr:strong';

describeOnStores('POST /operations', (kind) => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld(kind);
  });
  afterAll(() => world.close());

  /** Signed in to the source, strongly if asked, and through the gateway to the target, whose operations are meant. */
  async function customerIn(target: SpaceName, { strongSource = false } = {}) {
    const source = otherSpace(target);
    const customer = await linkedCustomer(world);
    const traveller = openTraveller(world.demo.urls);
    const level = strongSource ? `?${new URLSearchParams({ acr_values: strongAcr })}` : '';
    const page = await traveller.get(`${world.demo.urls[source]}/login${level}`);
    const filled = { identifier: customer[source], secret_code: secretCodes[source] };
    const next = await traveller.submit(page, filled, hasField('secret_code'));
    if (strongSource) await approveAtOnce(world, traveller, customer[source], next);
    await traveller.get(`${world.demo.urls[target]}/login?linked_from=${source}`);
    return { customer, traveller, source };
  }

  const session = async (traveller: Traveller, space: SpaceName) =>
    (await traveller.json('GET', `${world.demo.urls[space]}/session`)).body as {
      id_token_claims: Record<string, unknown>;
      error: string | null;
    };
  const executed = async (traveller: Traveller, space: SpaceName) =>
    (await traveller.json('GET', `${world.demo.urls[space]}/operations`)).body as { payee: string; amount: string }[];
  const ask = (traveller: Traveller, space: SpaceName, payee: string, amount = '12.50') =>
    traveller.post(`${world.demo.urls[space]}/operations`, { payee, amount });
  const enterCode = (traveller: Traveller, page: Answer, space: SpaceName) =>
    traveller.submit(page, { secret_code: secretCodes[space] }, hasField('secret_code'));

  for (const target of ['particuliers', 'pro'] as const) {
    it(`T27: in a session linked to ${target} asks ${target}'s code and phone, executes once, leaves the source untouched`, async () => {
      const { customer, traveller, source } = await customerIn(target, { strongSource: true });
      const before = { target: await session(traveller, target), source: await session(traveller, source) };
      expect(before.source.id_token_claims.acr).toBe(strongAcr);
      expect(before.target.id_token_claims).toMatchObject({ acr: 'urn:passerelle:acr:linked', linked_from: source });

      const page = await ask(traveller, target, 'EDF');
      expect(page.forms.find(hasField('secret_code'))?.fields).toEqual(['secret_code']);
      const refused = await enterCode(traveller, page, source);
      expect(await executed(traveller, target)).toEqual([]);
      const waiting = await enterCode(traveller, refused, target);
      expect(await executed(traveller, target)).toEqual([]);
      const home = await approveAtOnce(world, traveller, customer[target], waiting);
      expect(home.url.href).toBe(`${world.demo.urls[target]}/`);
      expect(await executed(traveller, target)).toMatchObject([{ payee: 'EDF', amount: '12.50' }]);

      const after = { target: await session(traveller, target), source: await session(traveller, source) };
      expect(after.target.id_token_claims).toMatchObject({ acr: strongAcr, sid: before.target.id_token_claims.sid });
      expect(after.target.id_token_claims).not.toHaveProperty('act');
      expect(after.target.id_token_claims).not.toHaveProperty('linked_from');
      expect(after.source).toEqual(before.source);
      expect((await traveller.json('GET', `${world.demo.urls[source]}/userinfo`)).status).toBe(200);
      expect((await traveller.json('POST', `${world.demo.urls[source]}/refresh`)).status).toBe(200);
    });
  }

  it('T27: every operation asks again, however strong and fresh the login is', async () => {
    const { customer, traveller } = await customerIn('particuliers');
    for (const [count, payee] of ['EDF', 'EDF'].entries()) {
      const page = await ask(traveller, 'particuliers', payee);
      expect(page.forms.some(hasField('secret_code'))).toBe(true);
      const filled = { identifier: customer.particuliers, secret_code: secretCodes.particuliers };
      const waiting = await traveller.submit(page, filled, hasField('secret_code'));
      expect(await executed(traveller, 'particuliers')).toHaveLength(count);
      await approveAtOnce(world, traveller, customer.particuliers, waiting);
      expect(await executed(traveller, 'particuliers')).toHaveLength(count + 1);
    }
    const third = await ask(traveller, 'particuliers', 'EDF');
    expect(third.forms.some(hasField('secret_code'))).toBe(true);
    expect(await executed(traveller, 'particuliers')).toHaveLength(2);
  });

  it('a denial on the phone, then a cancel, execute nothing and leave the customer signed in', async () => {
    const { customer, traveller } = await customerIn('particuliers');
    const waiting = await enterCode(traveller, await ask(traveller, 'particuliers', 'EDF'), 'particuliers');
    const denied = await approveAtOnce(world, traveller, customer.particuliers, waiting, 'deny');
    expect(await executed(traveller, 'particuliers')).toEqual([]);
    const home = await traveller.submit(denied, { decision: 'cancel' }, hasButton('decision', 'cancel'));
    expect(home.url.href).toBe(`${world.demo.urls.particuliers}/`);
    expect(await executed(traveller, 'particuliers')).toEqual([]);
    expect(await session(traveller, 'particuliers')).toMatchObject({
      signed_in: true,
      error: 'access_denied',
      id_token_claims: { acr: 'urn:passerelle:acr:linked' },
    });
  });

  it('T29: an approval executes what it was asked for: two operations in two tabs do not change places', async () => {
    const { customer, traveller } = await customerIn('particuliers');
    await ask(traveller, 'particuliers', 'Somebody else', '9999');
    const page = await ask(traveller, 'particuliers', 'EDF', '1');
    const waiting = await enterCode(traveller, page, 'particuliers');
    await approveAtOnce(world, traveller, customer.particuliers, waiting);
    expect(await executed(traveller, 'particuliers')).toMatchObject([{ payee: 'EDF', amount: '1' }]);
  });

  it('the callback of an executed operation, played again, executes nothing', async () => {
    const { customer, traveller } = await customerIn('particuliers');
    const waiting = await enterCode(traveller, await ask(traveller, 'particuliers', 'EDF'), 'particuliers');
    await world.phone.answer(customer.particuliers, 'approve');
    world.advance(1);
    let answer = await traveller.request('GET', waiting.url);
    while (!answer.url.href.startsWith(`${world.demo.urls.particuliers}/callback`)) {
      answer = await traveller.request('GET', new URL(answer.headers.location ?? waiting.url, answer.url));
    }
    expect(await executed(traveller, 'particuliers')).toHaveLength(1);
    expect((await traveller.request('GET', answer.url)).status).toBe(400);
    expect(await executed(traveller, 'particuliers')).toHaveLength(1);
  });

  it('approved as another account of the space: nothing is executed for either', async () => {
    const { customer, traveller } = await customerIn('particuliers');
    const stranger = await linkedCustomer(world);
    // A direct session's page is not bound to an account.
    const stepUp = await traveller.get(`${world.demo.urls.particuliers}/login?prompt=login`);
    await enterCode(traveller, stepUp, 'particuliers');
    const page = await ask(traveller, 'particuliers', 'EDF');
    const filled = { identifier: stranger.particuliers, secret_code: secretCodes.particuliers };
    const waiting = await traveller.submit(page, filled, hasField('secret_code'));
    const signOutFirst = await approveAtOnce(world, traveller, stranger.particuliers, waiting);
    // The one who was signed in is logged out first, and with them goes what they had asked for.
    await traveller.submit(signOutFirst);
    for (const { particuliers } of [customer, stranger]) {
      const later = openTraveller(world.demo.urls);
      const form = await later.get(`${world.demo.urls.particuliers}/login`);
      await later.submit(form, { identifier: particuliers, secret_code: secretCodes.particuliers }, hasField('secret_code'));
      const { accountId } = await accountOf(world, 'particuliers', particuliers);
      expect((await session(later, 'particuliers')).id_token_claims.sub).toBe(accountId);
      expect(await executed(later, 'particuliers')).toEqual([]);
    }
  });

  it('T27: in a direct session of level code asks the code and the phone as well', async () => {
    const customer = await linkedCustomer(world);
    const traveller = openTraveller(world.demo.urls);
    const filled = { identifier: customer.pro, secret_code: secretCodes.pro };
    await traveller.submit(await traveller.get(`${world.demo.urls.pro}/login`), filled, hasField('secret_code'));
    const waiting = await traveller.submit(await ask(traveller, 'pro', 'EDF'), filled, hasField('secret_code'));
    expect(await executed(traveller, 'pro')).toEqual([]);
    await approveAtOnce(world, traveller, customer.pro, waiting);
    expect(await executed(traveller, 'pro')).toHaveLength(1);
    expect((await session(traveller, 'pro')).id_token_claims.acr).toBe(strongAcr);
  });
});
