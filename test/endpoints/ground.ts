/** A world in which every endpoint has something to do: customers, browsers in the middle of each journey, tokens, a bank's transmitter. */
import { join } from 'node:path';
import { type AdminWorld, openAdminWorld } from '../admin/admin-world.ts';
import { folderOf } from '../configuration/demo-variables.ts';
import { createTransmitter, type Transmitter } from '../events/transmitter.ts';
import type { StoreKind } from '../ground/stores.ts';
import { forget } from '../secret-code/forgotten.ts';
import type { Answer, Browser } from '../world/browser.ts';
import { accountOf, linkedCustomer, newCustomer } from '../world/customers.ts';
import type { Tokens } from '../world/outside.ts';
import { login } from '../world/people.ts';
import { storeOf } from '../world/world.ts';
import { type CountedStore, countWrites } from './counted-store.ts';

/** A browser with a page of ours open. */
export interface Opened {
  readonly browser: Browser;
  readonly page: Answer;
}

export interface Ground {
  readonly world: AdminWorld;
  readonly counted: CountedStore;
  readonly transmitter: Transmitter;
  /** Signed in to the professional space, with an active link: each for one row, since the row's right request uses it up. */
  signedIn(): Promise<{
    readonly browser: Browser;
    readonly tokens: Tokens;
    readonly linkId: string;
    readonly accountId: string;
    readonly answer: Answer;
  }>;
  /** An identifier and an account without links. */
  customer(): Promise<{ readonly identifier: string; readonly accountId: string }>;
  atLogin(): Promise<Opened>;
  /** Before the gateway's consent. */
  atConsent(): Promise<Opened>;
  /** Before the consent to scopes. */
  atScopes(): Promise<Opened>;
  /** Where a code was forgotten: the first page, and the one that waits for the phone. */
  atForgottenCode(): Promise<Opened>;
  waitingForNewCode(): Promise<Opened>;
  /** What nobody outside may ever see. */
  readonly secrets: Set<string>;
}

const scope = 'openid profile linked_accounts linked_accounts:manage';

export async function openGround(kind: StoreKind): Promise<Ground> {
  const transmitter = await createTransmitter();
  const events = { event_issuers: [{ issuer: transmitter.entry.issuer, jwks: { keys: [transmitter.jwk] }, spaces: ['pro'] }] };
  const counted = countWrites(await storeOf(kind, () => new Date()));
  const configurationFile = join(folderOf({ 'events.yaml': JSON.stringify(events) }), 'events.yaml');
  const world = await openAdminWorld(kind, {}, { store: counted.store, configurationFile });
  const secrets = new Set<string>();

  async function signedIn() {
    const customer = await linkedCustomer(world);
    const browser = world.openBrowser();
    const answer = await login(world, browser, 'pro', customer.pro, { scope });
    const { tokens } = await world.exchange('outside-pro', answer);
    const { accountId, personId } = await accountOf(world, 'pro', customer.pro);
    for (const secret of [accountId, personId, (await accountOf(world, 'particuliers', customer.particuliers)).accountId])
      secrets.add(secret);
    return { browser, tokens, linkId: customer.linkId, accountId, answer: await world.authorize(browser, 'outside-pro') };
  }

  async function customer() {
    const { pro } = await newCustomer(world);
    return { identifier: pro, accountId: (await accountOf(world, 'pro', pro)).accountId };
  }

  async function opened(open: (browser: Browser) => Promise<Answer>): Promise<Opened> {
    const browser = world.openBrowser();
    return { browser, page: await open(browser) };
  }

  return {
    world,
    counted,
    transmitter,
    secrets,
    signedIn,
    customer,
    atLogin: () => opened((browser) => world.authorize(browser, 'outside-pro')),
    atConsent: () =>
      opened(async (browser) => {
        await login(world, browser, 'pro', (await customer()).identifier);
        return world.authorize(browser, 'outside-particuliers', { linked_from: 'pro' });
      }),
    atScopes: () =>
      opened(async (browser) => {
        await login(world, browser, 'pro', (await customer()).identifier);
        return world.authorize(browser, 'outside-pro', { prompt: 'consent' });
      }),
    atForgottenCode: () => opened((browser) => browser.get('/forgotten-code?space=pro')),
    waitingForNewCode: () => opened(async (browser) => forget(browser, 'pro', (await customer()).identifier)),
  };
}
