/** `/session/end` without a client, and `/sign-out`: the customer sees what is open, and leaves one space or all of them. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { describeOnStores } from '../ground/stores.ts';
import { inlineScripts, seen } from '../history/page-text.ts';
import type { Answer, Browser } from '../world/browser.ts';
import { linkedCustomer } from '../world/customers.ts';
import type { Tokens } from '../world/outside.ts';
import { clientOf, hasButton, login, otherSpace, type SpaceName } from '../world/people.ts';
import { openTraveller } from '../world/traveller.ts';
import { openWorld, type World } from '../world/world.ts';

const spaces = ['pro', 'particuliers'] as const;
const names = { pro: 'Espace Professionnel', particuliers: 'Espace Particuliers' } as const;

describeOnStores('logout without a client', (kind) => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld(kind);
  });
  afterAll(() => world.close());

  /** Signed in to both spaces with their own codes. */
  async function signedInToBoth() {
    const customer = await linkedCustomer(world);
    const browser = world.openBrowser();
    const tokens = {
      pro: await tokensFor('pro', await login(world, browser, 'pro', customer.pro)),
      particuliers: await tokensFor('particuliers', await login(world, browser, 'particuliers', customer.particuliers)),
    };
    return { customer, browser, tokens };
  }

  /** Signed in to one space, the other opened from it. */
  async function switchedFrom(source: SpaceName) {
    const customer = await linkedCustomer(world);
    const browser = world.openBrowser();
    const target = otherSpace(source);
    const ofSource = await tokensFor(source, await login(world, browser, source, customer[source]));
    const opened = await world.authorize(browser, clientOf[target], { linked_from: source });
    return { customer, browser, target, tokens: { source: ofSource, target: await tokensFor(target, opened) } };
  }

  async function tokensFor(space: SpaceName, answer: Answer): Promise<Tokens> {
    return (await world.exchange(clientOf[space], answer)).tokens;
  }

  const isActive = async (tokens: Tokens) => (await world.introspect(tokens)).active;
  const isSignedIn = async (browser: Browser, space: SpaceName) =>
    (await browser.request('GET', `/preferences?space=${space}`)).status === 200;
  const leave = (browser: Browser, page: Answer, space: string) => browser.submit(page, { space }, hasButton('space'));

  for (const address of ['/session/end', '/sign-out']) {
    it(`GET ${address} lists the open spaces, one button for each and one for all, and signs nobody out`, async () => {
      const { browser, tokens } = await signedInToBoth();
      for (let visit = 0; visit < 2; visit += 1) {
        const page = await browser.request('GET', address);
        expect(page.status).toBe(200);
        expect(page.forms.flatMap(({ buttons }) => buttons)).toEqual(
          ['pro', 'particuliers', 'all'].map((value) => ({ name: 'space', value })),
        );
        expect(page.headers['cache-control']).toBe('no-store');
        expect(inlineScripts(page.text)).toEqual([]);
        expect(seen(page.text)).not.toContain('ferme aussi');
      }
      expect([await isActive(tokens.pro), await isActive(tokens.particuliers)]).toEqual([true, true]);
    });
  }

  it('is told in English too: ui_locales before Accept-Language', async () => {
    const { browser } = await switchedFrom('pro');
    const english = await browser.request('GET', '/session/end?ui_locales=en', undefined, { 'accept-language': 'fr' });
    expect(seen(english.text)).toContain(
      'Signing out of your Business space also closes what the gateway opened from that space: Personal space.',
    );
    const french = await browser.request('GET', '/session/end', undefined, { 'accept-language': 'fr' });
    expect(seen(french.text)).toContain(
      'Quitter votre Espace Professionnel ferme aussi ce que la passerelle a ouvert depuis cet espace : Espace Particuliers.',
    );
  });

  it('nobody is signed in: says so, with a way to each space and nothing to press; a post changes nothing', async () => {
    const browser = world.openBrowser();
    const page = await browser.get('/session/end');
    expect(page.status).toBe(200);
    expect(seen(page.text)).toContain('Vous n’êtes connecté à aucun espace');
    expect(page.forms).toEqual([]);
    for (const space of spaces) expect(page.text).toContain(`href="${world.demo.urls[space]}/login?iss=`);
    expect(seen((await browser.post('/sign-out', { space: 'all' })).text)).toContain('Vous n’êtes connecté à aucun espace');
  });

  for (const space of spaces) {
    it(`leaves ${space} alone where both were entered with their own codes, then the other one`, async () => {
      const { browser, tokens } = await signedInToBoth();
      const other = otherSpace(space);
      const after = await leave(browser, await browser.get('/session/end'), space);
      expect(after.status).toBe(200);
      expect(seen(after.text)).toContain(`Déconnexion effectuée : ${names[space]}.`);
      expect(after.forms.flatMap(({ buttons }) => buttons)).toEqual([{ name: 'space', value: other }]);
      expect([await isActive(tokens[space]), await isActive(tokens[other])]).toEqual([false, true]);
      expect([await isSignedIn(browser, space), await isSignedIn(browser, other)]).toEqual([false, true]);

      const end = await leave(browser, after, other);
      expect(end.text).toContain('<h1>Vous êtes déconnecté</h1>');
      expect(end.forms).toEqual([]);
      expect(await isActive(tokens[other])).toBe(false);
    });

    it(`T52: leaving ${space} closes the space that was opened from it, and the page says so beforehand`, async () => {
      const { browser, target, tokens } = await switchedFrom(space);
      const page = await browser.get('/session/end');
      expect(seen(page.text)).toContain(
        `Quitter votre ${names[space]} ferme aussi ce que la passerelle a ouvert depuis cet espace : ${names[target]}.`,
      );
      expect(seen(page.text)).not.toContain(`Quitter votre ${names[target]} ferme aussi`);
      expect([await isActive(tokens.source), await isActive(tokens.target)]).toEqual([true, true]);

      const after = await leave(browser, page, space);
      expect(seen(after.text)).toMatch(new RegExp(`Déconnexion effectuée : ${names.pro} et ${names.particuliers}\\.`));
      expect([await isActive(tokens.source), await isActive(tokens.target)]).toEqual([false, false]);
      expect([await isSignedIn(browser, space), await isSignedIn(browser, target)]).toEqual([false, false]);
    });

    it(`leaving the space that was opened from ${space} leaves ${space} open`, async () => {
      const { browser, target, tokens } = await switchedFrom(space);
      const after = await leave(browser, await browser.get('/session/end'), target);
      expect(after.forms.flatMap(({ buttons }) => buttons)).toEqual([{ name: 'space', value: space }]);
      expect([await isActive(tokens.source), await isActive(tokens.target)]).toEqual([true, false]);
    });

    it(`all at once, the other space opened from ${space}: nothing is left, no token is worth anything, and no cookie stays`, async () => {
      const { browser, tokens } = await switchedFrom(space);
      const page = await browser.get('/session/end');
      const left = await browser.request('POST', '/sign-out', { ...page.forms.find(hasButton('space'))?.hidden, space: 'all' });
      expect(left.status).toBe(303);
      // Each session's cookie and its signature are over.
      const cookies = [left.headers['set-cookie']].flat();
      expect(cookies).toHaveLength(4);
      for (const cookie of cookies) expect(cookie).toMatch(/expires=Thu, 01 Jan 1970/i);
      expect((await browser.get(left.headers.location ?? '')).forms).toEqual([]);
      expect([await isActive(tokens.source), await isActive(tokens.target)]).toEqual([false, false]);
      for (const one of spaces) expect(await isSignedIn(browser, one)).toBe(false);
    });
  }

  it('T7: no form token, a wrong one, that of another browser, that of sessions shown before, a foreign origin: 403, and nothing happens', async () => {
    const { customer, browser, tokens } = await signedInToBoth();
    const stranger = (await signedInToBoth()).browser;
    const tokenOf = (page: Answer) => page.forms.find(hasButton('space'))?.hidden.form_token ?? '';
    const own = tokenOf(await browser.get('/session/end'));
    const foreign = tokenOf(await stranger.get('/session/end'));
    const preferences =
      (await browser.get('/preferences?space=pro')).forms.find(hasButton('decision', 'deactivate'))?.hidden.form_token ?? '';
    expect(new Set([own, foreign, preferences, '']).size).toBe(4);

    for (const space of ['pro', 'all']) {
      const refused = [
        await browser.post('/sign-out', { space }),
        await browser.post('/sign-out', { space, form_token: `${own}x` }),
        await browser.post('/sign-out', { space, form_token: foreign }),
        await browser.post('/sign-out', { space, form_token: preferences }),
        await browser.post('/sign-out', { space, form_token: own }, { origin: 'https://evil.example' }),
      ];
      expect(refused.map(({ status }) => status)).toEqual([403, 403, 403, 403, 403]);
    }
    expect([await isActive(tokens.pro), await isActive(tokens.particuliers)]).toEqual([true, true]);

    await leave(browser, await browser.get('/session/end'), 'pro');
    await login(world, browser, 'pro', customer.pro);
    expect((await browser.post('/sign-out', { space: 'all', form_token: own })).status).toBe(403);
    expect(await isSignedIn(browser, 'pro')).toBe(true);
    expect(await isActive(tokens.particuliers)).toBe(true);
  });

  it.each([{ space: 'nowhere' }, { space: '' }, {}])(
    'a post for %j is refused with 400, and nothing happens',
    async (fields: Record<string, string>) => {
      const { browser, tokens } = await signedInToBoth();
      const form = (await browser.get('/session/end')).forms.find(hasButton('space'));
      expect((await browser.post('/sign-out', { ...form?.hidden, ...fields })).status).toBe(400);
      expect([await isActive(tokens.pro), await isActive(tokens.particuliers)]).toEqual([true, true]);
    },
  );

  it('a button pressed twice: the second answer says that nobody is signed in', async () => {
    const { browser } = await signedInToBoth();
    const page = await browser.get('/session/end');
    await leave(browser, page, 'all');
    const again = await leave(browser, page, 'all');
    expect(again.status).toBe(200);
    expect(seen(again.text)).toContain('Vous n’êtes connecté à aucun espace');
  });

  it('an address that names spaces that are open does not say that they were left', async () => {
    const { browser } = await signedInToBoth();
    const page = await browser.get('/sign-out?left=pro&left=particuliers&left=nowhere');
    expect(seen(page.text)).not.toContain('Vous êtes déconnecté');
    expect(page.forms.some(hasButton('space', 'all'))).toBe(true);
  });

  it('after a logout by a client without post_logout_redirect_uri the page says what is still open, with the same buttons', async () => {
    const { browser, tokens } = await signedInToBoth();
    const done = await browser.submit(await browser.get('/session/end?client_id=outside-pro'), { logout: 'yes' });
    expect(seen(done.text)).toContain('Vous êtes déconnecté, mais pas de tous vos espaces');
    expect(done.forms.flatMap(({ buttons }) => buttons)).toEqual([{ name: 'space', value: 'particuliers' }]);
    expect([await isActive(tokens.pro), await isActive(tokens.particuliers)]).toEqual([false, true]);

    const end = await leave(browser, done, 'particuliers');
    expect(end.text).toContain('<h1>Vous êtes déconnecté</h1>');
    expect(await isActive(tokens.particuliers)).toBe(false);
  });

  it('a client, or a hint, still gets its own confirmation', async () => {
    const { browser, tokens } = await signedInToBoth();
    for (const query of [`client_id=outside-pro`, `id_token_hint=${tokens.pro.id_token}`]) {
      const page = await browser.get(`/session/end?${query}`);
      expect(seen(page.text)).toContain('Voulez-vous quitter Espace Professionnel ?');
      expect(page.forms.some(hasButton('logout', 'yes'))).toBe(true);
    }
  });

  for (const source of spaces) {
    it(`T52: the relying parties of both spaces are told when ${source} is left`, async () => {
      const customer = await linkedCustomer(world);
      const traveller = openTraveller(world.demo.urls);
      const target = otherSpace(source);
      const page = await traveller.get(`${world.demo.urls[source]}/login`);
      const secretCode = { pro: '135790', particuliers: '246801' }[source];
      await traveller.submit(page, { identifier: customer[source], secret_code: secretCode });
      await traveller.get(`${world.demo.urls[target]}/login?linked_from=${source}`);
      const signedIn = async (space: SpaceName) => (await traveller.json('GET', `${world.demo.urls[space]}/session`)).body;
      for (const space of spaces) expect(await signedIn(space)).toMatchObject({ signed_in: true });

      await leave(traveller, await traveller.get(`${world.demo.urls.issuer}/session/end`), source);
      await world.demo.server.passerelle.worker.run();
      for (const space of spaces) expect(await signedIn(space)).toMatchObject({ signed_in: false });
    });
  }
});
