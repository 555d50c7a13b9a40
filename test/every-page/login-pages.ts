/** The pages of logging in: every mistake of a login, the strong level, the step-up, an operation, a code that was given by the bank. */
import { choose } from '../secret-code/forgotten.ts';
import { accountOf, linkedCustomer, newCustomer } from '../world/customers.ts';
import { approveAtOnce, hasField, login, secretCodes, submitLogin, switchFrom, untilSettled } from '../world/people.ts';
import type { Collector } from './collection.ts';

const strong = { acr_values: 'urn:passerelle:acr:strong' };
const fiveMinutes = 301;

export async function collectLoginPages({ world, openTraveller, keep }: Collector): Promise<void> {
  const customer = await newCustomer(world);
  const traveller = openTraveller();
  const page = keep('login', await world.authorize(traveller, 'outside-pro'));
  keep('login with nothing filled in', await submitLogin(traveller, page, '', ''));
  keep('login with a wrong code', await submitLogin(traveller, page, customer.pro, '000000'));

  const strongLogin = keep('login of level strong', await world.authorize(traveller, 'outside-pro', strong));
  const waiting = keep('strong login waiting', await submitLogin(traveller, strongLogin, customer.pro, secretCodes.pro));
  const busy = openTraveller();
  const second = await submitLogin(busy, await world.authorize(busy, 'outside-pro', strong), customer.pro, secretCodes.pro);
  keep('strong login while another one waits', second);
  keep('strong login denied', await approveAtOnce(world, traveller, customer.pro, waiting, 'deny'));
  const late = openTraveller();
  const other = await newCustomer(world);
  const unanswered = await submitLogin(late, await world.authorize(late, 'outside-pro', strong), other.pro, secretCodes.pro);
  world.advance(fiveMinutes);
  keep('strong login expired', await untilSettled(late, unanswered));
  world.advance(-fiveMinutes);
  const without = await newCustomer(world, { pro: { authenticator: false } });
  const phoneless = openTraveller();
  keep(
    'strong login without an app',
    await submitLogin(phoneless, await world.authorize(phoneless, 'outside-pro', strong), without.pro, secretCodes.pro),
  );

  const [tired, again] = [await newCustomer(world), openTraveller()];
  let form = await world.authorize(again, 'outside-pro', strong);
  for (let denied = 0; denied < 3; denied += 1) {
    form = await approveAtOnce(world, again, tired.pro, await submitLogin(again, form, tired.pro, secretCodes.pro), 'deny');
  }
  keep('strong login asked for in vain too often', await submitLogin(again, form, tired.pro, secretCodes.pro));

  await collectStepUp();
  await collectGivenCode();

  async function collectStepUp(): Promise<void> {
    const [linked, stranger] = [await linkedCustomer(world), await newCustomer(world)];
    const switched = openTraveller();
    await switchFrom(world, switched, 'pro', linked.pro);
    const stepUp = keep('step-up', await world.authorize(switched, 'outside-particuliers', { prompt: 'login' }));
    keep('step-up with nothing filled in', await switched.submit(stepUp, { secret_code: '' }, hasField('secret_code')));
    keep('step-up with a wrong code', await switched.submit(stepUp, { secret_code: '000000' }, hasField('secret_code')));
    await switched.submit(await switched.get('/sign-out'), { space: 'all' });
    await login(world, switched, 'particuliers', stranger.particuliers);
    keep('step-up of somebody else', await switched.get(stepUp.url));
  }

  async function collectGivenCode(): Promise<void> {
    const { pro } = await newCustomer(world);
    await world.demo.server.credentials.reset((await accountOf(world, 'pro', pro)).accountId, '000000');
    const given = openTraveller();
    const newCode = keep('given code', await submitLogin(given, await world.authorize(given, 'outside-pro'), pro, '000000'));
    keep('given code with a mistake', await choose(given, newCode, '111111'));
    keep('given code with two different ones', await choose(given, newCode, '802913', '802914'));
  }
}
