/** The demo's customers, their mailboxes and the whole way between: what the wire shows, and where an address never comes. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { describeOnStores } from '../ground/stores.ts';
import { accountOf, newCustomer } from '../world/customers.ts';
import { approveAtOnce, hasButton, login } from '../world/people.ts';
import { openWorld, type World } from '../world/world.ts';

interface Message {
  readonly message_id: string;
  readonly date: string;
  readonly language: string;
  readonly subject: string;
  readonly text: string;
}

describeOnStores('the mailbox of the demo', (kind) => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld(kind);
  });
  afterAll(() => world.close());

  const mailbox = (query: Readonly<Record<string, string>>, headers: Readonly<Record<string, string>> = {}) =>
    fetch(`${world.demo.urls.phone}/mailbox?${new URLSearchParams(query)}`, { headers });
  const messages = async (identifier: string) => (await (await mailbox({ identifier })).json()) as Message[];
  const subjects = async (identifier: string) => (await messages(identifier)).map(({ subject }) => subject);

  it('shows what the bank wrote to each side, in its language: activated, a new browser, switched off', async () => {
    const emails = { pro: 'la.direction@example.com', particuliers: 'chez.elle@example.com' };
    const customer = await newCustomer(world, {
      pro: { email: emails.pro, language: 'fr', company: 'Société Secrète' },
      particuliers: { email: emails.particuliers, language: 'en' },
    });
    const { worker } = world.demo.server.passerelle;
    const browser = world.openBrowser();
    await login(world, browser, 'pro', customer.pro);
    const page = await world.authorize(browser, 'outside-particuliers', { linked_from: 'pro' });
    const waiting = await browser.submit(page, { decision: 'accept' }, hasButton('decision', 'accept'));
    await approveAtOnce(world, browser, customer.pro, waiting);
    await worker.run();
    expect(await subjects(customer.pro)).toEqual(['La passerelle entre vos espaces est activée']);
    expect(await subjects(customer.particuliers)).toEqual(['The gateway between your spaces is active']);

    const other = world.openBrowser();
    await login(world, other, 'pro', customer.pro);
    await world.authorize(other, 'outside-particuliers', { linked_from: 'pro', prompt: 'none' });
    await worker.run();
    const preferences = await other.get('/preferences?space=pro');
    const confirmation = await other.submit(preferences, { decision: 'deactivate' }, hasButton('decision', 'deactivate'));
    await other.submit(confirmation, { decision: 'confirm' }, hasButton('decision', 'confirm'));
    await worker.run();
    expect(await subjects(customer.pro)).toEqual([
      'La passerelle entre vos espaces est désactivée',
      'Votre passerelle a été utilisée dans un nouveau navigateur',
      'La passerelle entre vos espaces est activée',
    ]);
    const [off, used] = await messages(customer.particuliers);
    expect(off?.text).toContain('This was done at your request, in your preferences.');
    expect(used?.text).toContain('the gateway opened your Personal space from your Business space');

    await neitherAddressNorAccount(customer, Object.values(emails));
  });

  /** T54: in logs, deliveries, the admin's view of them, the JSON and the page. */
  async function neitherAddressNorAccount(customer: { pro: string; particuliers: string }, emails: readonly string[]): Promise<void> {
    const { deliveries, links } = world.demo.server.passerelle;
    const accounts = [await accountOf(world, 'pro', customer.pro), await accountOf(world, 'particuliers', customer.particuliers)];
    const done = (await deliveries.list({ status: 'done', limit: 100 })).filter(({ kind: sort }) => sort === 'notice');
    expect(done).toHaveLength(6);
    const [link] = await links.list(accounts[0]?.accountId ?? '');
    const written = [...(await messages(customer.pro)), ...(await messages(customer.particuliers))];
    const page = await (await mailbox({ identifier: customer.pro }, { accept: 'text/html' })).text();
    const shown = JSON.stringify([done, world.lines, written, page, link]);
    expect(emails.filter((email) => shown.includes(email))).toEqual([]);
    const told = JSON.stringify([done.map(({ payload }) => payload), written]);
    const secrets = accounts.flatMap(({ accountId, accountNumber, identifier, name, personId }) => [
      accountId,
      accountNumber,
      accountNumber.slice(-4),
      identifier,
      name,
      personId,
    ]);
    expect([...secrets, 'Société Secrète'].filter((secret) => told.includes(secret))).toEqual([]);
    expect(world.lines.filter(({ level }) => level === 'error')).toEqual([]);
  }

  it('is a page for a person and JSON for a program, in French and English, and no one else gets anything', async () => {
    const asPage = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
    const french = await mailbox({ identifier: '70000001' }, asPage);
    expect([french.status, french.headers.get('content-type'), french.headers.get('cache-control')]).toEqual([
      200,
      'text/html; charset=utf-8',
      'no-store',
    ]);
    expect(await french.text()).toContain('<html lang="fr">');
    for (const way of [mailbox({}, { ...asPage, 'accept-language': 'en-GB' }), mailbox({ ui_locales: 'en' }, asPage)]) {
      const text = await (await way).text();
      expect(text).toContain('<html lang="en">');
      expect(text).toContain('See my messages');
    }
    const format = await mailbox({ identifier: '70000001', format: 'json' }, asPage);
    expect(await format.json()).toEqual([]);
    expect(await messages("nobody'; $ne")).toEqual([]);
    const missing = await mailbox({});
    expect([missing.status, await missing.json()]).toEqual([400, { error: 'invalid_request', error_description: 'identifier is missing' }]);
  });

  it('a customer without an address is written nothing, and the operator sees that', async () => {
    const customer = await newCustomer(world);
    const browser = world.openBrowser();
    await login(world, browser, 'pro', customer.pro);
    const page = await world.authorize(browser, 'outside-particuliers', { linked_from: 'pro' });
    const waiting = await browser.submit(page, { decision: 'accept' }, hasButton('decision', 'accept'));
    await approveAtOnce(world, browser, customer.pro, waiting);
    await world.demo.server.passerelle.worker.run();
    const lines = world.lines.filter(({ message }) => message === 'notice.no_address');
    expect(lines.map(({ level, occasion, space }) => `${level} ${occasion} ${space}`).sort()).toEqual([
      'info activated particuliers',
      'info activated pro',
    ]);
    expect(await world.demo.server.passerelle.deliveries.counts()).toMatchObject({ due: 0, dead: 0 });
  });
});
