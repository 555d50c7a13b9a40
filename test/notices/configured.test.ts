/** The whole server with the mail server that its configuration names: from a customer's consent to a letter, and T54 on the way. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { newCustomer } from '../world/customers.ts';
import { approveAtOnce, hasButton, login } from '../world/people.ts';
import { openWorld, type World } from '../world/world.ts';
import { authority, headerOf, type MailServer, openMailServer, textOf } from './mail-server.ts';

const emails = { pro: 'la.direction@example.com', particuliers: 'nulle.part@example.com' };
let server: MailServer;
let world: World;

beforeAll(async () => {
  server = await openMailServer({
    onRcptTo: ({ address }, _session, callback) =>
      callback(address === emails.particuliers ? Object.assign(new Error(`<${address}> unknown`), { responseCode: 550 }) : null),
  });
  const from = { name: 'Banque', address: 'ne-pas-repondre@bank.example' };
  const smtp = { host: 'localhost', port: server.port, tls: 'starttls', ca: authority };
  world = await openWorld('memory', { overlay: { notices: { from, smtp } } });
});
afterAll(async () => {
  await world.close();
  await server.close();
});

it('T54: a letter comes over TLS; one that is refused is a dead delivery; no log line and no delivery has an address', async () => {
  const customer = await newCustomer(world, { pro: { email: emails.pro }, particuliers: { email: emails.particuliers } });
  const browser = world.openBrowser();
  await login(world, browser, 'pro', customer.pro);
  const page = await world.authorize(browser, 'outside-particuliers', { linked_from: 'pro' });
  const waiting = await browser.submit(page, { decision: 'accept' }, hasButton('decision', 'accept'));
  await approveAtOnce(world, browser, customer.pro, waiting);
  await world.demo.server.passerelle.worker.run();

  const [letter, ...others] = server.accepted;
  if (!letter || others.length > 0) throw new Error('one letter');
  expect(letter).toMatchObject({ secure: true, to: [emails.pro], from: 'ne-pas-repondre@bank.example' });
  expect(headerOf(letter, 'Subject')).toBe('La passerelle entre vos espaces est activée');
  // Without a language of the account's: that of the consent.
  expect(textOf(letter)).toContain('Espace Professionnel et votre Espace Particuliers');
  for (const secret of [customer.pro, customer.particuliers, 'acc_', 'lnk_']) expect(letter.raw).not.toContain(secret);

  const { deliveries } = world.demo.server.passerelle;
  const dead = await deliveries.list({ status: 'dead', limit: 10 });
  expect(dead).toMatchObject([{ kind: 'notice', destination: 'customers:particuliers', lastError: 'status 550' }]);
  expect(world.lines).toContainEqual(expect.objectContaining({ message: 'delivery.dead', kind: 'notice', reason: 'status 550' }));
  const done = await deliveries.list({ status: 'done', limit: 10 });
  const kept = JSON.stringify([world.lines, dead, done]);
  for (const email of Object.values(emails)) expect(kept).not.toContain(email);
});
