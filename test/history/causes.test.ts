/** Why a link ended, in the words of the preferences page of both spaces: what happened, what it means, what to do, and from when. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Actor } from '../../src/linking/history.ts';
import type { RevocationReason } from '../../src/linking/reasons.ts';
import { describeOnStores } from '../ground/stores.ts';
import { linkedCustomer } from '../world/customers.ts';
import { login } from '../world/people.ts';
import { openWorld, type World } from '../world/world.ts';
import { inlineScripts, items, seen } from './page-text.ts';

interface Told {
  readonly reason: RevocationReason;
  readonly actor: Actor;
  readonly french: readonly [what: string, by: string, next: string];
  readonly english: readonly [what: string, by: string, next: string];
  /** Whether a new activation waits for the policy's delay. */
  readonly waits: boolean;
}

const bank: Actor = 'issuer:https://events.bank.example';
const adviser: Actor = 'operator:a.lemaire';
const automatic = ['automatiquement', 'automatically'] as const;
const byBank = ['par les systèmes de la banque', 'by the bank’s systems'] as const;
const byAdviser = ['par la banque (votre conseiller)', 'by the bank (your adviser)'] as const;

const table: readonly Told[] = [
  told(
    'customer',
    'provider',
    automatic,
    ['à votre demande', 'at your request'],
    ['passez par votre Espace Professionnel', 'start from'],
    false,
  ),
  told('secret_reset', bank, byBank, ['a été réinitialisé', 'was reset'], ['contactez votre conseiller', 'contact your adviser'], true),
  told(
    'secret_changed',
    bank,
    byBank,
    ['code secret d’un des deux comptes a été changé', 'secret code of one of the two accounts was changed'],
    ['Si ce n’était pas vous', 'If that was not you'],
    true,
  ),
  told(
    'administrator_changed',
    bank,
    byBank,
    ['l’administrateur de l’entreprise a changé', 'new administrator'],
    ['Le nouvel administrateur peut', 'The new administrator may'],
    true,
  ),
  told(
    'identifier_changed',
    bank,
    byBank,
    ['l’identifiant d’un des deux comptes', 'identifier of one of the two accounts'],
    ['Si vous n’avez rien demandé', 'If you did not ask'],
    true,
  ),
  told(
    'adviser',
    adviser,
    byAdviser,
    ['par votre conseiller', 'by your adviser'],
    ['Votre conseiller peut', 'Your adviser can tell you why'],
    true,
  ),
  told('account_closed', 'provider', automatic, ['a été clôturé', 'was closed'], ['un nouveau compte', 'a new account'], true),
  told(
    'credential_version',
    'provider',
    automatic,
    ['les codes d’un des deux comptes ont changé', 'the codes of one of the two accounts have changed'],
    ['Si vous n’avez rien changé', 'If you changed nothing'],
    true,
  ),
  told(
    'policy',
    'provider',
    automatic,
    ['ce service a changé', 'this service has changed'],
    ['Votre conseiller peut vous renseigner', 'Your adviser can tell you more'],
    false,
  ),
  told(
    'expired',
    'provider',
    automatic,
    ['Arrivée à son terme', 'Reached its end'],
    ['passez par votre Espace Professionnel', 'start from'],
    false,
  ),
];

describeOnStores('why a link ended, in words', (kind) => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld(kind);
  });
  afterAll(() => world.close());

  async function pagesAfter(reason: RevocationReason, actor: Actor) {
    const customer = await linkedCustomer(world);
    expect(await world.demo.server.passerelle.links.revoke(customer.linkId, { reason, actor })).toBe('revoked');
    const browser = world.openBrowser();
    await login(world, browser, 'pro', customer.pro);
    await login(world, browser, 'particuliers', customer.particuliers);
    return {
      customer,
      read: async (space: string, language: string) =>
        (await browser.request('GET', `/preferences?space=${space}`, undefined, { 'accept-language': language })).text,
    };
  }

  it.each(table)(
    '$reason: what happened, by whom, what to do, in both spaces and both languages',
    async ({ reason, actor, french, english, waits }) => {
      const { read } = await pagesAfter(reason, actor);
      for (const space of ['pro', 'particuliers']) {
        for (const [language, [what, by, next], delay] of [
          ['fr', french, 'Le délai de sécurité court encore'],
          ['en', english, 'The security delay is still running'],
        ] as const) {
          const html = await read(space, language);
          const text = seen(html);
          expect(text).toContain(what);
          // The company's account is somebody else's then (former-administrator.test.ts).
          if (reason === 'administrator_changed' && space === 'pro') expect(items(html, 'history')).toEqual([]);
          else {
            expect(text).toContain(next);
            expect(items(html, 'history').at(-1)).toMatch(new RegExp(`, ${by.replace(/[()]/g, '\\$&')}$`));
          }
          expect(text.includes(delay)).toBe(waits);
          // Neither a code nor an id, nor who exactly it was at the bank.
          expect(text).not.toMatch(/[a-z]_[a-z]|lemaire|bank\.example|erased~/);
          expect(inlineScripts(html)).toEqual([]);
        }
      }
    },
  );

  it('the time from which it can be activated again is told while the delay runs, and no longer', async () => {
    const { read } = await pagesAfter('secret_reset', bank);
    expect(seen(await read('pro', 'fr'))).toMatch(/nouvelle activation sera possible à partir du \d{1,2} \S+ \d{4} à \d{2}:\d{2}\./);
    world.advance(61);
    const later = seen(await read('pro', 'fr'));
    expect(later).not.toContain('délai de sécurité');
    expect(later).toContain('passez par votre Espace Professionnel');
  });
});

function told(
  reason: RevocationReason,
  actor: Actor,
  by: readonly [string, string],
  what: readonly [string, string],
  next: readonly [string, string],
  waits: boolean,
): Told {
  return { reason, actor, french: [what[0], by[0], next[0]], english: [what[1], by[1], next[1]], waits };
}
