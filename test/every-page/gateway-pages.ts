/** The pages on the way from one space to another: consent, waiting, every end without a link, every reason why there is no way, the choices. */
import type { Ineligibility } from '../../src/linking/eligibility.ts';
import type { Answer, Browser } from '../world/browser.ts';
import { type Customer, changeAccount, linkedCustomer, newCustomer, secondCompany, secondPersonalAccount } from '../world/customers.ts';
import { approveAtOnce, hasButton, login } from '../world/people.ts';
import type { World } from '../world/world.ts';
import type { Collector } from './collection.ts';

const fromPro = { linked_from: 'pro' } as const;
const fiveMinutes = 301;
/** As long as names are. */
const longNames = {
  pro: { name: 'Marie-Clémentine Vandenbroucke-Descharrières', company: 'Vandenbroucke-Descharrières et Fils, Menuiserie générale' },
  particuliers: { name: 'Marie-Clémentine Vandenbroucke-Descharrières' },
};

export async function collectGatewayPages(collector: Collector): Promise<void> {
  await collectConsents(collector);
  await collectEnds(collector);
  await collectUnavailable(collector);
  await collectChoices(collector);
}

async function collectConsents({ world, openTraveller, keep }: Collector): Promise<void> {
  const customer = await newCustomer(world, longNames);
  const traveller = openTraveller();
  const consent = keep('consent', await toConsent(world, traveller, customer));
  keep('consent that has changed', await accept(traveller, consent, { shown: 'B'.repeat(43) }));
  keep('waiting for the phone', await accept(traveller, consent));
  const elsewhere = openTraveller();
  keep('consent while an activation is under way', await accept(elsewhere, await toConsent(world, elsewhere, customer)));

  const old = openTraveller();
  world.advance(-16 * 60);
  await login(world, old, 'pro', (await newCustomer(world)).pro);
  world.advance(16 * 60);
  const asksAgain = keep('consent after an old login', await ask(world, old));
  keep('consent after an old login, with a wrong code', await accept(old, asksAgain, { secret_code: '975310' }));

  const several = await newCustomer(world);
  await secondPersonalAccount(world, several);
  const chooser = openTraveller();
  const counterparts = keep('consent with several counterparts', await toConsent(world, chooser, several));
  keep('consent with no counterpart chosen', await accept(chooser, counterparts));
}

/** Of a world whose policy wants the counterpart proved by its own login. */
export async function collectProvenConsents({ world, openTraveller, keep }: Collector): Promise<void> {
  const traveller = openTraveller();
  const consent = keep('consent with the codes of the counterpart', await toConsent(world, traveller, await newCustomer(world)));
  keep('consent without the codes of the counterpart', await accept(traveller, consent));
  const wrong = { identifier: '99999999', target_secret_code: '975310' };
  keep('consent with wrong codes of the counterpart', await accept(traveller, consent, wrong));
}

/** Of a world whose bank sends no events. */
export async function collectSilent({ world, openTraveller, keep }: Collector): Promise<void> {
  keep('unavailable: events_silent', await toConsent(world, openTraveller(), await newCustomer(world)));
}

async function collectEnds({ world, openTraveller, keep }: Collector): Promise<void> {
  const denied = await newCustomer(world);
  const traveller = openTraveller();
  const waiting = await accept(traveller, await toConsent(world, traveller, denied));
  keep('activation denied', await approveAtOnce(world, traveller, denied.pro, waiting, 'deny'));

  const late = openTraveller();
  const open = await accept(late, await toConsent(world, late, await newCustomer(world)));
  world.advance(fiveMinutes);
  keep('activation expired', await late.get(open.url));
  world.advance(-fiveMinutes);

  const changing = await newCustomer(world);
  const interrupted = openTraveller();
  const before = await accept(interrupted, await toConsent(world, interrupted, changing));
  await changeAccount(world, 'pro', changing.pro, { credentialsVersion: 'another' });
  keep('activation interrupted', await approveAtOnce(world, interrupted, changing.pro, before));
}

