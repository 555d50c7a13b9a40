/** Flows by which a person ends something: the gateway, a secret code, a session. */
import type { Browser } from '../world/browser.ts';
import type { Customer } from '../world/customers.ts';
import { hasButton, hasField, submitLogin } from '../world/people.ts';
import { type Flow, hasCode, isOk, openFrom, type Reply, signedIn, switched, tokensOf } from './attempt.ts';
import type { OutageWorld } from './outage-world.ts';

const next = '802913';
const asksForNewCode = hasField('secret_code_confirmation');
const newCode = { secret_code: next, secret_code_confirmation: next };

async function loginWithNewCode(world: OutageWorld, { pro }: Customer): Promise<Reply> {
  const browser = world.openBrowser();
  return submitLogin(browser, await world.authorize(browser, 'outside-pro'), pro, next);
}

async function forget(browser: Browser, { pro }: Customer) {
  return browser.submit(await browser.get('/forgotten-code?space=pro'), { identifier: pro }, hasField('identifier'));
}

/** Nobody is signed in to either space any more. */
const isSignedOut = ({ left }: Reply) => left?.searchParams.get('error') === 'login_required';

export const endingFlows: readonly Flow[] = [
  {
    name: 'a deactivation on the preferences page',
    async begin(world) {
      const { customer, browser } = await switched(world);
      const asked = await browser.submit(
        await browser.get('/preferences?space=pro'),
        { decision: 'deactivate' },
        hasButton('decision', 'deactivate'),
      );
      const act = () => browser.submit(asked, { decision: 'confirm' }, hasButton('decision', 'confirm'));
      return { customer, browser, act };
    },
    done: (reply) => isOk(reply) && !/value="deactivate"/.test(reply.text),
    signedIn: ['pro'],
    links: ['active', 'revoked'],
    end: ['revoked'],
  },
  {
    name: 'a change of the secret code',
    async begin(world) {
      const { customer, browser } = await signedIn(world, { linked: true });
      const page = await browser.get('/secret-code?space=pro');
      const act = () => browser.submit(page, { current_secret_code: '135790', ...newCode }, hasField('current_secret_code'));
      // Changed, and the answer lost: the new code opens.
      return { customer, browser, act, anew: () => loginWithNewCode(world, customer) };
    },
    done: (reply) => hasCode(reply) || (isOk(reply) && !/name="current_secret_code"/.test(reply.text)),
    // Whether or not the link was revoked with the change: it opens nothing, and is revoked at its next use.
    settle: async (world, { customer }) => {
      const browser = world.openBrowser();
      await submitLogin(browser, await world.authorize(browser, 'outside-pro'), customer.pro, next);
      if (hasCode(await openFrom(world, browser, 'pro', { prompt: 'none' }))) throw new Error('the gateway is open after a change of code');
    },
    signedIn: ['pro'],
    links: ['active', 'revoked'],
    end: ['revoked'],
  },
  {
    name: 'a forgotten code, its identifier',
    isSlow: true,
    async begin(world) {
      const { customer, browser } = await signedIn(world, { linked: true });
      const page = await browser.get('/forgotten-code?space=pro');
      world.phone.approves = false;
      const act = () => browser.submit(page, { identifier: customer.pro }, hasField('identifier'));
      return { customer, browser, act, anew: () => forget(browser, customer) };
    },
    done: (reply) => isOk(reply) && /id="binding_message"/.test(reply.text),
    signedIn: ['pro'],
    links: ['active'],
    end: ['active'],
  },
  {
    name: 'a forgotten code, its approval',
    isSlow: true,
    async begin(world) {
      const { customer, browser } = await signedIn(world, { linked: true });
      world.phone.approves = false;
      const waiting = await forget(browser, customer);
      world.phone.approves = true;
      return { customer, browser, act: () => browser.get(waiting.url) };
    },
    done: (reply) => isOk(reply) && /name="secret_code_confirmation"/.test(reply.text),
    waits: (reply) => isOk(reply) && /id="binding_message"/.test(reply.text),
    signedIn: ['pro'],
    links: ['active'],
    end: ['active'],
  },
  {
    name: 'a forgotten code, the new one',
    async begin(world) {
      const { customer, browser } = await signedIn(world, { linked: true });
      world.phone.approves = true;
      const page = await forget(browser, customer);
      const act = () => browser.submit(page, newCode, asksForNewCode);
      // Written, and the answer lost: the page, loaded again, does the rest.
      return { customer, browser, act, anew: () => browser.get(page.url) };
    },
    done: (reply) => isOk(reply) && !/name="secret_code_confirmation"/.test(reply.text),
    signedIn: [],
    links: ['active', 'revoked'],
    end: ['revoked'],
  },
  {
    name: 'a sign-out of the source',
    async begin(world) {
      const { customer, browser } = await switched(world);
      const page = await browser.get('/sign-out');
      const silently = () => world.authorize(browser, 'outside-particuliers', { prompt: 'none' });
      async function act(): Promise<Reply> {
        const left = await browser.submit(page, { space: 'pro' }, hasButton('space'));
        return left.status >= 400 ? left : silently();
      }
      return { customer, browser, act, anew: silently };
    },
    done: isSignedOut,
    signedIn: [],
    links: ['active'],
    end: ['active'],
  },
  {
    name: 'end_session at the source',
    async begin(world) {
      const { customer, browser, own } = await switched(world);
      const { id_token } = await tokensOf(world, 'pro', own);
      const query = new URLSearchParams({ id_token_hint: id_token, client_id: 'outside-pro' });
      const leave = async (page: Awaited<ReturnType<Browser['get']>>): Promise<Reply> => {
        const left = page.forms.length > 0 ? await browser.submit(page, { logout: 'yes' }) : page;
        return left.status >= 400 ? left : world.authorize(browser, 'outside-particuliers', { prompt: 'none' });
      };
      const page = await browser.get(`/session/end?${query}`);
      return { customer, browser, act: () => leave(page), anew: async () => leave(await browser.get(`/session/end?${query}`)) };
    },
    done: isSignedOut,
    signedIn: [],
    links: ['active'],
    end: ['active'],
  },
];
