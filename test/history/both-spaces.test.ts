/** The preferences page of both spaces: the uses and the history of a link in words, the counterpart masked, in French and in English. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { describeOnStores } from '../ground/stores.ts';
import type { Browser } from '../world/browser.ts';
import { accountOf, linkedCustomer } from '../world/customers.ts';
import { clientOf, hasButton, login, otherSpace, type SpaceName } from '../world/people.ts';
import { openWorld, type World } from '../world/world.ts';
import { inlineScripts, items, seen } from './page-text.ts';
import { userAgents } from './user-agents.ts';

const spaces = ['pro', 'particuliers'] as const;

describeOnStores('history in both spaces', (kind) => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld(kind);
  });
  afterAll(() => world.close());

  const preferences = (browser: Browser, space: SpaceName, language: 'fr' | 'en' = 'fr') =>
    browser.request('GET', `/preferences?space=${space}`, undefined, { 'accept-language': language });

  async function switchWith(userAgent: string | undefined, source: SpaceName, identifier: string): Promise<Browser> {
    const browser = world.openBrowser();
    await login(world, browser, source, identifier);
    const request = world.authorizationUrl(clientOf[otherSpace(source)], { linked_from: source });
    const answer = await browser.request('GET', request, undefined, userAgent === undefined ? {} : { 'user-agent': userAgent });
    expect(answer.left?.searchParams.get('code')).toBeTruthy();
    return browser;
  }

  it('uses: newest first, when, which way, from which browser family, how they ended; alike in both spaces and in both sessions', async () => {
    const customer = await linkedCustomer(world);
    const first = await switchWith(userAgents.firefox, 'pro', customer.pro);
    await first.submit(await first.get('/session/end?client_id=outside-pro'), { logout: 'yes' });
    world.advance(1);
    const second = await switchWith(userAgents.safari, 'particuliers', customer.particuliers);
    world.advance(1);
    await switchWith('Wget/1.21', 'pro', customer.pro);

    for (const space of spaces) {
      const french = items((await preferences(second, space)).text, 'uses');
      expect(french.map((use) => use.replace(/^.* : /, ''))).toEqual([
        'depuis votre Espace Professionnel vers votre Espace Particuliers, avec un navigateur non reconnu (en cours)',
        'depuis votre Espace Particuliers vers votre Espace Professionnel, avec Safari (en cours)',
        'depuis votre Espace Professionnel vers votre Espace Particuliers, avec Firefox (terminée par une déconnexion)',
      ]);
      for (const use of french) expect(use).toMatch(/^\d{1,2} \S+ \d{4} à \d{2}:\d{2} : /);
      const english = items((await preferences(second, space, 'en')).text, 'uses');
      expect(english[1]).toMatch(/^\d{1,2} \S+ \d{4} at \d{2}:\d{2}: from .+ to .+, with Safari \(still open\)$/);
      expect(english[2]).toMatch(/with Firefox \(ended by signing out\)$/);
    }
  });

  it('changes: oldest first, when, what and by whom; the person is told as themselves, here or in the other space', async () => {
    const customer = await linkedCustomer(world);
    const browser = await switchWith(userAgents.chrome, 'pro', customer.pro);
    const asked = await browser.submit(await preferences(browser, 'pro'), { decision: 'deactivate' }, hasButton('decision', 'deactivate'));
    await browser.submit(asked, { decision: 'confirm' }, hasButton('decision', 'confirm'));
    // The linked login has ended with the link: the personal space is entered with its own codes.
    await login(world, browser, 'particuliers', customer.particuliers);

    for (const [space, who] of [
      ['pro', 'cet espace'],
      ['particuliers', 'votre Espace Professionnel'],
    ] as const) {
      const page = await preferences(browser, space);
      expect(items(page.text, 'history').map((entry) => entry.replace(/^.* à \d{2}:\d{2} : /, ''))).toEqual([
        `Consentement donné, par vous, depuis ${who}`,
        `Confirmation demandée dans Pass Sécurité, par vous, depuis ${who}`,
        'Passerelle activée, par votre réponse dans Pass Sécurité',
        `Passerelle désactivée, par vous, depuis ${who}`,
      ]);
      expect(items(page.text, 'uses')[0]).toMatch(/avec Chrome \(arrêtée par la désactivation de la passerelle\)$/);
    }
    expect(items((await preferences(browser, 'particuliers', 'en')).text, 'history').at(-1)).toMatch(
      /: Gateway switched off, by you, from your Business space$/,
    );
  });

  for (const source of spaces) {
    it(`from ${source}: since when, the counterpart masked, no code and no id in the words, no script inside, where to switch it off`, async () => {
      const customer = await linkedCustomer(world);
      const browser = await switchWith(userAgents.edge, source, customer[source]);
      for (const space of spaces) {
        const counterpart = await accountOf(world, otherSpace(space), customer[otherSpace(space)]);
        const page = await preferences(browser, space);
        const text = seen(page.text);
        expect(text).toMatch(/Active depuis le \d{1,2} \S+ \d{4}\./);
        expect(text).toContain(counterpart.accountNumber.slice(-4));
        expect(text).not.toContain(counterpart.accountNumber);
        for (const id of [counterpart.accountId, customer.linkId, 'account:', 'activating_account', 'authenticator', 'outside-'])
          expect(text).not.toContain(id);
        expect(inlineScripts(page.text)).toEqual([]);
        expect(text.includes('se désactive depuis votre Espace Professionnel')).toBe(space === 'particuliers');
      }
    });
  }

  it('more than five uses: the last five, and all the others, up to fifty, behind "all"', async () => {
    const customer = await linkedCustomer(world);
    const browser = await switchWith(userAgents.firefox, 'pro', customer.pro);
    const { accountId } = await accountOf(world, 'pro', customer.pro);
    const [use] = await world.demo.server.passerelle.links.uses(accountId);
    if (!use) throw new Error('the switch has left no record');
    for (let age = 1; age <= 55; age += 1) {
      const createdAt = new Date(use.createdAt.getTime() - age * 60_000);
      await world.demo.store.linkedLogins.insert({
        ...use,
        id: `${use.id}-${age}`,
        createdAt,
        expiresAt: createdAt,
        browser: `Navigateur ${age}.`,
      });
    }
    const { text } = await preferences(browser, 'particuliers');
    const [open = '', hidden = ''] = text.split('<summary>Voir toutes les utilisations (50)</summary>');
    expect(items(open, 'uses').map(familyIn)).toEqual(['Firefox', ...[1, 2, 3, 4].map((age) => `Navigateur ${age}.`)]);
    expect(items(hidden, 'uses').map(familyIn)).toEqual(Array.from({ length: 45 }, (_, index) => `Navigateur ${index + 5}.`));
    expect(items(hidden, 'uses')[0]).toContain('(arrivée à son terme)');
  });

  it('a counterpart that was erased: the link and its history stay readable, without an account and without a browser', async () => {
    const customer = await linkedCustomer(world);
    await switchWith(userAgents.safari, 'pro', customer.pro);
    const { links } = world.demo.server.passerelle;
    const counterpart = await accountOf(world, 'particuliers', customer.particuliers);
    await links.revoke(customer.linkId, { reason: 'account_closed', actor: 'operator:a.lemaire' });
    await world.demo.server.passerelle.worker.run();
    expect(await links.erase(counterpart.accountId, { actor: 'provider' })).toEqual({ ok: true, links: 1 });

    const browser = world.openBrowser();
    await login(world, browser, 'pro', customer.pro);
    const page = await preferences(browser, 'pro');
    const text = seen(page.text);
    expect(page.status).toBe(200);
    expect(text).toContain('Compte qui n’est plus disponible');
    expect(
      items(page.text, 'history')
        .slice(-2)
        .map((entry) => entry.replace(/^.* à \d{2}:\d{2} : /, '')),
    ).toEqual(['Passerelle désactivée, par la banque (votre conseiller)', 'Données effacées, automatiquement']);
    expect(items(page.text, 'uses')[0]).toMatch(/avec un navigateur non reconnu \(arrêtée par la désactivation de la passerelle\)$/);
    for (const trace of ['erased', 'lemaire', counterpart.accountNumber.slice(-4)]) expect(text).not.toContain(trace);
  });
});

function familyIn(use: string): string {
  return use.replace(/^.*, avec /, '').replace(/ \([^)]*\)$/, '');
}
