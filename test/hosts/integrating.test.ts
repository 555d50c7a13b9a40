/** `docs/integrating.md` beside its flows: its tables against the code, and what its examples do that every host does in its own way. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { Configuration } from 'oidc-provider';
import { createPasserelle, type PasserelleEvent, type PasserelleOptions } from '../../src/oidc/passerelle.ts';
import { rules } from '../../src/oidc/refuse-configuration.ts';
import { createMemoryStore } from '../../src/storage/memory/memory-store.ts';
import { camille, consent, login } from '../world/people.ts';
import { openBank } from './bank.ts';
import { deepFreeze } from './deep-freeze.ts';
import { differences, everyOption } from './every-option.ts';
import { examples, openGuide, tableBelow } from './guide.ts';
import { type GuidedHost, inExpress, inKoa, openGuided } from './running-hosts.ts';

/** The names in backquotes of a cell. */
const namesIn = (cell = '') => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);

async function passerelle(options: Partial<PasserelleOptions> = {}) {
  const { spaces, policies } = await openGuide();
  const { directory } = openBank();
  const store = createMemoryStore({ clock: () => new Date() });
  return createPasserelle({ spaces, policies: () => policies, store, directory, approvers: {}, ...options });
}

describe('docs/integrating.md', () => {
  it('has nothing but examples that are executed', () => {
    expect(examples.length).toBeGreaterThanOrEqual(9);
  });

  it('T59: names every option that is refused, with its reason, and no other', async () => {
    const rows = tableBelow('What it refuses');
    expect(rows).toHaveLength(rules.length);
    const everythingWrong: Configuration = {
      cookies: { keys: [], long: { signed: false }, short: { path: '/' }, names: { session: 'taken' } },
      features: { deviceFlow: { enabled: true } },
      enableHttpPostMethods: true,
      clientDefaults: { default_max_age: 1 },
      clients: [{ client_id: 'espace-pro', default_max_age: 1 }],
    };
    const spaces = [{ id: 'pro', clients: ['espace-pro'], entryClient: 'espace-pro', cookieName: 'taken' }];
    const { configure } = await passerelle({ spaces });
    const problems = messageOf(() => configure(everythingWrong))
      .split('\n- ')
      .slice(1);
    expect(problems).toHaveLength(rules.length);
    const told = rows.map(([options = '', reason = '']) =>
      problems.filter((problem) => namesIn(options).every((name) => problem.includes(name)) && problem.includes(reason)),
    );
    expect(told.map((problemsOfRow) => problemsOfRow.length)).toEqual(rows.map(() => 1));
    expect(new Set(told.flat()).size).toBe(rules.length);
  });

  it('names every option that configure composes, and no other', async () => {
    const own = await everyOption();
    const composed = (await passerelle()).configure(own);
    const rows = tableBelow('What `configure` does to your options').map(([option]) => namesIn(option)[0]);
    expect(rows.filter((option) => option !== undefined).sort()).toEqual([...differences(own, composed)].sort());
  });

  it("T59: changes none of the host's objects, frozen to their depths", async () => {
    const own = deepFreeze(await everyOption());
    const before = checksOf(own);
    const composed = (await passerelle()).configure(own);
    expect(checksOf(composed)).not.toEqual(before);
    expect(checksOf(own)).toEqual(before);
  });
});

/** Reasons, by prompt. */
function checksOf({ interactions }: Configuration) {
  return [...(interactions?.policy ?? [])].map(({ name, checks }) => [name, [...checks].map(({ reason }) => reason)]);
}

function messageOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return error instanceof TypeError ? error.message : String(error);
  }
  return 'accepted';
}

describe.each([
  ['Express', inExpress],
  ['Koa', inKoa],
] as const)("the guide's host under %s", (_name, mount) => {
  const resetting = generateKeyPair('ES256', { extractable: true });
  const systems = 'https://systems.bank.example';
  let host: GuidedHost;
  beforeAll(async () => {
    const key = { ...(await exportJWK((await resetting).publicKey)), kid: 'one', alg: 'ES256' };
    host = await openGuided(mount, {
      tls: false,
      prepare(guide, { issuer, ...rest }, store) {
        const issuers = [{ issuer: systems, audience: issuer, keys: { jwks: { keys: [key] } }, spaces: ['pro'] }];
        guide.receiveEvents({ issuer, ...rest }, { issuers, directory: openBank().directory, store });
      },
    });
  });
  afterAll(() => host.close());

  async function activated() {
    const browser = host.openBrowser();
    await login(host, browser, 'pro', camille.pro);
    const page = await host.authorize(browser, 'outside-particuliers', { linked_from: 'pro' });
    const { tokens } = await host.exchange('outside-particuliers', await consent(host, browser, page));
    return { browser, tokens };
  }

  it('T44: its pages are not stored, framed or sniffed, and run no script', async () => {
    const page = await host.authorize(host.openBrowser(), 'outside-pro');
    expect(page.headers).toMatchObject({
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
    });
  });

  it('T7: a form from a neighbouring host is an empty one', async () => {
    const { browser, tokens } = await activated();
    const forged = await browser.post('/preferences', { decision: 'confirm' }, { origin: 'http://neighbour.localhost' });
    expect(forged.status).toBe(200);
    expect(await host.introspect(tokens)).toMatchObject({ active: true });
    await browser.post('/preferences', { decision: 'confirm' }, { origin: new URL(host.issuer).origin });
    expect(await host.introspect(tokens)).toEqual({ active: false });
  });

  it('POST /events below the issuer: 202, and the link is refused at the next request', async () => {
    const { tokens } = await activated();
    expect(await host.introspect(tokens)).toMatchObject({ active: true });
    const event = 'https://schemas.openid.net/secevent/risc/event-type/account-credential-change-required';
    const token = await new SignJWT({
      jti: 'one',
      sub_id: { format: 'iss_sub', iss: host.issuer, sub: `pro-${camille.pro}` },
      events: { [event]: {} },
    })
      .setProtectedHeader({ alg: 'ES256', kid: 'one', typ: 'secevent+jwt' })
      .setIssuer(systems)
      .setAudience(host.issuer)
      .setIssuedAt()
      .sign((await resetting).privateKey);
    const response = await fetch(`${host.issuer}/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/secevent+jwt' },
      body: token,
    });
    expect([response.status, await response.text()]).toEqual([202, '']);
    expect(await host.introspect(tokens)).toEqual({ active: false });
    expect(await host.guide.whyNot(host.host, `pro-${camille.pro}`)).toBe('reactivation_delay');
  });
});

describe('T58: a Koa application that the provider is mounted in', () => {
  it.each([
    ['other keys', ['of the application']],
    ['no keys', undefined],
  ])('with %s: every request is refused, and the operator is told why', async (_title, keys) => {
    const events: PasserelleEvent[] = [];
    const withKeys: typeof inKoa = (guide, { provider, ...host }, bank) =>
      guide.inKoa({ ...host, provider: Object.create(provider, { keys: { value: keys } }) }, bank);
    const host = await openGuided(withKeys, { tls: false, onEvent: (event) => events.push(event) });
    const answer = await host.openBrowser().request('GET', host.authorizationUrl('outside-pro'));
    await host.close();
    expect(answer.status).toBe(500);
    expect(answer.headers).not.toHaveProperty('set-cookie');
    expect(events.map(({ event, error }) => [event, String(error)])).toEqual([
      ['fault', expect.stringContaining('app.keys = provider.keys')],
    ]);
  });
});
