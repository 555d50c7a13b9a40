/** Profil, Vos préférences, Préférences d'accès à vos espaces web: who may switch the gateway off there, and what is refused next. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { describeOnStores } from '../ground/stores.ts';
import type { Browser } from '../world/browser.ts';
import { accountOf, linkedCustomer } from '../world/customers.ts';
import { clientOf, hasButton, login, otherSpace, type SpaceName } from '../world/people.ts';
import { openWorld, type World } from '../world/world.ts';

describeOnStores('the preferences page', (kind) => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld(kind);
  });
  afterAll(() => world.close());

  const preferences = (browser: Browser, space: SpaceName) => browser.get(`/preferences?space=${space}`);
  const statusOf = async (linkId: string) => (await world.demo.server.passerelle.links.find(linkId))?.status;

  async function switched(source: SpaceName) {
    const customer = await linkedCustomer(world);
    const browser = world.openBrowser();
    await login(world, browser, source, customer[source]);
    const opened = await world.authorize(browser, clientOf[otherSpace(source)], { linked_from: source });
    const { tokens } = await world.exchange(clientOf[otherSpace(source)], opened);
    return { customer, browser, tokens, target: otherSpace(source) };
  }

  for (const [session, source] of [
    ['direct', 'pro'],
    ['linked', 'particuliers'],
  ] as const) {
    it(`T30: deactivates from a ${session} session of the professional space, after a confirmation, with effect at the next request`, async () => {
      const { customer, browser, tokens, target } = await switched(source);
      const page = await preferences(browser, 'pro');
      const asked = await browser.submit(page, { decision: 'deactivate' }, hasButton('decision', 'deactivate'));
      expect(await statusOf(customer.linkId)).toBe('active');
      expect(await world.introspect(tokens)).toMatchObject({ active: true });

      const done = await browser.submit(asked, { decision: 'confirm' }, hasButton('decision', 'confirm'));
      expect(done.status).toBe(200);
      expect(done.forms.some(hasButton('decision', 'deactivate'))).toBe(false);
      expect(await world.demo.server.passerelle.links.find(customer.linkId)).toMatchObject({
        status: 'revoked',
        revocationReason: 'customer',
        history: expect.arrayContaining([expect.objectContaining({ event: 'revoked', actor: 'activating_account' })]),
      });
      expect(await world.introspect(tokens)).toEqual({ active: false });
      const silent = await world.authorize(browser, clientOf[target], { linked_from: source, prompt: 'none' });
      expect(silent.left?.searchParams.get('code') ?? undefined).toBeUndefined();
    });
  }

  for (const source of ['pro', 'particuliers'] as const) {
    it(`the personal space shows the link and does not deactivate it, its session being ${source === 'pro' ? 'linked' : 'direct'}`, async () => {
      const { customer, browser } = await switched(source);
      const page = await preferences(browser, 'particuliers');
      expect(page.status).toBe(200);
      expect(page.text).toContain((await accountOf(world, 'pro', customer.pro)).accountNumber.slice(-4));
      expect(page.forms.some(hasButton('decision', 'deactivate'))).toBe(false);

      // The professional page's own form, posted for the personal session.
      const form = (await preferences(browser, 'pro')).forms.find(hasButton('decision', 'deactivate'));
      for (const decision of ['deactivate', 'confirm']) {
        const forged = await browser.post('/preferences', { ...form?.hidden, space: 'particuliers', decision });
        expect(forged.status).toBe(403);
      }
      expect(await statusOf(customer.linkId)).toBe('active');
    });
  }

  it('T41: the link of another customer, and one that does not exist, are answered alike with 404; nothing changes', async () => {
    const { browser } = await switched('pro');
    const other = await linkedCustomer(world);
    const form = (await preferences(browser, 'pro')).forms.find(hasButton('decision', 'deactivate'));
    for (const decision of ['deactivate', 'confirm']) {
      const foreign = await browser.post('/preferences', { ...form?.hidden, link: other.linkId, decision });
      const unknown = await browser.post('/preferences', { ...form?.hidden, link: 'lnk_of_nobody', decision });
      const none = await browser.post('/preferences', { ...form?.hidden, link: '', decision });
      expect([foreign.status, unknown.status, none.status]).toEqual([404, 404, 404]);
      expect(withoutReference(foreign.text)).toBe(withoutReference(unknown.text));
      expect(withoutReference(none.text)).toBe(withoutReference(unknown.text));
    }
    expect(await statusOf(other.linkId)).toBe('active');
  });

  it('T7: a confirmation without its form token, with that of another session, or from another origin is refused with 403', async () => {
    const { customer, browser } = await switched('pro');
    const elsewhere = await switched('pro');
    const form = (await preferences(browser, 'pro')).forms.find(hasButton('decision', 'deactivate'));
    const foreign = (await preferences(elsewhere.browser, 'pro')).forms.find(hasButton('decision', 'deactivate'));
    const fields = { space: 'pro', link: customer.linkId, decision: 'confirm' };
    const attempts = [
      await browser.post('/preferences', fields),
      await browser.post('/preferences', { ...fields, form_token: foreign?.hidden.form_token ?? '' }),
      await browser.post('/preferences', { ...form?.hidden, ...fields }, { origin: 'https://evil.example' }),
    ];
    expect(attempts.map(({ status }) => status)).toEqual([403, 403, 403]);
    expect(await statusOf(customer.linkId)).toBe('active');
  });

  it('without a session there sends to the entry of the space, for GET and for POST', async () => {
    const { customer } = await switched('pro');
    const nobody = world.openBrowser();
    for (const answer of [
      await nobody.request('GET', '/preferences?space=pro'),
      await nobody.request('POST', '/preferences', { space: 'pro', link: customer.linkId, decision: 'confirm' }),
      await nobody.request('GET', '/secret-code?space=pro'),
    ]) {
      expect(answer.status).toBe(303);
      expect(answer.headers.location).toBe(`${world.demo.urls.pro}/login?iss=${encodeURIComponent(world.demo.urls.issuer)}`);
    }
    expect(await statusOf(customer.linkId)).toBe('active');
    expect((await nobody.request('GET', '/preferences?space=nowhere')).status).toBe(404);
  });

  it('may be activated again at once after the customer switched it off', async () => {
    const { browser } = await switched('pro');
    const page = await preferences(browser, 'pro');
    const asked = await browser.submit(page, { decision: 'deactivate' }, hasButton('decision', 'deactivate'));
    await browser.submit(asked, { decision: 'confirm' }, hasButton('decision', 'confirm'));
    const consent = await world.authorize(browser, 'outside-particuliers', { linked_from: 'pro' });
    expect(consent.forms.some(hasButton('decision', 'accept'))).toBe(true);
  });
});

/** Every page of a problem names its own request. */
function withoutReference(page: string): string {
  return page.replace(/<code>[0-9a-f-]{36}<\/code>/, '');
}
