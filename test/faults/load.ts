/**
 * Customers who do what customers do, several at the same time and again and again: single sign-on, switches, refreshes, logins, and one who
 * activates. What each deed needs of what stands behind the server is part of it.
 */
import { setTimeout } from 'node:timers/promises';
import type { Browser } from '../world/browser.ts';
import type { Customer } from '../world/customers.ts';
import type { PortName } from '../world/faulty-ports.ts';
import { clientOf, hasButton, hasField, login, type SpaceName, secretCodes, submitLogin, untilSettled } from '../world/people.ts';
import { asClient, hasCode, isOk, openFrom, type Reply, signedIn, switched, tokensOf, withToken } from './attempt.ts';
import type { OutageWorld } from './outage-world.ts';

export interface Deed {
  readonly name: string;
  readonly needs: readonly PortName[];
  act(): Promise<Reply>;
  done(reply: Reply): boolean;
  /** What follows from it. `cutOff`: something went away, or came back, in the midst of it. */
  after?(reply: Reply, cutOff: boolean): void;
}

/** One customer's browsers and programs, which do one deed after the other. */
export interface Lane {
  readonly customer: Customer;
  readonly deeds: readonly Deed[];
  /** Where each browser is signed in, and stays so whatever happens. */
  readonly browsers: ReadonlyMap<Browser, readonly SpaceName[]>;
}

const always: readonly PortName[] = ['store', 'directory'];
/** More than anybody asks after at the end of a long load. */
const enough = 20;
/** Milliseconds: nobody may start more than a thousand activations an hour. */
const pause = 80;

export async function openLane(world: OutageWorld): Promise<Lane> {
  const { customer, browser, answer } = await switched(world);
  const browsers = new Map<Browser, readonly SpaceName[]>([[browser, ['pro', 'particuliers']]]);
  /** Signed in to the one space, and not yet switched. */
  const fresh: Browser[] = [];
  for (let count = 0; count < 2; count += 1) {
    const other = world.openBrowser();
    await login(world, other, 'pro', customer.pro);
    came(other);
  }
  let entering = browser;
  let switching = browser;
  let tokens = await tokensOf(world, 'particuliers', answer);
  let mayBeUsedUp = false;

  function came(other: Browser): void {
    browsers.set(other, ['pro']);
    fresh.push(other);
  }

  function switchedOver(other: Browser): void {
    if (browsers.size > enough) browsers.delete(other);
    else browsers.set(other, ['pro', 'particuliers']);
  }

  /** As after any lost response (RFC 6749 section 10.4): used again, the old token is refused, and the session gives another. */
  async function refresh(): Promise<Reply> {
    const fields = { grant_type: 'refresh_token', refresh_token: tokens.refresh_token };
    const reply = await asClient(world, clientOf.particuliers, '/token', fields);
    if (!mayBeUsedUp || JSON.parse(reply.text).error !== 'invalid_grant') return reply;
    const again = await world.authorize(browser, clientOf.particuliers, { prompt: 'none' });
    if (!hasCode(again)) return again;
    tokens = await tokensOf(world, 'particuliers', again);
    mayBeUsedUp = false;
    return refresh();
  }

  const deeds: readonly Deed[] = [
    {
      name: 'a refresh',
      needs: always,
      act: refresh,
      done: isOk,
      after(reply, cutOff) {
        if (isOk(reply)) tokens = JSON.parse(reply.text);
        else if (cutOff) mayBeUsedUp = true;
      },
    },
    {
      name: 'userinfo',
      needs: always,
      act: () => withToken(world, '/me', tokens.access_token),
      done: isOk,
    },
    {
      name: 'single sign-on',
      needs: always,
      act: () => world.authorize(browser, clientOf.pro, { prompt: 'none' }),
      done: hasCode,
    },
    {
      name: 'single sign-on in a linked session',
      needs: always,
      act: () => world.authorize(browser, clientOf.particuliers, { prompt: 'none' }),
      done: hasCode,
    },
    {
      name: 'a login',
      needs: always,
      async act() {
        entering = world.openBrowser();
        const page = await world.authorize(entering, clientOf.pro);
        return page.forms.some(hasField('secret_code')) ? submitLogin(entering, page, customer.pro, secretCodes.pro) : page;
      },
      done: hasCode,
      after: (reply) => {
        if (hasCode(reply)) came(entering);
      },
    },
    {
      name: 'a switch',
      needs: always,
      act() {
        switching = fresh.shift() ?? browser;
        return openFrom(world, switching, 'pro', { prompt: 'none' });
      },
      done: hasCode,
      after(reply) {
        if (switching === browser) return;
        if (hasCode(reply)) switchedOver(switching);
        else fresh.unshift(switching);
      },
    },
  ];
  return { customer, browsers, deeds };
}

/** Somebody without a link, who tries and tries, and has it in the end. */
export async function openActivatingLane(world: OutageWorld): Promise<Lane> {
  const { customer, browser } = await signedIn(world, { linked: false });
  const wants = hasButton('decision', 'accept');
  const activation: Deed = {
    name: 'an activation',
    needs: [...always, 'approver'],
    async act() {
      await setTimeout(pause);
      const page = await openFrom(world, browser, 'pro');
      return page.forms.some(wants) ? untilSettled(browser, await browser.submit(page, { decision: 'accept' }, wants)) : page;
    },
    done: hasCode,
  };
  return { customer, browsers: new Map([[browser, ['pro'] as const]]), deeds: [activation] };
}
