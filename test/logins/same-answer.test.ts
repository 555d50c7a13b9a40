/** A refused login says nothing of the account, and too many of them lock it for a while: over the wire, page against page. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { describeOnStores } from '../ground/stores.ts';
import { accountOf, linkedCustomer, newCustomer } from '../world/customers.ts';
import { clientOf, hasField, login, type SpaceName, secretCodes, submitLogin, switchFrom } from '../world/people.ts';
import { openWorld, type World } from '../world/world.ts';

const wrong = '975310';

describeOnStores('a refused login', (kind) => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld(kind, { overlay: { login_limits: { failures_per_address_and_minute: 10_000, lock: '15m' } } });
  });
  afterAll(() => world.close());

  async function attempt(space: SpaceName, identifier: string, secretCode: string) {
    const browser = world.openBrowser();
    return submitLogin(browser, await world.authorize(browser, clientOf[space]), identifier, secretCode);
  }

  async function lock(space: SpaceName, identifier: string) {
    for (let failure = 0; failure < 5; failure += 1) await attempt(space, identifier, wrong);
  }

  it('T42: an unknown identifier, a wrong code, a locked, a blocked and a closed account get the same status and the same page', async () => {
    for (const space of ['pro', 'particuliers'] as const) {
      const [known, locked] = [await newCustomer(world), await newCustomer(world)];
      const [blocked, closed] = [
        await newCustomer(world, { [space]: { status: 'blocked' } }),
        await newCustomer(world, { [space]: { status: 'closed' } }),
      ];
      await lock(space, locked[space]);
      const unknown = '99999999';
      const refused = await Promise.all(
        (
          [
            [unknown, wrong],
            [known[space], wrong],
            [locked[space], secretCodes[space]],
            [locked[space], wrong],
            [blocked[space], secretCodes[space]],
            [blocked[space], wrong],
            [closed[space], secretCodes[space]],
          ] as const
        ).map(async ([identifier, secretCode]) => {
          const { status, text, left, url, headers } = await attempt(space, identifier, secretCode);
          expect(left).toBeUndefined();
          expect(text).toContain('Identifiant ou code secret incorrect');
          const uid = url.pathname.split('/').at(-1) ?? '';
          const page = text
            .replace(/name="(form_token|shown)" value="[^"]*"/g, '')
            .replaceAll(uid, '')
            .replaceAll(identifier, '');
          return { status, page, names: Object.keys(headers).sort() };
        }),
      );
      for (const answer of refused) expect(answer).toEqual(refused[0]);
    }
  });

  it('the code of the other space, and the identifier of the other space, open nothing', async () => {
    const customer = await newCustomer(world);
    expect((await attempt('pro', customer.pro, secretCodes.particuliers)).left).toBeUndefined();
    expect((await attempt('pro', customer.particuliers, secretCodes.particuliers)).left).toBeUndefined();
    expect((await attempt('pro', customer.pro, secretCodes.pro)).left?.searchParams.get('code')).toEqual(expect.any(String));
  });

  it('four failures lock nothing and a right code forgets them; the fifth in a row locks', async () => {
    const { pro } = await newCustomer(world);
    for (let round = 0; round < 2; round += 1) {
      for (let failure = 0; failure < 4; failure += 1) await attempt('pro', pro, wrong);
      expect((await attempt('pro', pro, secretCodes.pro)).left?.searchParams.get('code')).toEqual(expect.any(String));
    }
    await lock('pro', pro);
    expect((await attempt('pro', pro, secretCodes.pro)).left).toBeUndefined();
  });

  it('a lock changes neither the account nor its link: a session and a switch of before go on', async () => {
    const customer = await linkedCustomer(world);
    const browser = world.openBrowser();
    await switchFrom(world, browser, 'pro', customer.pro);
    const before = await accountOf(world, 'pro', customer.pro);
    await lock('pro', customer.pro);
    expect(await accountOf(world, 'pro', customer.pro)).toEqual(before);
    const silent = await world.authorize(browser, 'outside-particuliers', { linked_from: 'pro', prompt: 'none' });
    expect(silent.left?.searchParams.get('code')).toEqual(expect.any(String));
  });

  it('the failures of a step-up and of a change of code count for the account as those of a login do', async () => {
    const customer = await linkedCustomer(world);
    const browser = world.openBrowser();
    await switchFrom(world, browser, 'pro', customer.pro);
    let page = await world.authorize(browser, 'outside-particuliers', { prompt: 'login' });
    for (let failure = 0; failure < 3; failure += 1) page = await browser.submit(page, { secret_code: wrong }, hasField('secret_code'));
    const fields = { current_secret_code: wrong, secret_code: '802913', secret_code_confirmation: '802913' };
    for (let failure = 0; failure < 2; failure += 1) {
      await browser.submit(await browser.get('/secret-code?space=particuliers'), fields, hasField('current_secret_code'));
    }
    expect((await attempt('particuliers', customer.particuliers, secretCodes.particuliers)).left).toBeUndefined();
    const locked = await browser.submit(page, { secret_code: secretCodes.particuliers }, hasField('secret_code'));
    expect(locked.left).toBeUndefined();
    const rightCode = { ...fields, current_secret_code: secretCodes.particuliers };
    const form = await browser.get('/secret-code?space=particuliers');
    const refused = await browser.submit(form, rightCode, hasField('current_secret_code'));
    expect(refused.forms.some(hasField('current_secret_code'))).toBe(true);
  });

  it('guesses sent all at once lock the account as guesses sent one by one do', async () => {
    const { pro } = await newCustomer(world);
    const browser = world.openBrowser();
    const form = (await world.authorize(browser, 'outside-pro')).forms.find(hasField('secret_code'));
    const fields = { ...form?.hidden, identifier: pro, secret_code: wrong };
    const answers = await Promise.all(Array.from({ length: 20 }, () => browser.request('POST', form?.action ?? '', fields)));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    expect((await attempt('pro', pro, secretCodes.pro)).left).toBeUndefined();
  });

  it('a first login is recorded and makes the customer eligible; a refused one does not', async () => {
    const customer = await newCustomer(world, { particuliers: { status: 'never_opened' } });
    const browser = world.openBrowser();
    await login(world, browser, 'pro', customer.pro);
    const open = (parameters = {}) =>
      world.authorize(browser, 'outside-particuliers', { linked_from: 'pro', prompt: 'none', ...parameters });
    expect((await open()).left?.searchParams.get('error')).toBe('access_denied');
    await attempt('particuliers', customer.particuliers, wrong);
    expect((await open()).left?.searchParams.get('error')).toBe('access_denied');
    expect(await accountOf(world, 'particuliers', customer.particuliers)).toMatchObject({ status: 'never_opened' });

    await login(world, world.openBrowser(), 'particuliers', customer.particuliers);
    expect(await accountOf(world, 'particuliers', customer.particuliers)).toMatchObject({
      status: 'active',
      firstLoginAt: expect.anything(),
    });
    expect((await open()).left?.searchParams.get('error')).toBe('interaction_required');
  });
});
