/**
 * The demo put together: the provider, its two spaces, the telephone and the adviser's desk, in one process, on five ports. This file and
 * start.ts alone may know both the server and the demo. Keys are made at each start; with MongoDB, accounts and links stay.
 */
import { randomBytes } from 'node:crypto';
import { customers, personOf } from './demo/customers.ts';
import { startDesk } from './demo/desk.ts';
import { createKey, publicSet } from './demo/keys.ts';
import { createMailbox } from './demo/mailbox.ts';
import { startPhone } from './demo/phone.ts';
import { adviserDesk, type DemoUrls, particuliersSpace, proSpace, urlsFrom } from './demo/programs.ts';
import { startSpace } from './demo/space.ts';
import type { Configuration } from './server/config/configuration.ts';
import { loadConfiguration } from './server/config/load.ts';
import type { HashCost } from './server/credentials/secret-code-hash.ts';
import { seedAccounts } from './server/directory/seed.ts';
import type { Log } from './server/log.ts';
import { createServer, type PasserelleServer, type ServerStore } from './server/server.ts';
import { createMemoryStore } from './storage/memory/memory-store.ts';
import { openMongoStore } from './storage/mongo/mongo-store.ts';

export type { DemoUrls } from './demo/programs.ts';

export interface DemoOptions {
  /** The provider's port; the spaces, the telephone and the desk follow. */
  readonly port: number;
  readonly log: Log;
  /** In memory unless given. */
  readonly mongoUri?: string | undefined;
  /** Empties the demo's database first. */
  readonly reset?: boolean;
  /** A YAML file merged over the demo's configuration. */
  readonly configurationFile?: string | undefined;
  /** Merged over everything; for tests. */
  readonly overlay?: unknown;
  /** Folder of the consent texts, where other policies are added; the demo's own unless given. */
  readonly consentTexts?: string;
  /** In place of the loopback addresses; for containers. */
  readonly host?: string | undefined;
  readonly clock?: () => Date;
  readonly hashCost?: HashCost;
  /** In place of the one that the options above would open; for tests. */
  readonly store?: ServerStore;
}

export interface Demo {
  readonly urls: DemoUrls;
  readonly server: PasserelleServer;
  readonly store: ServerStore;
  close(): Promise<void>;
}

export async function startDemo(options: DemoOptions): Promise<Demo> {
  const { port, log, host, clock = () => new Date(), hashCost } = options;
  const urls = urlsFrom(port);
  const keys = await demoKeys();
  const configuration = loadConfiguration({
    files: ['config/demo.yaml', ...(options.configurationFile === undefined ? [] : [options.configurationFile])],
    variables: variablesFor(urls, keys),
    ...(options.overlay !== undefined && { overlay: options.overlay }),
    ...(options.consentTexts !== undefined && { consentTexts: options.consentTexts }),
  });
  const store = options.store ?? (await openStore(options, clock));
  await seedAccounts(store.accounts, customers, { clock, ...(hashCost && { cost: hashCost }) });
  const mailbox = createMailbox({ addressesOf: (identifier) => addressesOf(store, configuration, identifier) });
  const server = createServer({
    configuration,
    secrets: secretsOf(keys),
    store,
    log,
    clock,
    ...(hashCost && { hashCost }),
    // A mail server that the configuration names comes first.
    ...(!configuration.notices && { mailer: mailbox }),
  });
  const lookOf = (space: string) => configuration.spaces.find(({ id }) => id === space)?.look;
  const parts: { close(): Promise<void> }[] = [server];
  const close = async () => void (await Promise.all(parts.map((part) => part.close())));
  try {
    const clients = [{ client_id: 'passerelle', jwks: publicSet(keys.authenticator) }];
    parts.push(await startPhone({ port: port + 3, host, clients, mailbox }));
    parts.push(await startSpace({ ...proSpace(urls, keys), look: lookOf('pro'), host, port: port + 1, logger: log }));
    parts.push(await startSpace({ ...particuliersSpace(urls, keys), look: lookOf('particuliers'), host, port: port + 2, logger: log }));
    parts.push(
      await startDesk({
        ...adviserDesk(urls, keys, namesOf(configuration)),
        personOf,
        host,
        port: port + 4,
        now: () => clock().getTime(),
        logger: log,
      }),
    );
    await server.listen(port, host === undefined ? ['127.0.0.1', '::1'] : [host]);
  } catch (error) {
    await close();
    throw error;
  }
  return { urls, server, store, close };
}

async function addressesOf({ accounts }: ServerStore, { spaces }: Configuration, identifier: string): Promise<string[]> {
  const owners = await Promise.all(spaces.map(({ id }) => accounts.byIdentifier(id, identifier)));
  return owners.flatMap((owner) => owner?.email ?? []);
}

function namesOf({ spaces }: Configuration) {
  return spaces.map(({ id, name }) => ({ id, name }));
}

type Keys = Awaited<ReturnType<typeof demoKeys>>;

async function demoKeys() {
  const [provider, providerRsa, pro, particuliers, particuliersApi, authenticator, desk, deskEvents] = await Promise.all([
    createKey('ES256'),
    createKey('RS256'),
    createKey('ES256'),
    createKey('ES256'),
    createKey('ES256'),
    createKey('ES256'),
    createKey('ES256'),
    createKey('ES256'),
  ]);
  return { provider, providerRsa, pro, particuliers, particuliersApi, authenticator, desk, deskEvents };
}

function variablesFor(urls: DemoUrls, keys: Keys): Record<string, string> {
  return {
    ISSUER: urls.issuer,
    ESPACE_PRO_URL: urls.pro,
    ESPACE_PRO_HOST: new URL(urls.pro).host,
    ESPACE_PRO_JWKS: JSON.stringify(publicSet(keys.pro)),
    ESPACE_PARTICULIERS_URL: urls.particuliers,
    ESPACE_PARTICULIERS_HOST: new URL(urls.particuliers).host,
    ESPACE_PARTICULIERS_JWKS: JSON.stringify(publicSet(keys.particuliers)),
    ESPACE_PARTICULIERS_API_JWKS: JSON.stringify(publicSet(keys.particuliersApi)),
    PHONE_URL: urls.phone,
    DESK_URL: urls.desk,
    DESK_JWKS: JSON.stringify(publicSet(keys.desk)),
    DESK_EVENT_JWKS: JSON.stringify(publicSet(keys.deskEvents)),
    OUTSIDE_URL: urls.outside,
  };
}

async function openStore({ mongoUri, reset }: DemoOptions, clock: () => Date): Promise<ServerStore> {
  if (mongoUri === undefined) return createMemoryStore({ clock });
  const store = await openMongoStore({ uri: mongoUri, clock });
  if (!reset) return store;
  // Dropping closes: without its unique indexes no write would be safe.
  await store.drop();
  return openMongoStore({ uri: mongoUri, clock });
}

function secretsOf(keys: Keys) {
  return {
    cookieKeys: [randomBytes(32).toString('base64url')] as const,
    jwks: { keys: [keys.provider, keys.providerRsa] },
    authenticatorKey: keys.authenticator,
    pairwiseSalt: randomBytes(32).toString('base64url'),
  };
}
