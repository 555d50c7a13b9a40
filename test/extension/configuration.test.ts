import { describe, expect, it } from '@jest/globals';
import type { Configuration } from 'oidc-provider';
import type { PasserelleOptions } from '../../src/oidc/passerelle.ts';
import { createMemoryStore } from '../../src/storage/memory/memory-store.ts';
import { openPerson, outcomeOf } from './bare-flows.ts';
import { startBareHost } from './bare-host.ts';

type Case = readonly [title: string, configuration: Partial<Configuration>, reason: RegExp, options?: Partial<PasserelleOptions>];

const client = (metadata: object) => ({
  client_id: 'rp-pro',
  client_secret: 's',
  redirect_uris: ['https://rp.example/callback'],
  ...metadata,
});
const spaces = (change: object) => [
  { id: 'pro', clients: ['rp-pro'], entryClient: 'rp-pro', ...change },
  { id: 'particuliers', clients: ['rp-particuliers'], entryClient: 'rp-particuliers' },
];
const start = async (configuration: Partial<Configuration>, options: Partial<PasserelleOptions> = {}) => {
  const host = await startBareHost(createMemoryStore({ clock: () => new Date() }), { configuration, options });
  return host;
};
const refusal = async (configuration: Partial<Configuration>, options?: Partial<PasserelleOptions>) => {
  const outcome = await start(configuration, options).catch((error: unknown) => error);
  if (outcome instanceof Error) return `${outcome.name}: ${outcome.message}`;
  if (typeof outcome === 'object' && outcome !== null && 'close' in outcome) await (outcome as { close(): Promise<void> }).close();
  return 'started';
};

const dangerous: readonly Case[] = [
  ['no cookie keys', { cookies: {} }, /TypeError:.*cookies\.keys: required/s],
  ['an empty list of cookie keys', { cookies: { keys: [] } }, /cookies\.keys: required/],
  ['an empty cookie key, with which anybody can sign', { cookies: { keys: [''] } }, /cookies\.keys/],
  ['unsigned session cookies', { cookies: { keys: ['k'], long: { signed: false } } }, /cookies\.long\.signed/],
  ['unsigned interaction cookies', { cookies: { keys: ['k'], short: { signed: false } } }, /cookies\.short\.signed/],
  ['one path for all interaction cookies', { cookies: { keys: ['k'], short: { path: '/' } } }, /cookies\.short\.path: must not be set/],
  ['the device flow', { features: { deviceFlow: { enabled: true } } }, /features\.deviceFlow: must be off/],
  ['requests by POST', { enableHttpPostMethods: true }, /enableHttpPostMethods: only with/],
  ["default_max_age on a space's client", { clients: [client({ default_max_age: 300 })] }, /'rp-pro'.*default_max_age/],
  ['default_max_age for every client', { clientDefaults: { default_max_age: 300 } }, /default_max_age/],
  ["the provider's own session cookie named like a space's", { cookies: { keys: ['k'], names: { session: '_session.pro' } } }, /cookie/],
  ["a space's cookie named like the interaction's", {}, /cookie/, { spaces: spaces({ cookieName: '_interaction' }) }],
  [
    'two spaces with one cookie',
    {},
    /use the same cookie '_session\.particuliers'/,
    { spaces: spaces({ cookieName: '_session.particuliers' }) },
  ],
  [
    'a client of two spaces',
    {},
    /client 'rp-particuliers' belongs to two spaces/,
    { spaces: spaces({ clients: ['rp-pro', 'rp-particuliers'] }) },
  ],
  ['a space defined twice', {}, /space 'particuliers' is defined twice/, { spaces: spaces({ id: 'particuliers' }) }],
  [
    'an entry client of elsewhere',
    {},
    /entry client of space 'pro' is not one of its clients/,
    { spaces: spaces({ entryClient: 'rp-other' }) },
  ],
];

const cases = dangerous.map(([title, configuration, reason, options]) => ({ title, configuration, reason, options }));

describe('T59: a configuration that would open a hole', () => {
  it.each(cases)('$title is refused at start, with the reason', async ({ configuration, reason, options }) => {
    expect(await refusal(configuration, options)).toMatch(reason);
  });

  it('says everything that is wrong at once', async () => {
    const message = await refusal({ cookies: {}, enableHttpPostMethods: true });
    expect(message).toMatch(/cookies\.keys/);
    expect(message).toMatch(/enableHttpPostMethods/);
  });

  it("does not change the host's configuration", async () => {
    const claims = Object.freeze({ openid: Object.freeze(['sub', 'name']) });
    const cookies = Object.freeze({ keys: Object.freeze(['k']) });
    const host = await start({ claims, cookies } as unknown as Partial<Configuration>);
    await host.close();
    expect(claims).toEqual({ openid: ['sub', 'name'] });
  });
});

describe('a host that leaves out RP-initiated logout', () => {
  it('is refused at start, or works', async () => {
    const host = await start({ features: { devInteractions: { enabled: false }, rpInitiatedLogout: { enabled: false } } }).catch(
      () => undefined,
    );
    if (!host) return;
    const answers = [
      (await fetch(`${host.origin}/.well-known/openid-configuration`)).status,
      outcomeOf(await openPerson(host).login('rp-pro', 'pro-camille')),
    ];
    await host.close();
    expect(answers).toEqual([200, 'code']);
  });
});
