/** T54: what a whole activation leaves in the log, with its failures. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { describeOnStores } from '../ground/stores.ts';
import { hasButton, login } from '../world/people.ts';
import { openWorld, type World } from '../world/world.ts';
import { accept, accountOf, askToOpen, type Customer, collect, newCustomer, newestLink, toConsent } from './journey.ts';

describeOnStores('the log of an activation', (kind) => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld(kind);
  });
  afterAll(() => world.close());

  it('T54: holds no identifier, account number, secret code, token, code, auth_req_id, challenge, form token or cookie', async () => {
    const customer = await newCustomer(world);
    const browser = world.openBrowser();
    const secrets = new Set<string>();
    const learn = (...values: readonly (string | undefined | null)[]) => {
      for (const value of values) secrets.add(value ?? missing());
    };

    await withFailures();
    const page = await toConsent(world, browser, customer);
    learn(page.forms.find(hasButton('decision', 'accept'))?.hidden.form_token, uidOf(page.url));
    const waiting = await accept(browser, page);
    const { activation } = await newestLink(world, customer);
    learn(activation.approval?.authReqId, activation.challenge, activation.nonce, activation.approval?.bindingMessage);
    await world.phone.answer(customer.pro, 'approve');
    const opened = await collect(world, browser, waiting);
    learn(opened.left?.searchParams.get('code'));
    const { tokens } = await world.exchange('outside-particuliers', opened);
    const refreshed = await world.refresh('outside-particuliers', tokens);
    for (const { access_token, id_token, refresh_token } of [tokens, refreshed.tokens]) learn(access_token, id_token, refresh_token);
    for (const space of ['pro', 'particuliers']) learn(browser.cookie(`session.${space}`), browser.cookie(`session.${space}.sig`));
    await learnAccounts(customer);

    const log = JSON.stringify(world.lines);
    for (const event of [
      'activation.consented',
      'activation.approval_requested',
      'activation.activated',
      'switch.accepted',
      'login.refused',
    ])
      expect(log).toContain(`"${event}"`);
    expect([...secrets].filter((secret) => log.includes(secret))).toEqual([]);
    expect(world.lines.filter(({ level }) => level === 'error')).toEqual([]);

    async function learnAccounts({ pro, particuliers, company }: Customer) {
      learn(pro, particuliers, company, '135790', '246801', '975310', 'outside-secret');
      for (const account of [await accountOf(world, 'pro', pro), await accountOf(world, 'particuliers', particuliers)])
        learn(account.accountNumber, account.name, account.secretCodeHash, account.credentialsVersion, account.accountId, account.personId);
    }

    /** Refused, denied, forged, a wrong code, a code presented twice. */
    async function withFailures() {
      const other = await newCustomer(world);
      const stranger = world.openBrowser();
      const loginPage = await world.authorize(stranger, 'outside-pro');
      await stranger.submit(loginPage, { identifier: other.pro, secret_code: '975310' });
      const consentPage = await toConsent(world, stranger, other);
      await stranger.post(consentPage.url, { decision: 'accept', form_token: 'forged' });
      await stranger.submit(consentPage, { decision: 'refuse' }, hasButton('decision', 'refuse'));
      const pending = await accept(stranger, await askToOpen(world, stranger));
      const { auth_req_id } = await world.phone.answer(other.pro, 'deny');
      learn(auth_req_id);
      await collect(world, stranger, pending);
      const direct = await login(world, world.openBrowser(), 'pro', other.pro);
      const once = await world.exchange('outside-pro', direct);
      await world.exchange('outside-pro', direct);
      await world.refresh('outside-pro', once.tokens);
      learn(direct.left?.searchParams.get('code'), once.tokens.access_token, once.tokens.refresh_token, once.tokens.id_token);
      await learnAccounts(other);
    }
  });

  function uidOf(url: URL): string | undefined {
    return url.pathname.split('/').at(-1);
  }

  function missing(): never {
    throw new Error('a value to look for was never issued');
  }
});
