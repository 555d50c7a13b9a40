/** Flows of a person in a browser: logins, activation, switches, a step-up. */
import type { Answer, Browser } from '../world/browser.ts';
import type { Customer } from '../world/customers.ts';
import { newCustomer } from '../world/customers.ts';
import { clientOf, hasButton, hasField, login, secretCodes, submitLogin, untilSettled } from '../world/people.ts';
import { type Flow, hasCode, openFrom, type Reply, signedIn, switched } from './attempt.ts';
import type { OutageWorld } from './outage-world.ts';

const strong = { acr_values: 'urn:passerelle:acr:strong' };
const isWaiting = (answer: Reply) => answer.status === 200 && /id="binding_message"/.test(answer.text);

async function strongLogin(world: OutageWorld, browser: Browser, { pro }: Customer): Promise<Answer> {
  const page = await world.authorize(browser, 'outside-pro', strong);
  return page.forms.some(hasField('secret_code')) ? submitLogin(browser, page, pro, secretCodes.pro) : page;
}

/** Wherever an activation is: agreed to, approved, opened. */
async function activation(world: OutageWorld, browser: Browser): Promise<Answer> {
  const page = await openFrom(world, browser, 'pro');
  const agreed = page.forms.some(hasButton('decision', 'accept')) ? await accept(browser, page) : page;
  return untilSettled(browser, agreed);
}

function accept(browser: Browser, page: Answer): Promise<Answer> {
  return browser.submit(page, { decision: 'accept' }, hasButton('decision', 'accept'));
}

export const browserFlows: readonly Flow[] = [
  {
    name: 'a first login',
    async begin(world) {
      const customer = await newCustomer(world, { pro: { status: 'never_opened' } });
      const browser = world.openBrowser();
      const page = await world.authorize(browser, 'outside-pro');
      return {
        customer,
        browser,
        act: () => submitLogin(browser, page, customer.pro, secretCodes.pro),
        anew: () => login(world, world.openBrowser(), 'pro', customer.pro),
      };
    },
    done: hasCode,
    signedIn: [],
    links: [],
    end: [],
  },
  {
    name: 'a strong login, its code',
    async begin(world) {
      const customer = await newCustomer(world);
      const browser = world.openBrowser();
      const page = await world.authorize(browser, 'outside-pro', strong);
      world.phone.approves = false;
      return {
        customer,
        browser,
        act: () => submitLogin(browser, page, customer.pro, secretCodes.pro),
        // Where nobody knows whether the phone was asked, it is not asked again at once (T17).
        anew: () => world.later(31, () => strongLogin(world, world.openBrowser(), customer)),
      };
    },
    done: isWaiting,
    signedIn: [],
    links: [],
    end: [],
  },
  {
    name: 'a strong login, its approval',
    async begin(world) {
      const customer = await newCustomer(world);
      const browser = world.openBrowser();
      world.phone.approves = false;
      const waiting = await strongLogin(world, browser, customer);
      world.phone.approves = true;
      return {
        customer,
        browser,
        act: () => untilSettled(browser, waiting),
        anew: async () => untilSettled(browser, await strongLogin(world, browser, customer)),
      };
    },
    // The account's one approval is over: another one may be asked for at once.
    settle: async (world, { customer }) => {
      world.phone.approves = false;
      const next = await strongLogin(world, world.openBrowser(), customer);
      if (!isWaiting(next)) throw new Error('the approval is still open');
    },
    done: hasCode,
    signedIn: [],
    links: [],
    end: [],
  },
  {
    name: 'single sign-on with prompt=none',
    async begin(world) {
      const { customer, browser } = await signedIn(world, { linked: false });
      return { customer, browser, act: () => world.authorize(browser, 'outside-pro', { prompt: 'none' }) };
    },
    done: hasCode,
    signedIn: ['pro'],
    links: [],
    end: [],
    repeatable: true,
  },
  {
    name: 'a consent',
    async begin(world) {
      const { customer, browser } = await signedIn(world, { linked: false });
      const page = await openFrom(world, browser, 'pro');
      world.phone.approves = false;
      return {
        customer,
        browser,
        act: () => accept(browser, page),
        anew: async () => accept(browser, await openFrom(world, browser, 'pro')),
      };
    },
    done: isWaiting,
    signedIn: ['pro'],
    links: ['pending', 'expired'],
    end: ['pending'],
  },
  {
    name: 'an approval that is collected, and the end of the activation',
    async begin(world) {
      const { customer, browser } = await signedIn(world, { linked: false });
      world.phone.approves = false;
      const waiting = await accept(browser, await openFrom(world, browser, 'pro'));
      world.phone.approves = true;
      return { customer, browser, act: () => untilSettled(browser, waiting), anew: () => activation(world, browser) };
    },
    done: hasCode,
    signedIn: ['pro'],
    links: ['pending', 'active', 'expired'],
    end: ['active'],
  },
  {
    name: 'a silent switch',
    async begin(world) {
      const { customer, browser } = await signedIn(world, { linked: true });
      return { customer, browser, act: () => openFrom(world, browser, 'pro', { prompt: 'none' }) };
    },
    done: hasCode,
    signedIn: ['pro'],
    links: ['active'],
    end: ['active'],
  },
  {
    name: 'a silent switch the other way',
    async begin(world) {
      const { customer, browser } = await signedIn(world, { linked: true, space: 'particuliers' });
      return { customer, browser, act: () => openFrom(world, browser, 'particuliers', { prompt: 'none' }) };
    },
    done: hasCode,
    signedIn: ['particuliers'],
    links: ['active'],
    end: ['active'],
  },
  {
    name: 'prompt=none in a linked session',
    async begin(world) {
      const { customer, browser } = await switched(world);
      return { customer, browser, act: () => world.authorize(browser, 'outside-particuliers', { prompt: 'none' }) };
    },
    done: hasCode,
    signedIn: ['pro', 'particuliers'],
    links: ['active'],
    end: ['active'],
    repeatable: true,
  },
  {
    name: 'a step-up',
    async begin(world) {
      const { customer, browser } = await switched(world);
      const stepUp = async () =>
        browser.submit(
          await world.authorize(browser, 'outside-particuliers', { prompt: 'login' }),
          // Asked for both where the session is direct already.
          { identifier: customer.particuliers, secret_code: secretCodes.particuliers },
          hasField('secret_code'),
        );
      const page = await world.authorize(browser, clientOf.particuliers, { prompt: 'login' });
      const act = () => browser.submit(page, { secret_code: secretCodes.particuliers }, hasField('secret_code'));
      return { customer, browser, act, anew: stepUp };
    },
    done: hasCode,
    signedIn: ['pro', 'particuliers'],
    links: ['active'],
    end: ['active'],
  },
];
