/** Three spaces and two policies, by configuration alone: each pair works both ways, and nothing leads across a pair without a policy. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type SeedEntry, seedAccounts } from '../../src/server/directory/seed.ts';
import { describeOnStores } from '../ground/stores.ts';
import { ask, askSilently, claimsOf, linksOf, outcomeOf, switchesOf } from '../switch/asking.ts';
import type { Browser } from '../world/browser.ts';
import { camille, consent, submitLogin } from '../world/people.ts';
import { openWorld, type World } from '../world/world.ts';

type Space = 'pro' | 'particuliers' | 'associations';
const secretCodes = { pro: '135790', particuliers: '246801', associations: '975310' } as const;
const identifiers = { ...camille, associations: '90000001' } as const;
const linked = 'urn:passerelle:acr:linked';

const outsideClient = {
  token_endpoint_auth_method: 'client_secret_basic',
  client_secret: 'outside-secret',
  require_pushed_authorization_requests: false,
  // biome-ignore-start lint/suspicious/noTemplateCurlyInString: variables of the configuration
  redirect_uris: ['${OUTSIDE_URL}/callback'],
  initiate_login_uri: '${OUTSIDE_URL}/login',
  // biome-ignore-end lint/suspicious/noTemplateCurlyInString: variables of the configuration
};

const overlay = {
  spaces: [{ id: 'associations', name: { fr: 'Espace Associations', en: 'Associations space' }, entry_client: 'outside-associations' }],
  clients: [
    { client_id: 'outside-associations', space: 'associations', ...outsideClient },
    { client_id: 'outside-pro-second', space: 'pro', ...outsideClient },
  ],
  policies: [
    {
      id: 'pro-particuliers',
      clients: ['outside-pro', 'outside-pro-second', 'outside-particuliers'],
      clients_without_par: ['outside-pro', 'outside-pro-second', 'outside-particuliers'],
    },
    {
      id: 'pro-associations',
      activating_space: 'pro',
      other_space: 'associations',
      clients: ['outside-pro', 'outside-associations'],
      clients_without_par: ['outside-pro', 'outside-associations'],
      consent_version: '1',
      activations_per_hour: 50,
      lives: { reactivation_delay: '1m' },
    },
  ],
};

const association: SeedEntry = {
  person: 'camille',
  name: 'Camille Martin',
  space: 'associations',
  identifier: identifiers.associations,
  secretCode: secretCodes.associations,
  status: 'active',
  mayActivate: true,
  authenticator: false,
};

const pairs = [
  ['pro', 'particuliers'],
  ['particuliers', 'pro'],
  ['pro', 'associations'],
  ['associations', 'pro'],
] as const;

const across = [
  ['particuliers', 'associations'],
  ['associations', 'particuliers'],
] as const;

describeOnStores('three spaces, two policies', (kind) => {
  let world: World;
  const consentTexts = mkdtempSync(join(tmpdir(), 'consent-'));
  beforeAll(async () => {
    for (const policy of ['pro-particuliers', 'pro-associations'])
      cpSync('config/consent/pro-particuliers', join(consentTexts, policy), { recursive: true });
    world = await openWorld(kind, { overlay, consentTexts });
    await seedAccounts(world.demo.store.accounts, [association], {
      clock: () => new Date(),
      cost: { memory: 64, passes: 1, parallelism: 1 },
    });
    const browser = await signedIn('pro');
    for (const space of ['particuliers', 'associations'] as const) {
      const page = await world.authorize(browser, `outside-${space}`, { linked_from: 'pro' });
      expect(outcomeOf(await consent(world, browser, page))).toBe('code');
    }
  });
  afterAll(async () => {
    await world.close();
    rmSync(consentTexts, { recursive: true });
  });

  async function signedIn(space: Space): Promise<Browser> {
    const browser = world.openBrowser();
    await logIn(browser, space);
    return browser;
  }

  async function logIn(browser: Browser, space: Space): Promise<void> {
    const page = await world.authorize(browser, `outside-${space}`);
    expect(outcomeOf(await submitLogin(browser, page, identifiers[space], secretCodes[space]))).toBe('code');
  }

  it('one account of the professional space is linked with one of each other space', async () => {
    expect(await linksOf(world, 'pro', camille.pro)).toEqual(['active', 'active']);
  });

  it.each(pairs)('%s opens %s, with and without prompt=none', async (source, target) => {
    const browser = await signedIn(source);
    const { silently, openly, answer } = await ask(world, browser, `outside-${target}`, { linked_from: source });
    expect([silently, openly]).toEqual(['code', 'code']);
    expect(await claimsOf(world, `outside-${target}`, answer)).toMatchObject({ acr: linked, linked_from: source });
  });

  it('from one space both others are open side by side', async () => {
    const browser = await signedIn('pro');
    for (const target of ['particuliers', 'associations'] as const) {
      expect(await askSilently(world, browser, `outside-${target}`, { linked_from: 'pro' })).toBe('code');
    }
    for (const space of ['pro', 'particuliers', 'associations'] as const) {
      expect(await askSilently(world, browser, `outside-${space}`, {})).toBe('code');
    }
  });

  it.each(across)('%s never opens %s: there is no policy between them', async (source, target) => {
    const browser = await signedIn(source);
    expect(await ask(world, browser, `outside-${target}`, { linked_from: source })).toMatchObject({
      silently: 'access_denied',
      openly: 'access_denied',
    });
    expect(await world.push(`outside-${target}`, { linked_from: source })).toMatchObject({ status: 400, body: { error: 'access_denied' } });
  });

  it.each(across)('no chain from %s over the professional space to %s: a linked login is never a source', async (source, target) => {
    const browser = await signedIn(source);
    expect(await askSilently(world, browser, 'outside-pro', { linked_from: source })).toBe('code');
    const switches = await switchesOf(world, 'pro', camille.pro);
    expect(await ask(world, browser, `outside-${target}`, { linked_from: 'pro' })).toMatchObject({
      silently: 'login_required',
      openly: 'page: login',
    });
    expect(await switchesOf(world, 'pro', camille.pro)).toBe(switches);
  });

  it('a client that one policy names asks nothing of the other', async () => {
    const browser = await signedIn('associations');
    expect(await ask(world, browser, 'outside-pro-second', { linked_from: 'associations' })).toMatchObject({
      silently: 'access_denied',
      openly: 'access_denied',
    });
    await logIn(browser, 'particuliers');
    expect(await askSilently(world, browser, 'outside-pro-second', { linked_from: 'particuliers' })).toBe('code');
  });

  it('the end of one link leaves the other', async () => {
    const { links } = world.demo.server.passerelle;
    const account = await world.demo.store.accounts.byIdentifier('associations', identifiers.associations);
    const [link] = await links.list(account?.accountId ?? '');
    const browser = await signedIn('pro');
    expect(await askSilently(world, browser, 'outside-associations', { linked_from: 'pro' })).toBe('code');
    expect(await askSilently(world, browser, 'outside-particuliers', { linked_from: 'pro' })).toBe('code');
    expect(await links.revoke(link?.id ?? '', { reason: 'customer', actor: 'provider' })).toBe('revoked');
    expect(await askSilently(world, browser, 'outside-associations', {})).toBe('login_required');
    expect(await askSilently(world, browser, 'outside-particuliers', {})).toBe('code');
    expect(await askSilently(world, await signedIn('pro'), 'outside-particuliers', { linked_from: 'pro' })).toBe('code');
    expect(await askSilently(world, await signedIn('associations'), 'outside-pro', { linked_from: 'associations' })).toBe(
      'interaction_required',
    );
  });
});
