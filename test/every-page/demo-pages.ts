/** The demo's own pages: a space signed out and signed in, its drop-down in each state, what it tells of outcomes, the phone, the mailbox, the desk. */
import { type Customer, linkedCustomer, newCustomer } from '../world/customers.ts';
import { approveAtOnce, hasButton, hasField, type SpaceName, secretCodes, submitLogin, untilSettled } from '../world/people.ts';
import type { Traveller } from '../world/traveller.ts';
import type { Collector } from './collection.ts';

const transfer = { payee: 'Boulangerie Lefèvre', amount: '12,50' };

export async function collectDemoPages(collector: Collector): Promise<void> {
  await collectSpaces(collector);
  await collectNotices(collector);
  await collectOperations(collector);
  await collectPhone(collector);
  await collectDesk(collector);
}

async function collectSpaces(collector: Collector): Promise<void> {
  const { world, openTraveller, keep } = collector;
  const visitor = openTraveller();
  for (const space of ['pro', 'particuliers'] as const) keep(`door of ${space}`, await visitor.get(`${world.demo.urls[space]}/`));

  const customers = {
    active: await linkedCustomer(world),
    available: await newCustomer(world),
    unavailable: await newCustomer(world, { particuliers: { status: 'blocked' } }),
  };
  for (const [state, customer] of Object.entries(customers)) {
    const traveller = await signedIn(collector, 'pro', customer);
    keep(`home, the other space ${state}`, await traveller.get(`${world.demo.urls.pro}/`));
  }
}

async function collectNotices(collector: Collector): Promise<void> {
  const { world, openTraveller, keep } = collector;
  const { pro, particuliers, issuer } = world.demo.urls;
  const visitor = openTraveller();
  keep('a link of somebody else', await visitor.get(`${pro}/login?iss=https://other.example`));
  keep('a login that was not begun here', await visitor.get(`${pro}/callback?code=x&state=y&iss=${issuer}`));
  keep('told: login_required', await openTraveller().get(`${pro}/login?prompt=none`));
  keep('told: invalid_request', await openTraveller().get(`${pro}/login?linked_from=nowhere`));
  keep('told: access_denied', await cancelled());

  const customer = await newCustomer(world);
  const traveller = await signedIn(collector, 'pro', customer);
  keep('told: interaction_required', await traveller.get(`${particuliers}/login?linked_from=pro&prompt=none`));
  const consent = await traveller.get(`${particuliers}/login?linked_from=pro`);
  const waiting = await traveller.submit(consent, { decision: 'accept' }, hasButton('decision', 'accept'));
  keep('phone with a request', await openTraveller().get(`${world.demo.urls.phone}/?identifier=${customer.pro}`));
  keep('told: the gateway is active', await approveAtOnce(world, traveller, customer.pro, waiting));
  keep('phone with a past request', await openTraveller().get(`${world.demo.urls.phone}/?identifier=${customer.pro}`));
  const answered = await world.phone.list(customer.pro);
  const late = `${world.demo.urls.phone}/approvals/${answered[0]?.auth_req_id}`;
  keep('phone answered twice', await openTraveller().post(late, { decision: 'approve' }));

  await world.desk.act('revoke', { space: 'pro', identifier: customer.pro });
  keep('told: the adviser has ended it', await whenEnded(traveller, `${particuliers}/`));

  async function cancelled() {
    const browser = openTraveller();
    const login = await browser.get(`${pro}/login`);
    return browser.submit(login, { decision: 'cancel' }, hasButton('decision', 'cancel'));
  }
}

async function collectOperations(collector: Collector): Promise<void> {
  const { world, keep } = collector;
  const { particuliers } = world.demo.urls;
  const customer = await linkedCustomer(world);
  const traveller = await signedIn(collector, 'pro', customer);
  await traveller.get(`${particuliers}/login?linked_from=pro`);
  keep('an operation that is incomplete', await traveller.post(`${particuliers}/operations`, { payee: '', amount: '1' }));
  keep('an operation of another site', await traveller.post(`${particuliers}/operations`, transfer, { origin: 'https://evil.example' }));

  const code = keep('step-up for an operation', await traveller.post(`${particuliers}/operations`, transfer));
  const refused = await traveller.submit(code, { decision: 'cancel' }, hasButton('decision', 'cancel'));
  keep('told: the operation was given up', refused);
  const again = await traveller.post(`${particuliers}/operations`, {
    ...transfer,
    payee: 'Menuiserie générale Vandenbroucke-Descharrières',
  });
  const waiting = await traveller.submit(again, { secret_code: secretCodes.particuliers }, hasField('secret_code'));
  keep('operation waiting for the phone', waiting);
  keep('phone with an operation', await traveller.get(`${world.demo.urls.phone}/?identifier=${customer.particuliers}`));
  await world.phone.answer(customer.particuliers, 'approve');
  world.advance(1);
  keep('told: the operation is carried out', await untilSettled(traveller, waiting));
}

async function collectPhone({ world, openTraveller, keep }: Collector): Promise<void> {
  const { phone } = world.demo.urls;
  const hand = openTraveller();
  keep('phone', await hand.get(`${phone}/`));
  keep('phone without requests', await hand.get(`${phone}/?identifier=99999999`));
  keep('mailbox', await hand.get(`${phone}/mailbox`));
  keep('mailbox without messages', await hand.get(`${phone}/mailbox?identifier=99999999`));
}

async function collectDesk(collector: Collector): Promise<void> {
  const { world, openTraveller, keep } = collector;
  const { desk, particuliers, phone } = world.demo.urls;
  const adviser = openTraveller();
  keep('desk', await adviser.get(`${desk}/`));
  keep('desk, nobody found', await adviser.get(`${desk}/?space=pro&identifier=99999999`));
  const email = `${Date.now()}-${collector.language}@example.com`;
  const customer = await linkedCustomer(world, { pro: { email }, particuliers: { email } });
  const traveller = await signedIn(collector, 'pro', customer);
  await traveller.get(`${particuliers}/login?linked_from=pro`);
  const file = keep('desk with a customer', await adviser.get(`${desk}/?space=pro&identifier=${customer.pro}`));
  const actions = ({ action }: { readonly action: string }) => action.includes('/actions/revoke');
  keep('desk after an action', await adviser.submit(file, {}, actions));
  const nobody = { space: 'pro', identifier: '99999999' };
  keep('desk, an action refused', await adviser.post(`${desk}/actions/block`, nobody));
  keep('mailbox with messages', await untilWritten(`${phone}/mailbox?identifier=${customer.pro}`));

  /** Notices leave the outbox by themselves. */
  async function untilWritten(url: string) {
    const deadline = Date.now() + 10_000;
    let page = await adviser.get(url);
    while (!page.text.includes('<article') && Date.now() < deadline) page = await adviser.get(url);
    if (!page.text.includes('<article')) throw new Error('no notice came');
    return page;
  }
}

async function signedIn({ world, openTraveller }: Collector, space: SpaceName, customer: Customer): Promise<Traveller> {
  const traveller = openTraveller();
  await submitLogin(traveller, await traveller.get(`${world.demo.urls[space]}/login`), customer[space], secretCodes[space]);
  return traveller;
}

/** Back-channel logout comes by itself. */
async function whenEnded(traveller: Traveller, home: string) {
  const deadline = Date.now() + 10_000;
  let page = await traveller.get(home);
  while (page.text.includes('action="/logout"') && Date.now() < deadline) page = await traveller.get(home);
  return page;
}