type Reason = Exclude<Ineligibility, 'events_silent'>;

async function collectUnavailable({ world, openTraveller, keep }: Collector): Promise<void> {
  const { policies, links } = world.demo.server.passerelle;
  const operator = { actor: 'operator:adviser' } as const;
  const counterpart = (status: 'blocked' | 'closed' | 'never_opened') => () => newCustomer(world, { particuliers: { status } });
  const source = (status: 'blocked' | 'closed' | 'never_opened') => async (browser: Browser) => {
    const customer = await newCustomer(world);
    await login(world, browser, 'pro', customer.pro);
    await changeAccount(world, 'pro', customer.pro, { status });
  };
  const situations: Record<Reason, (browser: Browser) => Promise<Customer | void>> = {
    source_blocked: source('blocked'),
    source_closed: source('closed'),
    source_never_opened: source('never_opened'),
    counterpart_unknown: () => newCustomer(world, { particuliers: { person: 'somebody-else' } }),
    counterpart_blocked: counterpart('blocked'),
    counterpart_closed: counterpart('closed'),
    counterpart_never_opened: counterpart('never_opened'),
    counterpart_linked_elsewhere: async () => secondCompany(world, await linkedCustomer(world)),
    policy_suspended: async () => {
      await policies.suspend('pro-particuliers', operator);
      return newCustomer(world);
    },
    reactivation_delay: async () => {
      const customer = await linkedCustomer(world);
      await links.revoke(customer.linkId, { reason: 'secret_reset', ...operator });
      return customer;
    },
    no_authenticator: () => newCustomer(world, { pro: { authenticator: false } }),
    not_administrator: () => newCustomer(world, { pro: { mayActivate: false } }),
  };
  for (const [reason, arrange] of Object.entries(situations)) {
    const browser = openTraveller();
    const customer = await arrange(browser);
    if (customer) await login(world, browser, 'pro', customer.pro);
    keep(`unavailable: ${reason}`, await ask(world, browser));
    if (reason === 'policy_suspended') await policies.resume('pro-particuliers', operator);
  }
}

async function collectChoices({ world, openTraveller, keep }: Collector): Promise<void> {
  const [linked, stranger] = [await linkedCustomer(world), await newCustomer(world, longNames)];
  const traveller = openTraveller();
  await login(world, traveller, 'particuliers', stranger.particuliers);
  keep('login that says where to activate', await world.authorize(traveller, 'outside-pro', { linked_from: 'particuliers' }));
  keep('somebody is signed in here', await ask(world, traveller));
  await login(world, traveller, 'pro', linked.pro);
  const both = await world.authorize(traveller, 'outside-pro', { linked_from: 'particuliers' });
  keep('somebody is signed in here, and where to activate', both);
  const choice = keep('choice between two accounts', await ask(world, traveller));
  const first = await traveller.submit(choice, { decision: 'linked' }, hasButton('decision', 'linked'));
  keep('the open account is signed out first', first);

  const unlinked = openTraveller();
  await login(world, unlinked, 'particuliers', stranger.particuliers);
  keep('choice without a link', await toConsent(world, unlinked, await newCustomer(world)));

  const asked = openTraveller();
  await login(world, asked, 'pro', linked.pro);
  const scope = 'openid profile linked_accounts linked_accounts:manage';
  keep('consent to scopes', await world.authorize(asked, 'outside-pro', { prompt: 'consent', scope }));
}

async function toConsent(world: World, browser: Browser, { pro }: Customer): Promise<Answer> {
  await login(world, browser, 'pro', pro);
  return ask(world, browser);
}

function ask(world: World, browser: Browser): Promise<Answer> {
  return world.authorize(browser, 'outside-particuliers', fromPro);
}

function accept(browser: Browser, page: Answer, filled: Readonly<Record<string, string>> = {}): Promise<Answer> {
  return browser.submit(page, { ...filled, decision: 'accept' }, hasButton('decision', 'accept'));
}
