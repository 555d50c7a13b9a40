/** The pages about one's own account: preferences, receipts, codes changed and forgotten, signing out. */

import { answerOnPhone, choose, forget } from '../secret-code/forgotten.ts';
import type { Answer, Browser } from '../world/browser.ts';
import { linkedCustomer, newCustomer } from '../world/customers.ts';
import { hasButton, hasField, login, secretCodes, switchFrom } from '../world/people.ts';
import type { Collector } from './collection.ts';

const fiveMinutes = 301;

export async function collectAccountPages(collector: Collector): Promise<void> {
  await collectPreferences(collector);
  await collectCodeChanges(collector);
  await collectForgottenCodes(collector);
  await collectSignOuts(collector);
}

async function collectPreferences({ world, openTraveller, keep }: Collector): Promise<void> {
  const empty = openTraveller();
  await login(world, empty, 'pro', (await newCustomer(world)).pro);
  keep('preferences without a gateway', await empty.get('/preferences?space=pro'));

  const customer = await linkedCustomer(world);
  const traveller = openTraveller();
  // More uses than are shown at once.
  for (let use = 0; use < 4; use += 1) await switchFrom(world, openTraveller(), 'pro', customer.pro);
  for (let use = 0; use < 3; use += 1) await switchFrom(world, openTraveller(), 'particuliers', customer.particuliers);
  await login(world, traveller, 'pro', customer.pro);
  const active = keep('preferences', await traveller.get('/preferences?space=pro'));
  keep('receipt', await traveller.get(receiptOn(active)));
  const other = openTraveller();
  await login(world, other, 'particuliers', customer.particuliers);
  const readOnly = keep('preferences of the other space', await other.get('/preferences?space=particuliers'));
  keep('receipt in the other space', await other.get(receiptOn(readOnly)));

  const question = keep('deactivation', await traveller.submit(active, { decision: 'deactivate' }, hasButton('decision', 'deactivate')));
  const confirm = hasButton('decision', 'confirm');
  const ended = keep('preferences after deactivation', await traveller.submit(question, { decision: 'confirm' }, confirm));
  keep('receipt of a gateway that has ended', await traveller.get(receiptOn(ended)));

  const reset = await linkedCustomer(world);
  const told = openTraveller();
  await login(world, told, 'particuliers', reset.particuliers);
  await world.demo.server.passerelle.links.revoke(reset.linkId, { reason: 'secret_reset', actor: 'operator:adviser' });
  keep('preferences with a gateway that the bank has ended', await told.get('/preferences?space=particuliers'));
}

async function collectCodeChanges({ world, openTraveller, keep }: Collector): Promise<void> {
  const traveller = openTraveller();
  await login(world, traveller, 'pro', (await linkedCustomer(world)).pro);
  const page = keep('change of code', await traveller.get('/secret-code?space=pro'));
  const change = (current: string, next: string, confirmation = next) => {
    const codes = { current_secret_code: current, secret_code: next, secret_code_confirmation: confirmation };
    return traveller.submit(page, codes, hasField('current_secret_code'));
  };
  keep('change of code with nothing filled in', await change('', ''));
  keep('change of code with a wrong code', await change('000000', '802913'));
  keep('change of code to two different ones', await change(secretCodes.pro, '802913', '802914'));
  keep('change of code to one easily guessed', await change(secretCodes.pro, '111111'));
  keep('code changed', await change(secretCodes.pro, '802913'));
}

async function collectForgottenCodes({ world, openTraveller, keep }: Collector): Promise<void> {
  const customer = await newCustomer(world);
  const traveller = openTraveller();
  const first = keep('forgotten code', await traveller.get('/forgotten-code?space=pro'));
  keep('forgotten code with nothing filled in', await traveller.submit(first, { identifier: '' }, hasField('identifier')));
  const waiting = keep('forgotten code waiting', await forget(traveller, 'pro', customer.pro));
  const next = keep('forgotten code approved', await answerOnPhone(world, traveller, customer.pro, waiting));
  keep('forgotten code with a mistake', await choose(traveller, next, '111111'));
  keep('forgotten code replaced', await choose(traveller, next, '802913'));

  const denying = openTraveller();
  keep('forgotten code denied', await answerOnPhone(world, denying, customer.pro, await forget(denying, 'pro', customer.pro), 'deny'));
  const late = openTraveller();
  const open = await forget(late, 'pro', '99999999');
  world.advance(fiveMinutes);
  keep('forgotten code expired', await late.get(open.url));
  world.advance(-fiveMinutes);
}

async function collectSignOuts({ world, openTraveller, keep }: Collector): Promise<void> {
  const customer = await linkedCustomer(world);
  const traveller = openTraveller();
  keep('sign-out of nobody', await traveller.get('/sign-out'));
  await login(world, traveller, 'pro', customer.pro);
  keep('sign-out with one space open', await traveller.get('/sign-out'));
  await world.authorize(traveller, 'outside-particuliers', { linked_from: 'pro' });
  const spaces = keep('sign-out with both spaces open', await traveller.get('/sign-out'));
  keep('logout of a space', await traveller.get('/session/end?client_id=outside-pro'));
  const one = await traveller.submit(spaces, { space: 'particuliers' });
  keep('one space left', one);
  keep('all spaces left', await traveller.submit(one, { space: 'pro' }));

  const still = openTraveller();
  await login(world, still, 'pro', customer.pro);
  await login(world, still, 'particuliers', customer.particuliers);
  keep('signed out, another space open', await signOutOfPro(still));
  const done = openTraveller();
  await login(world, done, 'pro', customer.pro);
  keep('signed out', await signOutOfPro(done));
}

async function signOutOfPro(browser: Browser): Promise<Answer> {
  return browser.submit(await browser.get('/session/end?client_id=outside-pro'), { logout: 'yes' });
}

function receiptOn({ text }: Answer): string {
  const [, address = ''] = /href="([^"]*\/receipt[^"]*)"/.exec(text) ?? [];
  return address.replaceAll('&amp;', '&');
}
